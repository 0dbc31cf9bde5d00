"""Chromium for the tests of pages: found as `chromium` on PATH or by SMM_CHROMIUM."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = os.environ.get("SMM_CHROMIUM") or shutil.which("chromium")
    if not program and os.environ.get("CI"):
        pytest.fail("no Chromium: install it, or name it in SMM_CHROMIUM")
    if not program:
        pytest.skip("no Chromium: install it, or name it in SMM_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


class Tab:
    """A page that notes everything the browser complains about."""

    def __init__(self, browser: Any, size: dict[str, int], theme: str = "light", **more: Any) -> None:
        self.context = browser.new_context(
            viewport=size, color_scheme=theme, timezone_id="Europe/Moscow", locale="ru-RU", **more
        )
        self.page = self.context.new_page()
        self.page.clock.set_fixed_time("2026-11-26T08:00:00+03:00")
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Any) -> None:
        if "/_smm/events" not in request.url and request.failure != "net::ERR_ABORTED":  # both end when a page is left
            self.complaints.append(f"failed: {request.url}")

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()
