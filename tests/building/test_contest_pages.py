"""The pages of a contest: what they say, what the public one leaves out, and the clock of the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from small_project import SMM_TOML, Project, post
from workbench import Workbench

CONTEST = """\
---
title: Коробка тепла
kind: quest
announced_by: [box]
entry: {account: vk, do: [comment, share], member: true, follow: "@mill"}
opens: 2026-12-04 18:00
closes: 2026-12-19
draw: {at: 2026-12-20 12:00}
prizes: [{what: "Коробка & кружка", count: 3, cost: 1900, budget: hidden-line}]
reserve: 4
exclude: {people: env:HIDDEN_TEAM, winners_within: 90d}
organiser: {name: ООО «Тепло», inn: "0000000000"}
claim: {within: 5d, where: [в кофейне], until: 2027-01-15}
results_in: [winners]
stages: [{post: clue, word: hidden-word}]
notes: hidden-notes
---
Один **человек** — один номер. <script>alert(1)</script>
"""
PAGE, RULES = "contests/box/index.html", "contests/box/rules.html"


def of_contest(uid: str, at: str, **more: str) -> str:
    return post(uid.title(), uid=uid, schedule=at, contest="box", **more)


@pytest.fixture
def bench(make_project: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    files = {
        "content/contests/box.md": CONTEST,
        "content/posts/box.md": of_contest("box", "2026-12-04 18:00"),
        "content/posts/clue.md": of_contest("clue", "2026-12-10 18:00", body="hidden-word"),
        "content/posts/winners.md": of_contest("winners", "2026-12-20 18:00"),
        "content/posts/thanks.md": of_contest("thanks", "2026-12-22 18:00"),
    }
    found = Workbench(make_project(files, SMM_TOML), tmp_path_factory.mktemp("scratch"))
    found.build()
    return found


def text(bench: Workbench, page: str) -> str:
    return (bench.output / "site" / page).read_text("utf-8")


def test_what_is_promised_is_on_both_pages(bench: Workbench) -> None:
    for page in (PAGE, RULES):
        shown = text(bench, page)
        for words in (
            "Коробка &amp; кружка", "Квест", "19 декабря 2026", "23:59", "20 декабря 2026",
            "Подпишитесь на наш аккаунт", "Поделитесь", "@mill", "В запасе: 4", "90 дней",
            "ООО «Тепло», ИНН 0000000000", "за 5 дней", "15 января 2027", 'data-opens="2026-12-04T18:00:00+03:00"',
            'data-closes="2026-12-19T23:59:00+03:00"', "<strong>человек</strong>",
        ):  # fmt: skip
            assert words in shown, (page, words)
        assert "<script>alert" not in shown


def test_the_team_sees_costs_and_posts(bench: Workbench) -> None:
    shown = text(bench, PAGE)
    assert "5\xa0700\xa0₽" in shown
    assert "3 × Коробка &amp; кружка" in shown
    for name in ("box", "clue", "winners", "thanks"):
        assert f"../../posts/{name}.html" in shown
        assert f"../{PAGE}" in text(bench, f"posts/{name}.html")
    assert 'href="../../contests/box/rules.html"' in shown


def test_the_public_page_has_nothing_for_the_team(bench: Workbench) -> None:
    shown = text(bench, RULES)
    for words in ("hidden-", "1900", "5\xa0700", "posts/", "content/", "calendar", "HIDDEN_TEAM"):
        assert words not in shown
    assert "hidden-word" not in text(bench, PAGE)


def test_pages_follow_the_file(bench: Workbench) -> None:
    before = text(bench, RULES)
    bench.project.write({"content/contests/box.md": CONTEST.replace("hidden-notes", "other")})
    bench.rebuild()
    assert text(bench, RULES) == before
    bench.project.write({"content/contests/box.md": CONTEST.replace("count: 3", "count: 2")})
    bench.rebuild()
    assert text(bench, RULES) != before
    assert "Коробка тепла" in text(bench, "contests/index.html")
    bench.project.remove("content/contests/box.md")
    bench.rebuild()
    assert not (bench.output / "site/contests").exists()


def test_an_empty_contest_has_pages_too(bench: Workbench) -> None:
    bench.project.write({"content/contests/box.md": "---\nkind: photo\n---\n"})
    bench.rebuild()
    assert "Фотоконкурс" in text(bench, PAGE)
    assert "Фотоконкурс" in text(bench, RULES)
    assert "Фотоконкурс" in text(bench, "contests/index.html")
