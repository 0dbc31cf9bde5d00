"""Pages of events in a real browser: what is over by its clock, both themes, phone and desktop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Tab, browser
from small_project import Project, post
from workbench import build_in

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # pytest finds the fixture in this module

EVENT = """\
---
title: {title}
starts: {day} 17:00
ends: {day} 19:00
place: {{name: Обжарка, address: "Москва, ул. Выдуманная, 5", lat: 55.76, lon: 37.6}}
capacity: 12
price: 1500
tickets: {{at: "https://tickets.example/event-with-a-long-address/{day}"}}
series: [{{before: 7d}}, {{before: 1d, accounts: [telegram]}}]
state: {state}
---
Шесть чашек.
"""
DAYS = {"past": "2026-10-12", "last": "2026-11-25", "today": "2026-11-26", "coming": "2026-12-12"}


@pytest.fixture
def site(make_project: Callable[..., Project]) -> Path:
    files = {
        f"content/events/{name}.md": EVENT.format(title=name, day=day, state="moved" if name == "coming" else "open")
        for name, day in DAYS.items()
    }
    project = make_project({**files, "content/posts/a.md": post("A", event="coming", schedule="2026-12-05 17:00")})
    build_in(project.path)
    return project.path / "build/site"


def test_what_is_over_is_in_the_second_list(browser: Any, site: Path) -> None:
    with Tab(browser, DESKTOP) as tab:
        tab.page.goto((site / "events/index.html").as_uri())
        assert tab.page.locator("[data-events] h3 a").all_inner_texts() == ["today", "coming"]
        assert tab.page.locator("[data-past] h3 a").all_inner_texts() == ["last", "past"]
        assert not tab.page.locator("[data-none]").is_visible()
        assert tab.complaints == []


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_pages_fit_and_are_accessible(browser: Any, site: Path, size: dict[str, int], theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with Tab(browser, size, theme, bypass_csp=True) as tab:
        for page in ("events/index.html", "events/coming/index.html"):
            tab.page.goto((site / page).as_uri())
            tab.page.wait_for_load_state("networkidle")
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"], page
            found = axe.run(tab.page).response["violations"]
            assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []
