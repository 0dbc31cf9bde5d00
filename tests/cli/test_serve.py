"""`smm serve` as it begins and ends; the server itself has tests of its own."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable

import pytest
from small_project import Project, Result

from smmgen.server.preview import Preview


@pytest.fixture(autouse=True)
def _ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Preview) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Preview, "wait", interrupted)


@pytest.mark.parametrize("there_is_one", [True, False])
def test_open_opens_the_browser(
    project: Project, smm: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, there_is_one: bool
) -> None:
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return there_is_one

    monkeypatch.setattr(webbrowser, "open", browse)
    result = smm("-C", project.path, "serve", "--port", "0", "--open")
    assert result.code == 0
    [url] = opened
    assert f"serving {url} (stop with Ctrl-C)" in result.err
    assert ("no browser could be opened; go to" in result.err) is not there_is_one


def test_without_it_nothing_is_opened(
    project: Project, smm: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(webbrowser, "open")
    assert smm("-C", project.path, "serve", "--port", "0").code == 0
