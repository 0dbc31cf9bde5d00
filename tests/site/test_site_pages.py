"""Pages: what they say, that nothing in content becomes markup, and that the policy holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import site_factory as make

from smmgen import languages
from smmgen.config import Account
from smmgen.diagnostics import Severity, Span
from smmgen.errors import UserError
from smmgen.markup.text import RichText
from smmgen.networks.base import Facts, Network, Safety
from smmgen.networks.shown import Message, Shown
from smmgen.site import cards
from smmgen.site.excerpt import source_lines
from smmgen.site.i18n import Words, words
from smmgen.site.model import State, ToPost, Troubled, overview
from smmgen.site.month import days
from smmgen.site.pages import Site, ranked
from smmgen.site.states import STATES, states_js, to_look_at, worst
from smmgen.site.theme import default_theme
from smmgen.site.urls import media_name
from smmgen.variants.rows import PlanRow, PostRow
from smmgen.variants.types import LinkCard, Part

EVIL = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}"
TEMPLATES = sorted(default_theme().rglob("*.html"))
ACCOUNTS = list(make.CONFIG["accounts"])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make.site(tmp_path)


class Seen(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags = list[tuple[str, dict[str, str | None]]]()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def evil_page(site: Site) -> str:
    """A post page with hostile words in every place that content reaches."""
    post = make.post(
        title=EVIL,
        kind=EVIL,
        notes=EVIL,
        poll={"question": EVIL, "options": [EVIL, "b"]},
        targeting={"audience": EVIL, "place": {"name": EVIL, "lat": 1, "lon": 2}, "vk": {"copyright": EVIL}},
    )
    media = (make.picture(alt=EVIL, title=EVIL),)
    link = LinkCard("https://a.example/" + EVIL, EVIL, EVIL, make.picture("card.jpg", EVIL))
    parts = [Part("text", RichText(EVIL), media, 5, 4, EVIL), Part("comment", RichText(EVIL))]
    diagnostics = [make.found(EVIL, account="tg"), make.found(EVIL, path=EVIL)]
    request = {"spoiler_text": EVIL, "visibility": EVIL}
    made = [make.card(make.variant(post, name, parts, link), request) for name in ACCOUNTS]
    return make.page(site, post, made, dict.fromkeys(ACCOUNTS, EVIL), diagnostics)


def test_content_never_becomes_markup(site: Site) -> None:
    seen = Seen(evil_page(site))
    scripts = [attrs for tag, attrs in seen.tags if tag == "script"]
    assert [attrs["src"] for attrs in scripts] == [
        "../../assets/theme.js",
        "../../assets/site.js",
        "../../data/states.js",
    ]
    assert not [attrs for _, attrs in seen.tags if any(name.startswith("on") or name == "style" for name in attrs)]
    assert "49" not in re.findall(r"\d+", seen.text.replace(EVIL, ""))
    assert seen.text.count("{{ 7*7 }}") > 20


def test_no_address_but_http(site: Site) -> None:
    post = make.post()
    marks = make.rich("a b", ("link", "a", "javascript:alert(1)"), ("link", "b", "data:text/html,x"))
    card = make.card(make.variant(post, "tg", [Part("text", marks)], LinkCard("javascript:alert(1)", "x")))
    for _, attrs in Seen(site.feed_fragment(card)).tags:
        assert not str(attrs.get("href", "")).startswith(("javascript", "data"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_inline_style_script_or_handler(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://", text)
    inert = ('<script type="application/json"', '<script type="application/ld+json"')  # data: no browser runs it
    assert all("src=" in tag or tag.startswith(inert) for tag in re.findall(r"<script[^>]*>", text))
    assert "| safe" not in text
    assert "autoescape" not in text


def test_policy_has_nothing_unsafe(site: Site) -> None:
    page = site.missing_page()
    policy = next(attrs["content"] for tag, attrs in Seen(page).tags if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "*" not in policy


def test_css_and_scripts_load_nothing_from_elsewhere(site: Site) -> None:
    for name, data in site.assets().items():
        if name.endswith((".css", ".js")):
            text = data.decode()
            assert not re.search(r"url\(\s*['\"]?(https?:|//|data:)|@import", text), name
            assert not re.search(r"\beval\(|innerHTML|document\.write|fetch\(", text), name


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_network_shows_text_and_media(site: Site, name: str) -> None:
    pictures = tuple(make.picture(f"{n}.jpg", f"Картинка {n}") for n in range(3))
    card = make.card(make.variant(make.post(), name, [Part("text", RichText("Текст поста"), pictures, 11, 500)]))
    fragment = site.feed_fragment(card)
    seen = Seen(fragment)
    assert "Текст поста" in fragment
    images = [attrs for tag, attrs in seen.tags if tag == "img" and str(attrs.get("alt", "")).startswith("Картинка")]
    assert [attrs["src"] for attrs in images] == [
        f"../../{media_name(picture.sha256, picture.mime)}" for picture in pictures
    ]


class Pinboard(Network):
    """A network that says nothing of its look."""

    def __init__(self) -> None:
        super().__init__(Facts(name="notes", title="Pinboard Social", safety=Safety.BLIND))


class Postcards(Network):
    """One that says all of it."""

    def __init__(self, folder: Path) -> None:
        titles = {"ru": "Открытки"}
        super().__init__(Facts(name="postcards", title="Postcards", titles=titles, look=folder, safety=Safety.BLIND))

    def handle(self, account: Account, site: str) -> str:
        return f"box {account.target}"

    def shown(self, message: Message) -> Shown:
        return Shown(RichText(str(message.request["words"])), fold=(12, 1), notes=({"en": "By air", "ru": "Авиа"},))


def on_a_board(site: Site, platform: str, text: str = "Кофе готов.") -> str:
    """The card of a post on the account `board`."""
    of = make.variant(make.post(), "tg", text)
    part = {"role": "text", "text": text, "length": len(text), "limit": 500, "unit": "characters"}
    payload = {"parts": [{**part, "request": {"words": text}, "media": []}]}
    made = cards.card(of, payload, site.networks[platform], "Europe/Moscow", "ru")
    return site.feed_fragment(made._replace(account="board", platform=platform))


def board(tmp_path: Path, network: Any, **more: Any) -> Site:
    accounts = {"board": {"platform": network.name, "title": "Голубь", "target": "7"}}
    return make.site(tmp_path, make.config(accounts=accounts, **more), **{network.name: network})


def test_a_network_without_a_look_has_a_card_its_title_and_its_initials(tmp_path: Path) -> None:
    site = board(tmp_path, Pinboard())
    card, page = Seen(on_a_board(site, "notes")), site.missing_page()
    assert "Кофе готов." in card.text
    assert "Pinboard Social · 7" in card.text, "and not what the interface calls its notes"
    assert "11 / 500 символов" in card.text
    assert re.search(r'<symbol id="n-notes"[^>]*><text [^>]*>PS</text></symbol>', page)
    assert ".generic .sheet" in site.assets()["assets/networks.css"].decode()


def test_a_network_of_another_package_brings_its_look(tmp_path: Path) -> None:
    folder = tmp_path / "package" / "look"
    folder.mkdir(parents=True)
    (folder / "card.html").write_text(
        "{% macro card(card, who) %}{{ who.network }}, {{ who.handle }}: {{ card.parts[0].html }}"
        "<i>{{ card.parts[0].rest }}</i>{{ card.notes | join }}{% endmacro %}",
        "utf-8",
    )
    (folder / "style.css").write_text(".postcards { color: red; }", "utf-8")
    (folder / "icon.svg").write_text('<?xml version="1.0"?>\n<svg viewBox="0 0 9 9"><path d="M1 1"/></svg>\n', "utf-8")
    site = board(tmp_path, Postcards(folder))
    assert on_a_board(site, "postcards", "Кофе почти готов.") == "Открытки, box 7: Кофе почти<i> готов.</i>Авиа"
    style = site.assets()["assets/networks.css"].decode()
    assert style.endswith(".postcards { color: red; }")
    assert not re.search(r"\.(generic|telegram|vk) ", style), "only the styles of networks that the project uses"
    assert '<symbol id="n-postcards" viewBox="0 0 9 9"><path d="M1 1"/></symbol>' in site.missing_page()


def test_a_projects_theme_wins_over_the_look_of_a_network(tmp_path: Path) -> None:
    mine = tmp_path / "theme" / "networks" / "postcards"
    mine.mkdir(parents=True)
    (mine / "card.html").write_text("{% macro card(card, who) %}mine{% endmacro %}", "utf-8")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "card.html").write_text("{% macro card(card, who) %}theirs{% endmacro %}", "utf-8")
    (tmp_path / "package" / "style.css").write_text(".theirs {}", "utf-8")
    site = board(tmp_path, Postcards(tmp_path / "package"), theme={"path": "theme"})
    assert on_a_board(site, "postcards") == "mine"
    assert ".theirs {}" in site.assets()["assets/networks.css"].decode(), "what the theme does not have is theirs"
    (tmp_path / "theme" / "networks" / "postcards.html").write_text("{% macro card(card, who) %}old{% endmacro %}")
    assert on_a_board(board(tmp_path, Postcards(tmp_path / "package"), theme={"path": "theme"}), "postcards") == "old"


def test_a_sign_that_is_none_is_the_users_error(tmp_path: Path) -> None:
    (tmp_path / "icon.svg").write_text("<svg></svg>", "utf-8")
    with pytest.raises(UserError, match=r"networks/postcards/icon\.svg` cannot be used"):
        board(tmp_path, Postcards(tmp_path))


def test_links_lead_to_the_root_from_any_depth(site: Site) -> None:
    for slug, root in (("a", "../"), ("2026-11/a", "../../"), ("x/y/z", "../../../")):
        post = make.post(slug)
        card = make.card(make.variant(post, "tg", [Part("text", RichText("x"), (make.picture(),))]))
        page = make.page(site, post, [card])
        sources = [attrs["src"] for tag, attrs in Seen(page).tags if tag == "img"]
        assert sources == [root + card.parts[0].media[0].src]
        assert f'href="{root}index.html"' in page
        assert '="../../../../' not in page


def test_fragment_text_survives_the_move(site: Site) -> None:
    post = make.post("a")
    card = make.card(make.variant(post, "tg", 'href="../../x" ="../../'))
    assert "href=&quot;../../x&quot; =&quot;../../" in make.page(site, post, [card])


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    assert evil_page(make.site(tmp_path)) == evil_page(make.site(tmp_path))
    assert make.site(tmp_path).assets() == make.site(tmp_path).assets()


def test_post_page_shows_lengths_notes_facts_and_payload(site: Site) -> None:
    post = make.post(notes="Спросить Аню", ads={"erid": "2Vt", "advertiser": "ООО «Тепло»"})
    card = make.card(make.variant(post, "vk", [Part("text", RichText("x"), (), 4100, 4096, "characters")]))
    page = make.page(site, post, [card], {"vk": '{"wall": 1}'}, [make.found("слишком `длинно`", account="vk")])
    seen = Seen(page).text
    assert "4100 / 4096 символов" in seen
    assert "длиннее на 4" in seen
    assert "Спросить Аню" in seen
    assert "ООО «Тепло», erid 2Vt" in seen
    assert '{"wall": 1}' in seen
    assert "<code>длинно</code>" in page
    assert "строка 4:11" in seen
    assert "пт, 27 нояб., 10:00" in seen
    assert "Europe/Moscow +03:00" in seen


@pytest.mark.parametrize(("status", "pill"), [("ready", "не может выйти"), ("draft", "черновик")])
def test_a_post_without_an_account_says_whether_it_can_go_out(site: Site, status: str, pill: str) -> None:
    page = make.page(site, make.post(status=status), [], {}, [make.found("no platform")])
    assert f">{pill}</span>" in page.split("<h1>")[0]


def test_a_file_without_a_copy_is_named_and_not_drawn(site: Site) -> None:
    large = replace(make.picture("large.png"), sha256="")
    for name in ("vk", "tg", "fedi", "bsky"):
        card = make.card(make.variant(make.post(), name, [Part("text", RichText("x"), (large, make.picture()))]))
        seen = Seen(site.feed_fragment(card))
        assert [attrs["src"] for tag, attrs in seen.tags if tag == "img"] == [f"../../{card.parts[0].media[1].src}"]
        assert "large.png" in seen.text
        assert "30 КБ" in seen.text


def test_broken_page_marks_the_line(site: Site) -> None:
    found = make.found("unknown key `platfroms`", span=Span(3, 1, 3, 10))
    row = PostRow("content/posts/x.md", "x", "x", "x")
    page = site.broken_page(row, [found], "---\ntitle: x\nplatfroms: <b>\n---\n")
    line = page[page.index('<li class="bad">') :].split("</li>")[0]
    assert "platfroms: &lt;b&gt;" in line
    assert "unknown key" in line
    assert page.count('class="bad"') == 1


def test_a_long_source_is_cut_around_its_mistakes() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 201))
    lines = source_lines(text, [make.found("x", span=Span(100, 1, 100, 2)), make.found("y", span=Span(999, 1, 999, 2))])
    assert [line.number for line in lines] == [*range(1, 13), *range(97, 104), *range(197, 201)]
    assert [line.number for line in lines if line.gap] == [97, 197]
    assert [line.number for line in lines if line.found] == [100, 200]


def test_calendar_is_whole_weeks_from_monday() -> None:
    post = make.post()
    rows = make.rows(post, [make.card(make.variant(post, name)) for name in ("vk", "tg")])
    grid = days("2026-11", rows)
    assert (grid[0].date, grid[-1].date, len(grid)) == ("2026-10-26", "2026-12-06", 42)
    [day] = [day for day in grid if day.entries]
    assert (day.date, day.number) == ("2026-11-27", 27)
    assert [(entry.time, entry.accounts, entry.own) for entry in day.entries] == [("10:00", ("vk", "tg"), "")]


@pytest.mark.parametrize(
    ("wall", "zone", "day", "time", "own"),
    [
        ("2026-11-27T10:00", "Europe/Moscow", "2026-11-27", "10:00", ""),
        ("2026-11-27T10:00", "+03:00", "2026-11-27", "10:00", ""),
        ("2026-11-27T12:00", "Asia/Yekaterinburg", "2026-11-27", "10:00", "12:00 Asia/Yekaterinburg"),
        ("2026-11-27T10:00", "Europe/Berlin", "2026-11-27", "12:00", "10:00 Europe/Berlin"),
        ("2026-11-28T01:00", "Asia/Vladivostok", "2026-11-27", "18:00", "28.11 01:00 Asia/Vladivostok"),
        ("2026-10-31T23:30", "Europe/Berlin", "2026-11-01", "01:30", "31.10 23:30 Europe/Berlin"),
    ],
)
def test_a_post_stands_where_the_projects_clock_has_it(
    site: Site, wall: str, zone: str, day: str, time: str, own: str
) -> None:
    post = make.post(wall=None)
    post.moments["tg"] = make.moment(wall, zone)
    card = make.card(make.variant(post, "tg"))
    rows = make.rows(post, [card])
    found = {one.date: [(e.time, e.own) for e in one.entries] for one in days("2026-11", rows) if one.entries}
    assert found == {day: [(time, own)]}
    assert {row.month for row in rows} == {"2026-11"}
    assert [line[:3] for line in read_js(site.agenda_js("2026-11", rows), "smmAgenda")[1]] == [[day, time, own]]  # type: ignore[attr-defined]
    fragment = site.feed_fragment(card)
    assert f"{time}</time>" in fragment
    assert own in fragment


def test_crowded_days_are_folded(site: Site) -> None:
    rows = []
    for n in range(9):
        post = make.post(f"p{n}", f"2026-11-27T{10 + n}:00", title=f"Пост {n}")
        rows += make.rows(post, [make.card(make.variant(post, "tg"))])
    page = site.calendar_page("2026-11", rows, ["2026-11"])
    assert "<summary>ещё 3</summary>" in page
    assert all(f"Пост {n}" in page for n in range(9))


def test_home_groups_problems_by_file_and_links_posts(site: Site) -> None:
    diagnostics = [make.found(f"m{n}", path=f"content/posts/{n % 2}.md", span=Span(n + 1)) for n in range(4)]
    diagnostics.append(make.found("w", Severity.WARNING, path="smm.toml"))
    found = ranked(diagnostics, {})
    page = site.home_page(overview([], []), found, {"content/posts/0.md": "posts/0.html"})
    assert page.count('<section class="group">') == 3
    assert 'href="posts/0.html"' in page
    assert 'href="posts/.html"' not in page
    assert "4 ошибки" in page
    assert "1 предупреждение" in page


def test_problems_by_severity_then_by_the_time_of_the_post(site: Site) -> None:
    times = {"content/posts/b.md": 1, "content/posts/a.md": 2}
    said = [
        ("a-late", Severity.ERROR, "content/posts/a.md", 9),
        ("w-late", Severity.WARNING, "content/posts/a.md", 1),
        ("e-undated", Severity.ERROR, "content/posts/0.md", 1),
        ("e-early-2", Severity.ERROR, "content/posts/b.md", 3),
        ("e-early-1", Severity.ERROR, "content/posts/b.md", 2),
        ("i-early", Severity.INFO, "content/posts/b.md", 1),
        ("w-nowhere", Severity.WARNING, "smm.toml", 1),
    ]
    diagnostics = [make.found(name, severity, path=path, span=Span(line)) for name, severity, path, line in said]
    expected = ["e-early-1", "e-early-2", "a-late", "e-undated", "w-late", "w-nowhere", "i-early"]
    found = ranked(diagnostics, times)
    assert [one.message for one in found] == expected
    for page in (site.problems_page(found, {}), site.home_page(overview([], []), found, {})):
        assert re.findall(r"</span>([aewi]-[a-z0-9-]+)", page) == expected


def test_home_shows_the_first_problems_and_leads_to_the_rest(site: Site) -> None:
    diagnostics = [make.found(f"m{n}", span=Span(n + 1)) for n in range(100)]
    page = site.home_page(overview([], []), diagnostics, {})
    assert page.count('<li class="problem error">') == 60
    assert "+40" in page
    assert site.problems_page(diagnostics, {}).count('<li class="problem error">') == 100


def read_js(text: str, name: str) -> list[object]:
    match = re.fullmatch(rf"{name}\((.*)\);\n", text, re.DOTALL)
    assert match
    return json.loads(f"[{match[1]}]")  # type: ignore[no-any-return]


def test_agenda_data_is_json_and_harmless_in_html(site: Site) -> None:
    post = make.post(title="</script><b>")
    rows = make.rows(post, [make.card(make.variant(post, "tg"))])
    text = site.agenda_js("2026-11", rows)
    assert "<" not in text
    [month, [line]] = read_js(text, "smmAgenda")  # type: ignore[misc]
    assert month == "2026-11"
    url = "posts/2026-11/latte.html"
    assert line == [
        *("2026-11-27", "10:00", "", url, "</script><b>", "ready", "Полезное", 0, 0, "", [["tg", "telegram"]], post.uid)
    ]


def test_states_show_the_worst_part_of_a_thread() -> None:
    rows = [
        State("a", "tg", "unknown"),
        State("a", "tg", "published", "https://t.me/a/1"),
        State("b", "vk", "published", "https://vk.com/wall-1_1"),
    ]
    waiting = [ToPost("wa", "manual", "posts/c.html", "C", 1_800_000_000)]
    states, order, troubled, to_post = read_js(states_js(worst(rows), [], waiting, "ru"), "smmStates")
    assert states == {
        "a": {"tg": ["unknown", "исход неизвестен", "https://t.me/a/1"]},
        "b": {"vk": ["published", "опубликован", "https://vk.com/wall-1_1"]},
    }
    assert (order, troubled, to_post) == (list(STATES), [], [list(waiting[0])])


def test_what_did_not_go_out_as_planned_is_listed_the_latest_first() -> None:
    def at(uid: str, *accounts: str) -> list[PlanRow]:
        post = PostRow(f"content/posts/{uid.lower()}.md", uid.lower(), f"Post {uid}", uid)
        return [PlanRow(post, name, platforms[name], here=here[name]) for name in accounts]

    platforms, here = {"tg": "telegram", "vk": "vk"}, {"tg": "2026-11-27T10:00", "vk": "2026-11-28T10:00"}
    rows = [*at("A", "tg", "vk"), *at("B", "vk"), *at("C", "tg")]
    states = [State("A", "tg", "missed"), State("A", "vk", "published"), State("B", "vk", "failed")]
    gone = [State("gone", "tg", "unknown"), State("C", "moved", "unknown")]
    assert to_look_at(worst([*states, *gone]), rows) == [
        Troubled("B", "vk", "vk", "posts/b.html", "Post B"),
        Troubled("A", "tg", "telegram", "posts/a.html", "Post A"),
    ]


def test_both_languages(tmp_path: Path) -> None:
    english = make.site(tmp_path, make.config(project_language="en")).calendar_page("2026-11", [], ["2026-11"])
    assert '<html lang="en"' in english
    assert "November" in english
    assert not re.search(r"[а-яё]", re.sub(r"Тепл\S*|Новости|кофе и обжарка|Полезное|Реклама", "", english))
    assert "Ноябрь" in make.site(tmp_path).calendar_page("2026-11", [], ["2026-11"])


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1 публикация"), (2, "2 публикации"), (5, "5 публикаций"), (11, "11 публикаций"), (21, "21 публикация")],
)
def test_russian_counts(number: int, expected: str) -> None:
    assert words("ru").count("posts", number) == expected


def test_english_counts_and_durations() -> None:
    counts = [words("en").count("days", number) for number in (0, 1, 2, 21)]
    assert counts == ["0 days", "1 day", "2 days", "21 days"]
    assert words("en").duration("1d") == "1 day"
    assert words("ru").duration("12h") == "12 часов"


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [(8, "8 B", "8 Б"), (999, "999 B", "999 Б"), (30_000, "30 kB", "30 КБ"), (1_540_000, "1.5 MB", "1,5 МБ")],
)
def test_sizes(number: int, english: str, russian: str) -> None:
    assert (words("en").size(number), words("ru").size(number)) == (english, russian)


def test_every_word_is_used_and_no_word_hides_a_method() -> None:
    sources = [*TEMPLATES, *Path(default_theme().parent.parent / "smmgen" / "site").rglob("*.py")]
    text = "".join(path.read_text("utf-8") for path in sources)
    plain = set(languages.table("en", "words"))
    called = set(re.findall(r"\bt\.(\w+)", text)) | set(re.findall(r't\.label\("(\w+)"', text))
    statuses = {
        "campaign",
        "contest",
        "event",
        "draft",
        "ready",
        "hold",
        "broken",
        "unreadable",
        "error",
        "warning",
        "info",
    }
    assert plain <= called | statuses
    assert not plain & set(vars(Words))


def test_a_projects_template_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "missing.html").write_text("own {{ project.name }}", "utf-8")
    assert make.site(tmp_path, make.config(theme={"path": "theme"})).missing_page() == "own Тепло"


@pytest.mark.parametrize(
    ("template", "message"),
    [("{{ nobody }}", "`missing.html` line 1: 'nobody' is undefined"), ("\n{% if %}", "`missing.html` line 2")],
)
def test_a_mistaken_template_is_the_users_error(tmp_path: Path, template: str, message: str) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "missing.html").write_text(template, "utf-8")
    with pytest.raises(UserError, match=re.escape(message)):
        make.site(tmp_path, make.config(theme={"path": "theme"})).missing_page()


def test_a_missing_theme_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="theme folder `nowhere` does not exist"):
        make.site(tmp_path, make.config(theme={"path": "nowhere"}))


def test_avatars_come_from_inside_the_project_only(tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"secret")
    project = tmp_path / "project"
    project.mkdir()
    (project / "in.png").write_bytes(b"picture")
    (project / "link.png").symlink_to(tmp_path / "out.png")
    accounts = {
        name: {"platform": "vk", "avatar": avatar}
        for name, avatar in (("a", "in.png"), ("b", "../out.png"), ("c", "link.png"), ("d", "none.png"))
    }
    found = make.site(project, make.config(accounts=accounts)).assets()
    assert {name: data for name, data in found.items() if "avatars" in name} == {"assets/avatars/a.png": b"picture"}


def test_rubric_colours_are_classes(site: Site) -> None:
    assert site.assets()["assets/rubrics.css"].decode() == ".k0 { --k: #0f766e; }\n.k1 { --k: #c2410c; }\n"
