"""What the browser's clock makes of a content plan: what is late, missed and soon; and that it fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Tab, browser
from small_project import SMM_TOML, Project, post
from workbench import build_in

pytestmark = pytest.mark.browser
__all__ = ["browser"]

PLAN = """\
---
period: 2026-12
accounts: [vk, tg]
filled_before: 3d
ready_before: 2d
slots:
  - {name: tip, days: [mon, thu], at: 10:00}
themes:
  - {days: 2026-12-01..2026-12-20, theme: ОченьДлиннаяТемаКотораяНеПомещаетсяНиНаОдинТелефонИНеДелитсяНаСлова}
---
"""
FILES = {
    "content/plan/2026-12.md": PLAN,
    "content/posts/a.md": post("Готово", schedule="2026-12-07 10:00", platforms="[vk, tg]"),
    "content/posts/b.md": post("Черновик", schedule="2026-12-10 10:00", platforms="[vk, tg]", status="draft"),
}
TIMES = (
    # time, missed and empty slots (each on two accounts), late drafts, the day that is marked
    ("2026-12-06T12:00", 2, 12, 0, "2026-12-06"),
    ("2026-12-08T10:01", 2, 12, 2, "2026-12-08"),
    ("2026-12-10T10:01", 4, 12, 0, "2026-12-10"),
    ("2026-12-14T10:01", 6, 10, 0, "2026-12-14"),
    ("2027-01-05T12:00", 16, 0, 0, ""),
)


def test_what_is_late_and_missed(browser: Any, make_project: Callable[..., Project]) -> None:
    project = make_project(FILES, SMM_TOML)
    build_in(project.path)
    with Tab(browser, DESKTOP) as tab:
        page = tab.page
        page.goto((project.path / "build/site/plan/2026-12/index.html").as_uri())
        for time, missed, empty, late, today in TIMES:
            page.clock.set_fixed_time(f"{time}:00+03:00")
            page.reload()
            said = {name: page.locator(f"[data-count={name}]").inner_text() or "0" for name in ("missed", "empty")}
            assert said == {"missed": str(missed), "empty": str(empty)}, time
            assert page.locator(".entry.late").count() == late, time
            assert page.locator("[data-count=late]").is_visible() is bool(late)
            assert page.locator(".day-head.today").count() == bool(today)
            assert page.locator("[data-today]").is_visible() is bool(today)
            if today:
                assert page.locator(".day-head.today").get_attribute("data-day") == today
        page.clock.set_fixed_time("2026-12-14T10:01:00+03:00")
        page.reload()
        assert page.locator(".entry.soon").count() == 2, "Thursday's slots are within three days"
        assert tab.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone(browser: Any, make_project: Callable[..., Project], theme: str) -> None:
    project = make_project(FILES, SMM_TOML)
    build_in(project.path)
    with Tab(browser, PHONE, theme) as tab:
        tab.page.goto((project.path / "build/site/plan/2026-12/index.html").as_uri())
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        drafts = tab.page.locator(".entry.draft")
        assert [one.is_visible() for one in drafts.all()] == [True, False], "once for both accounts"
        assert tab.complaints == []
