"""Campaigns and audiences beside posts: whatever is edited, a build ends with what a build from nothing gives."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from small_project import SMM_TOML, Project, post
from workbench import Workbench

from smmgen.building.check import changed
from smmgen.building.summary import Report
from smmgen.cli.project import opened
from smmgen.hooks import Hooks
from smmgen.recipe import recipe

CONFIG = SMM_TOML.replace('language = "ru"', 'language = "ru"\nurl = "https://www.teplo.example"')
LINK = "Меню: https://teplo.example/menu и https://other.example/a"


def campaign(title: str = "Зима", dates: str = "2026-12-01..2026-12-31", **front: str) -> str:
    lines = [f"{key}: {value}\n" for key, value in {"title": title, "dates": dates, **front}.items()]
    return f"---\n{''.join(lines)}---\nО ней.\n"


@pytest.fixture
def bench(make_project: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """One post of a campaign, one of none."""
    files = {
        "content/posts/a.md": post("А", LINK, uid="latte", campaign="winter", targeting="{audience: guests}"),
        "content/posts/b.md": post("Б", LINK, schedule="2026-12-06 10:00"),
        "content/campaigns/winter.md": campaign(utm="{}"),
        "content/audiences/guests.md": "---\ntitle: Завсегдатаи\n---\nКто они.\n",
    }
    return Workbench(make_project(files, CONFIG), tmp_path_factory.mktemp("scratch"))


def links(bench: Workbench, account: str, slug: str) -> str:
    text: str = bench.payload(account, slug)["parts"][0]["text"]
    return text


QUIET = ("several-links", "repeated-text")
"""Of links and texts that are alike in both posts."""


def said(report: Report) -> list[str]:
    return [f"{found.path} {found.name}" for found in report.diagnostics if found.name not in QUIET]


def test_links_of_a_campaigns_posts_get_its_marks_and_others_none(bench: Workbench) -> None:
    bench.build()
    marks = "utm_source=telegram&utm_medium=social&utm_campaign=winter&utm_content=latte"
    assert f"https://teplo.example/menu?{marks} " in links(bench, "tg", "a")
    assert "utm_source=vk&" in links(bench, "vk", "a")
    assert "https://other.example/a?" not in links(bench, "tg", "a")
    assert "utm" not in json.dumps(bench.payload("tg", "b"))


@pytest.mark.parametrize(
    ("address", "becomes"),
    [
        ("https://teplo.example/menu?utm_source=card&a=1", "utm_source=card&a=1&utm_medium=social"),
        ("https://www.teplo.example/menu#raf", "utm_content=latte#raf"),
        ("https://shop.teplo.example/", "https://shop.teplo.example/"),
    ],
)
def test_a_mark_that_is_there_stays(bench: Workbench, address: str, becomes: str) -> None:
    bench.project.post("a.md", "А", f"Меню: {address}", uid="latte", campaign="winter")
    bench.build()
    assert becomes in links(bench, "tg", "a")
    assert links(bench, "tg", "a").count("utm_source") <= 1


def test_marks_and_sites_of_ones_own(bench: Workbench) -> None:
    own = "{source: card, medium: cup, campaign: w26, content: x, term: кофе, sites: [https://other.example]}"
    bench.project.write({"content/campaigns/winter.md": campaign(utm=own)})
    bench.build()
    wanted = "?utm_source=card&utm_medium=cup&utm_campaign=w26&utm_content=x&utm_term=%D0%BA%D0%BE%D1%84%D0%B5"
    assert f"https://other.example/a{wanted}" in links(bench, "tg", "a")
    assert "teplo.example/menu " in links(bench, "tg", "a")


def test_hooks_see_the_address_with_its_marks(bench: Workbench) -> None:
    bench.project.write(
        {
            "hooks/add.py": "def on_link(url, **more):\n    return f'{url}&seen=1' if 'utm_' in url else None\n",
            "smm.toml": f'{CONFIG}[hooks]\nfiles = ["hooks/add.py"]\n',
        }
    )
    bench.build()
    assert "utm_content=latte&seen=1" in links(bench, "tg", "a")


def test_the_campaign_has_a_page_and_the_pages_lead_to_each_other(bench: Workbench) -> None:
    bench.build()
    site = bench.output / "site"
    page = (site / "campaigns/winter/index.html").read_text("utf-8")
    for shown in ("Зима", "1 декабря 2026", "31 декабря 2026", "../../posts/a.html", "О ней.", "сб, 5 дек., 10:00"):
        assert shown in page
    assert "posts/b.html" not in page
    assert 'href="../campaigns/winter/index.html"' in bench.page("a")
    assert "Завсегдатаи" in bench.page("a")
    assert "campaigns/winter/index.html" not in bench.page("b")
    assert 'href="../campaigns/winter/index.html"' in (site / "campaigns/index.html").read_text("utf-8")


def test_the_site_leads_to_campaigns_only_where_there_are_any(bench: Workbench) -> None:
    bench.build()
    assert "../campaigns/index.html" in bench.page("b")
    bench.project.remove("content/campaigns/winter.md")
    report = bench.rebuild()
    assert "campaigns/index.html" not in bench.page("b")
    assert not (bench.output / "site/campaigns").exists()
    assert said(report) == ["content/posts/a.md dangling-reference"]
    bench.project.write({"content/campaigns/winter.md": campaign()})
    bench.rebuild()
    assert "../campaigns/index.html" in bench.page("b")


def test_a_post_says_whether_its_campaign_is_missing_or_has_errors(bench: Workbench) -> None:
    def about_a(report: Report) -> list[str]:
        return [
            one.message
            for one in report.diagnostics
            if one.path == "content/posts/a.md" and one.name == "dangling-reference"
        ]

    name = "content/campaigns/winter.md"
    bench.build()
    bench.project.remove(name)
    assert about_a(bench.rebuild()) == ["there is no campaign `winter`"]
    bench.project.write({name: "---\ntitle: Зима\n---\n"})
    assert about_a(bench.rebuild()) == ["the file of the campaign `winter` has errors"]
    bench.project.write({name: campaign()})
    assert about_a(bench.rebuild()) == []
    bench.project.write({name: "---\ntitle: Зима\n---\n"})
    assert about_a(bench.rebuild()) == ["the file of the campaign `winter` has errors"]


FULL = {
    "goal": "{metric: orders, target: 300}",
    "audiences": "[guests]",
    "budget": "winter",
    "stop": "{spent: 1000}",
    "creatives": "[{post: latte}]",
    "bets": "[{if: лица, then: больше, judge: 2026-12-15}]",
}
BUDGET = "---\nperiod: 2026-12\nlines: [{uid: winter, plan: 2000}]\n---\n"


def spend(amount: int) -> str:
    return f"date,line,amount,document\n2026-12-05,winter,{amount},campaign/winter\n"


def guests(option: str) -> str:
    return f"---\ntitle: Завсегдатаи\norganic: {{telegram: {{{option}: true}}}}\n---\n"


def test_the_options_of_an_audience_are_those_of_its_posts(bench: Workbench) -> None:
    bench.build()
    assert "disable_notification" not in json.dumps(bench.payload("tg", "a"))
    bench.project.write({"content/audiences/guests.md": guests("silent")})
    report = bench.rebuild()
    assert report.made == 1, "the post of that audience alone"
    assert bench.payload("tg", "a")["parts"][0]["request"]["params"]["disable_notification"] is True
    assert "disable_notification" not in json.dumps(bench.payload("tg", "b"))
    own = "{audience: guests, telegram: {silent: false}}"
    bench.project.post("a.md", "А", LINK, uid="latte", campaign="winter", targeting=own)
    bench.rebuild()
    assert "disable_notification" not in json.dumps(bench.payload("tg", "a")), "the post goes before its audience"


def test_the_page_of_a_campaign_follows_what_was_paid(bench: Workbench) -> None:
    page = bench.output / "site/campaigns/winter/index.html"
    files = {"content/campaigns/winter.md": campaign(**FULL), "content/budget/2026-12.md": BUDGET}
    bench.project.write(files)
    bench.rebuild()
    assert "<progress" not in page.read_text("utf-8"), "nothing is known yet"
    bench.project.write({"data/spend/2026-12.csv": spend(900)})
    report = bench.rebuild()
    shown = page.read_text("utf-8")
    assert report.made == 0, "no post is made again"
    assert '<li class="warn"><span class="name">потрачено</span>' in shown
    assert '<progress value="90" max="100"' in shown
    assert 'href="../../audiences/guests/index.html"' in shown
    assert "../../campaigns/winter/index.html" in (bench.output / "site/audiences/guests/index.html").read_text("utf-8")
    assert "../audiences/guests/index.html" in bench.page("a")
    bench.project.write({"data/spend/2026-12.csv": spend(1000)})
    bench.rebuild()
    assert '<li class="bad"><span class="name">потрачено</span>' in page.read_text("utf-8")


EVENT = "---\ntitle: Каппинг\nstarts: 2026-12-12 17:00\nends: 2026-12-12 19:00\ncampaign: winter\n---\nЗёрна и ложки.\n"


def test_the_time_line_of_a_campaign_has_its_events_and_empty_weeks(bench: Workbench) -> None:
    full = campaign(dates="2026-12-01..2026-12-21", **FULL)
    bench.project.write({"content/campaigns/winter.md": full, "content/events/cupping.md": EVENT})
    bench.rebuild()
    page = (bench.output / "site/campaigns/winter/index.html").read_text("utf-8")
    line = page[page.index('id="line-title"') :]
    shown = (">7 декабря<", ">А</a>", ">14 декабря<", ">Каппинг</a>", ">21 декабря<", "ничего не запланировано")
    assert [*map(line.index, shown)] == sorted(map(line.index, shown))
    needs = (bench.output / "site/data/needs.js").read_text("utf-8")
    assert '["2026-12-15","2026-12-08","2026-12-21","Кампания «Зима»: неделя без публикаций"' in needs
    assert '["2026-12-15","2026-12-15","2027-03-15","Сделать вывод: лица"' in needs


def test_only_posts_that_a_change_concerns_are_made_again(bench: Workbench) -> None:
    bench.build()
    bench.project.write({"content/campaigns/winter.md": campaign("Зима!", utm="{}")})
    assert bench.rebuild().made == 1
    bench.project.write({"content/campaigns/winter.md": campaign("Зима!", utm="{}") + "\nЕщё слово.\n"})
    report = bench.rebuild()
    assert (report.made, report.written > 0) == (0, True), "its page alone"
    bench.project.write({"content/campaigns/other.md": campaign()})
    assert bench.rebuild().made == 0
    bench.project.write({"content/audiences/guests.md": "---\ntitle: Гости\n---\n"})
    assert bench.rebuild().made == 1
    assert "Гости" in bench.page("a")
    assert bench.build().made == 0


def test_a_document_is_checked_again_when_one_that_it_names_changes(bench: Workbench) -> None:
    guests, name = bench.project.text("content/audiences/guests.md"), "content/audiences/guests.md"
    bench.project.write({"content/campaigns/winter.md": campaign(audiences="[guests]")})

    def about_campaign(report: Report) -> list[str]:
        return [one.message for one in report.diagnostics if one.path == "content/campaigns/winter.md"]

    assert about_campaign(bench.rebuild()) == []
    bench.project.remove(name)
    assert about_campaign(bench.rebuild()) == ["there is no audience `guests`"]
    bench.project.write({name: guests})
    assert about_campaign(bench.rebuild()) == []
    bench.project.write({name: guests.replace("title", "titel")})
    assert about_campaign(bench.rebuild()) == ["the file of the audience `guests` has errors"]
    bench.project.write({name: guests.replace("title", "uid: regulars\ntitle")})
    assert about_campaign(bench.rebuild()) == ["there is no audience `guests`"]


def test_publishing_asks_for_a_build_when_a_campaign_changed(bench: Workbench) -> None:
    bench.build()
    found = opened(bench.project.path)
    work = recipe(found.path, found.config, found.networks, Hooks())
    assert not changed(work)
    bench.project.write({"content/campaigns/winter.md": campaign(utm="{medium: cup}")})
    assert changed(work) == "the content"


def test_a_file_that_another_one_shadows_counts_when_that_one_goes(bench: Workbench) -> None:
    """Of two with one uid the first counts, and both are reported as one clash."""
    bench.project.write({"content/campaigns/other.md": campaign("Другая", uid="winter")})
    assert said(bench.rebuild()) == ["content/campaigns/winter.md duplicate-uid"]
    assert "Другая" in bench.page("a")
    bench.project.remove("content/campaigns/other.md")
    assert said(bench.rebuild()) == []
    assert "Другая" not in bench.page("a")


EDITS: tuple[Callable[[Project, random.Random], None], ...] = (
    lambda project, rng: project.write(
        {"content/campaigns/winter.md": campaign(utm=rng.choice(("{}", "{medium: x}")))}
    ),
    lambda project, rng: project.write({"content/campaigns/winter.md": campaign(rng.choice("АБВ"))}),
    lambda project, rng: project.write({"content/campaigns/winter.md": "---\ntitle: Без дат\n---\n"}),
    lambda project, rng: project.write({"content/campaigns/other.md": campaign(uid=rng.choice(("winter", "spring")))}),
    lambda project, rng: (project.path / "content/campaigns/winter.md").unlink(missing_ok=True),
    lambda project, rng: (project.path / "content/campaigns/other.md").unlink(missing_ok=True),
    lambda project, rng: (project.path / "content/audiences/guests.md").unlink(missing_ok=True),
    lambda project, rng: project.write({"content/audiences/guests.md": f"---\ntitle: {rng.choice('ГД')}\n---\n"}),
    lambda project, rng: project.post("b.md", "Б", LINK, campaign=rng.choice(("winter", "spring")), uid="raf"),
    lambda project, rng: project.post("b.md", "Б", LINK, schedule=f"2026-12-{rng.randint(10, 31)} 10:00"),
    lambda project, rng: project.write(
        {"content/audiences/guests.md": guests(rng.choice(("silent", "protect", "no")))}
    ),
    lambda project, rng: project.write({"content/campaigns/winter.md": campaign(**FULL)}),
    lambda project, rng: project.write({"content/budget/2026-12.md": BUDGET}),
    lambda project, rng: project.write({"data/spend/2026-12.csv": spend(rng.choice((100, 900, 1100)))}),
    lambda project, rng: (project.path / "data/spend/2026-12.csv").unlink(missing_ok=True),
    lambda project, rng: project.write({"smm.toml": CONFIG if rng.random() < 0.5 else SMM_TOML}),
)


@pytest.mark.parametrize("seed", range(3))
def test_any_edits_end_with_what_a_build_from_nothing_gives(bench: Workbench, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(6):
        for edit in rng.sample(EDITS, rng.randint(1, 3)):
            edit(bench.project, rng)
        bench.rebuild()


def test_on_document_sees_every_document_and_settings_reach_it(bench: Workbench) -> None:
    hook = """
from dataclasses import replace
def on_document(document, settings):
    if document.kind == "campaign":
        return replace(document, front=document.front.model_copy(update={"title": settings["title"]}))
    with open("%s", "a") as file:
        file.write(f"{document.kind} {document.path}\\n")
"""
    seen = bench.scratch / "seen.txt"
    config = f'{CONFIG}[hooks]\nfiles = ["hooks/all.py"]\n[hooks.all]\ntitle = "Из настроек"\n'
    bench.project.write({"hooks/all.py": hook % seen.as_posix(), "smm.toml": config})
    bench.build()
    assert "Из настроек" in bench.page("a")
    assert sorted(seen.read_text().splitlines()) == [
        "audience content/audiences/guests.md",
        "post content/posts/a.md",
        "post content/posts/b.md",
    ]
