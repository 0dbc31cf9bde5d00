"""Content plans on pages: whatever is edited, plans and posts lead to each other as in a build from nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from small_project import SMM_TOML, Project, post
from workbench import Workbench

CONFIG = SMM_TOML + '\n[rubrics]\nuseful = {title = "Польза"}\nfun = {title = "Улыбка"}\n'
PAGE = "site/plan/2026-12/index.html"
LINK = '<a href="../plan/2026-12/index.html">Совет &lt;недели&gt; · Декабрь 2026</a>'


def plan(**keys: str) -> str:
    usual = {
        "period": "2026-12",
        "slots": '[{name: tip, days: mon, at: 10:00, kind: useful, title: "Совет <недели>"}]',
        "mix": "{useful: 60, fun: 40}",
        "quiet": "2026-12-31",
        "themes": '[{days: 2026-12-01..2026-12-07, theme: "Снег & чай"}]',
        "notes": "Договор до десятого",
    }
    lines = [f"{key}: {value}\n" for key, value in {**usual, **keys}.items() if value]
    return f"---\n{''.join(lines)}---\nПочему так.\n"


@pytest.fixture
def bench(make_project: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    files = {
        "content/plan/2026-12.md": plan(),
        "content/posts/a.md": post("Вода", schedule="2026-12-07 10:00", kind="useful"),
        "content/posts/b.md": post("Помол", schedule="2026-12-14 12:00", kind="useful", slot="tip", platforms="vk"),
        "content/posts/c.md": post("Кот", schedule="2026-12-15 12:00", kind="fun", status="draft"),
    }
    return Workbench(make_project(files, CONFIG), tmp_path_factory.mktemp("scratch"))


def page(bench: Workbench, name: str = PAGE) -> str:
    return (bench.output / name).read_text("utf-8")


def test_the_page(bench: Workbench) -> None:
    bench.build()
    text = page(bench)
    assert "<title>Декабрь 2026 · Тепло</title>" in text
    assert "Совет &lt;недели&gt;" in text
    assert "Снег &amp; чай" in text
    assert "Договор до десятого" in text
    assert "style=" not in text
    assert text.count('data-state="empty"') == 3 * 4 - 3 - 1  # three accounts, four Mondays
    assert len(re.findall(r'data-state="(?:draft|ready)"', text)) == 3 + 1 + 3
    assert text.count('class="week"') == 5
    assert "<b>4<small>/12</small></b>" in text


def test_posts_lead_to_the_plan_and_back(bench: Workbench) -> None:
    bench.build()
    assert LINK in page(bench, "site/posts/a.html")
    assert LINK in page(bench, "site/posts/b.html")
    assert "plan/2026-12" not in page(bench, "site/posts/c.html").partition("<main")[2]
    assert 'href="../../posts/a.html"' in page(bench)


def test_a_change_of_the_plan_alone_is_on_pages_of_posts(bench: Workbench) -> None:
    bench.rebuild()
    bench.project.write({"content/plan/2026-12.md": plan(slots="[{name: tip, days: tue, at: 12:00, title: Кот}]")})
    bench.rebuild()
    assert LINK not in page(bench, "site/posts/a.html")
    assert "Кот · Декабрь 2026" in page(bench, "site/posts/c.html")
    bench.project.remove("content/plan/2026-12.md")
    bench.rebuild()
    assert not (bench.output / "site/plan").exists()
    assert "plan/2026-12" not in page(bench, "site/posts/c.html")


EDITS = [
    {"content/plan/2026-12.md": plan(accounts="vk")},
    {"content/plan/2026-12.md": plan(period="2026-12-01..2026-12-10", quiet="")},
    {"content/plan/2026-12.md": plan(period="soon")},
    {"content/plan/2026-12.md": plan(slots="[]")},
    {"content/plan/2026-12.md": plan()},
    {"content/plan/2027-01.md": plan(period="2027-01", themes="")},
    {"content/posts/a.md": post("Вода", schedule="2026-12-07 10:01", kind="useful")},
    {"content/posts/a.md": post("Вода", schedule="2026-12-14 10:00", kind="useful", slot="tip")},
    {"content/posts/b.md": post("Помол", schedule="2026-12-21 10:00", kind="fun", slot="tap", platforms="vk")},
    {"content/posts/d.md": post("Снег", schedule="2027-01-11 10:00", kind="useful")},
]


def test_random_edits_end_as_a_build_from_nothing(bench: Workbench) -> None:
    rng = random.Random(7)
    bench.rebuild()
    for _ in range(7):
        bench.project.write(rng.choice(EDITS))
        bench.rebuild()


def test_a_share_has_the_plan_without_what_is_the_teams(bench: Workbench, smm: Callable[..., object]) -> None:
    """Slots whose posts are not shown are planned; nothing is empty, late or missed, and notes are not there."""
    front = "title: Client\naccounts: [vk]\nkinds: [post, plan]\n"
    bench.project.write({"content/shares/client.md": f"---\n{front}---\n"})
    smm("-C", bench.project.path, "build", "--for", "client")
    files = {path: path.read_text("utf-8") for path in (bench.output / "shares/client").rglob("*.html")}
    text = files[bench.output / "shares/client/plan/2026-12/index.html"]
    assert text.count("запланировано") == 2
    assert not any(word in text for word in ("plan.js", "data-state", "data-count", "smm plan", "content/plan"))
    assert not any("Договор до десятого" in page for page in files.values())


@pytest.mark.parametrize(
    ("period", "title"),
    [("2027-02", "Февраль 2027"), ("2027-q1", "other"), ("2027-02..2027-03", "other"), ("2027-02-03", "other")],
)
def test_a_plan_without_a_title(bench: Workbench, period: str, title: str) -> None:
    bench.project.write({"content/plan/other.md": f"---\nperiod: {period}\n---\n"})
    bench.build()
    assert f"<h1>{title}</h1>" in page(bench, "site/plan/other/index.html")
