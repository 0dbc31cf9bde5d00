"""Every network's text for the Markdown of the fixtures."""

from __future__ import annotations

import pytest
from rendering import cases, document, written

from smmgen.markup.html import to_html
from smmgen.markup.render import render
from smmgen.networks import registry

MARKED = [name for name in registry.names() if name != "feed"]
"""Those that are sent a text with marks; the feed is sent HTML."""
ALL = [(platform, *case) for platform in MARKED for case in cases(platform)]


@pytest.mark.parametrize(
    ("platform", "markdown", "expected"),
    [pytest.param(platform, *texts, id=f"{platform}: {title}") for platform, _, title, *texts in ALL],
)
def test_rendering(platform: str, markdown: str, expected: str) -> None:
    style = registry.get(platform).facts.style
    assert written(render(document(markdown, platform), style), platform) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"), [pytest.param(*texts, id=title) for _, title, *texts in cases("feed")]
)
def test_feed(markdown: str, expected: str) -> None:
    assert f"{to_html(document(markdown, 'feed'))}\n" == expected


@pytest.mark.parametrize("platform", registry.names())
def test_there_are_enough_cases(platform: str) -> None:
    assert len({markdown for _, _, markdown, _ in cases(platform)}) >= 30
