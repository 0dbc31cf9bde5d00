"""HTML that a network is sent -> HTML that a page of the preview may show."""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3
from markupsafe import Markup

from smmgen.site.html import safe_url

_TAGS = {
    "a", "audio", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul", "video",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "audio": {"src", "title", "controls"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "video": {"src", "title", "controls"},
}
_HEADING = re.compile(r"<(/?)h[1-6]>")


def cleaned(html: str, copies: Mapping[str, str]) -> Markup:
    """The HTML without whatever could run or load, for a hook may have changed it. Headings are paragraphs, as the page
    around them has its own order.

    `copies`: how the HTML names a file, the end of its address -> the preview's own copy, below build/site.
    """

    clean = (_cleaner(copies) if copies else _WITHOUT_FILES).clean(html)
    opened = _HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="h">', clean)
    return Markup(opened)  # noqa: S704 - cleaned above


def _cleaner(copies: Mapping[str, str]) -> nh3.Cleaner:
    def address(element: str, attribute: str, value: str) -> str | None:
        if attribute not in ("src", "href"):
            return value
        for end, copy in copies.items():
            if f"/{value}".endswith(f"/{end}"):
                return f"../../{copy}"
        return safe_url(value) or None if attribute == "href" else None

    return nh3.Cleaner(
        tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=address, link_rel="noopener noreferrer nofollow"
    )


_WITHOUT_FILES = _cleaner({})
"""For most posts; it takes as long to make one as to clean a text."""
