"""How a link appears in a network's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from smmgen.markup.style import Style

SHORT_PATH = 15
"""Characters of path and query that Bluesky's own apps keep of a bare address before they cut it."""

_VK_PAGE = re.compile(r"https?://(?:www\.|m\.)?vk\.(?:com|ru)/((?:id|club|public|event)\d+)/?")
_DIVIDERS = re.compile(r"[\s()‑–-]")
_CLICKABLE = ("https://", "http://")


class Spelling(NamedTuple):
    """What stands around the link's text, or with `text` in its place, and the address a mark carries."""

    before: str = ""
    after: str = ""
    text: str | None = None
    mark: str = ""


PLAIN = Spelling()


def spell(text: str, url: str, bare: bool, style: Style, rewritten: Callable[[str], str]) -> Spelling:
    """How `style` writes a link of this text; `bare` when the writer gave the address only.

    `rewritten` gives the address to publish, one with campaign marks for example.
    """
    if url.startswith(("mailto:", "tel:")):
        return _contact(text, url)
    if not url.startswith(_CLICKABLE):
        return Spelling(mark=url) if url.startswith("tg://") and style.links == "mark" else PLAIN
    page = _VK_PAGE.fullmatch(url) if style.mentions == "vk" else None
    if page and not is_same(text, url) and not set(text) & set("[]|"):
        return Spelling(f"[{page[1]}|", "]")
    return _address(text, url, bare, rewritten(url), style)


def is_same(text: str, url: str) -> bool:
    """Whether the text shows the address itself, perhaps without scheme and last slash."""
    return _bare(text) == _bare(url)


def shortened(url: str) -> str:
    """Host and the beginning of the path, without scheme: `teplo.example/menu/winter-…`.

    As Bluesky's own apps show bare addresses (bluesky-social/social-app, `toShortUrl`).
    """
    host, slash, path = url.partition("://")[2].partition("/")
    rest = slash + path if path else ""
    return host + (rest if len(rest) <= SHORT_PATH else f"{rest[: SHORT_PATH - 2]}…")


def _address(text: str, url: str, bare: bool, target: str, style: Style) -> Spelling:
    mark = "" if style.links == "text-url" else target
    if bare or is_same(text, url):
        return Spelling(text=_shown(text, url, bare, target, style), mark=mark)
    return Spelling(mark=mark) if mark else Spelling(after=f": {target}" if text.strip() else target)


def _shown(text: str, url: str, bare: bool, target: str, style: Style) -> str:
    """An address stays as it was written, unless it would not be clickable or is another one now."""
    if style.links == "shorten":
        return shortened(url)
    clickable = bare or style.links == "mark"
    return text if clickable and target == url else target


def _contact(text: str, url: str) -> Spelling:
    contact = url.partition(":")[2]
    return PLAIN if _DIVIDERS.sub("", text) == _DIVIDERS.sub("", contact) else Spelling(after=f": {contact}")


def _bare(url: str) -> str:
    return url.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
