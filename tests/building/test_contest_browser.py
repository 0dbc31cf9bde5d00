"""How a contest stands, by the clock of the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Tab, browser
from small_project import SMM_TOML, Project
from workbench import build_in

pytestmark = pytest.mark.browser
__all__ = ["browser"]

CONTEST = """\
---
title: Коробка тепла
kind: giveaway
opens: 2026-12-04 18:00
closes: 2026-12-19 21:00
{draw}
prizes: [{{what: Коробка, count: 3}}]
---
Один человек — один номер.
"""
DRAWN, JUDGED = CONTEST.format(draw="draw: {at: 2026-12-20 12:00}"), CONTEST.format(draw="judging: жюри")
STATES = (
    ("2026-12-03T12:00", "before", "Откроется завтра"),
    ("2026-12-04T17:30", "before", "Откроется через 30 минут"),
    ("2026-12-04T18:00", "open", "Идёт, закроется через 15 дней"),
    ("2026-12-19T18:00", "open", "Идёт, закроется через 3 часа"),
    ("2026-12-19T21:00", "closed", "Приём закрыт, розыгрыш завтра"),
    ("2026-12-20T12:00", "after", "Розыгрыш был в эту минуту"),
    ("2026-12-25T09:00", "after", "Розыгрыш был 5 дней назад"),
)


def test_it_is_told_how_the_contest_stands(browser: Any, make_project: Callable[..., Project]) -> None:
    project = make_project({"content/contests/a.md": DRAWN, "content/contests/b.md": JUDGED}, SMM_TOML)
    build_in(project.path)
    site = project.path / "build/site/contests"
    with Tab(browser, DESKTOP) as tab:
        tab.page.goto((site / "a/index.html").as_uri())
        for time, state, words in STATES:
            tab.page.clock.set_fixed_time(f"{time}:00+03:00")
            tab.page.reload()
            clock = tab.page.locator("[data-contest]")
            assert (clock.get_attribute("data-now"), clock.locator("[data-state]").inner_text()) == (state, words), time
        tab.page.goto((site / "b/index.html").as_uri())
        assert tab.page.locator("[data-state]").inner_text() == "Приём закрыт"
        assert tab.complaints == []


def test_the_rules_fit_a_phone_and_paper(browser: Any, make_project: Callable[..., Project]) -> None:
    project = make_project({"content/contests/a.md": DRAWN}, SMM_TOML)
    build_in(project.path)
    with Tab(browser, PHONE, "dark") as tab:
        tab.page.goto((project.path / "build/site/contests/a/rules.html").as_uri())
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        tab.page.emulate_media(media="print")
        assert not tab.page.locator("[data-state]").is_visible()
        assert tab.page.locator("h1").inner_text() == "Коробка тепла"
        assert tab.page.locator("time").all_inner_texts()[0] == "4 декабря 2026, 18:00"
        assert tab.complaints == []
