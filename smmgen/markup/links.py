"""How a link appears in a network's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from smmgen.markup.addresses import CONTACTS, canonical, contact, is_file_name, is_web, scheme
from smmgen.markup.style import Style

SHORT_PATH = 15
"""Characters of path, query and fragment that Bluesky's own apps show of a bare address before they cut it."""

_PARTS = re.compile(r"https?://(?:[^/?#]*@)?(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_TELEGRAM_USER = re.compile(r"tg://user\?")
"""Somebody without a name of their own, whom other networks cannot know."""
_DIVIDERS = re.compile(r"[\s()‑–-]")
_OWN_NUMBER = 10
"""Digits of a telephone number without what stands for the country, `+7` or `8`."""


class Spelling(NamedTuple):
    """What stands around the link's text, or with `text` in its place, and the address a mark carries.

    `apart`: the text ends with an address, which no word may follow at once.
    """

    before: str = ""
    after: str = ""
    text: str | None = None
    mark: str = ""
    apart: bool = False


PLAIN = Spelling()


def spell(text: str, url: str, bare: bool, style: Style, rewritten: Callable[[str], str]) -> Spelling:
    """How `style` writes a link of this text; `bare` when the writer gave the address only.

    `rewritten` gives the address to publish, one with campaign marks for example.
    """
    kind = scheme(url)
    if kind in CONTACTS:
        return _contact(text, kind, contact(url), bare)
    if not is_web(url):
        return _other(text, kind, url, bare, style) if kind else PLAIN
    page = re.fullmatch(style.pages, url) if style.pages else None
    if page and text.strip() and not is_same(text, url) and not set(text) & set("[]|"):
        return Spelling(f"[{page[1]}|", "]")
    return _address(text, url, bare, rewritten(url), style)


def is_same(text: str, url: str) -> bool:
    """Whether the text shows the address itself, perhaps without scheme and last slash."""
    return _bare(text) == _bare(url)


def shortened(url: str) -> str:
    """Host and the beginning of what follows, without scheme: `teplo.example/menu/winter-…`.

    As Bluesky's own apps show bare addresses (bluesky-social/social-app, `toShortUrl`).
    """
    parts = _PARTS.match(url)
    if not parts:
        return url
    rest = "" if parts["rest"] == "/" else parts["rest"]
    rest = rest[1:] if rest.startswith(("/?", "/#")) else rest
    return parts["host"] + (rest if len(rest) <= SHORT_PATH else f"{rest[: SHORT_PATH - 2]}…")


def _address(text: str, url: str, bare: bool, target: str, style: Style) -> Spelling:
    mark = "" if style.links == "text-url" else target
    if bare or not text.strip():
        return Spelling(text=_shown(text, url, target, style), mark=mark, apart=not mark)
    if not mark:
        return Spelling(text=target, apart=True) if is_same(text, url) else Spelling(after=f": {target}", apart=True)
    if style.links == "shorten" and is_web(text.strip()) and is_same(text, url):
        return Spelling(text=shortened(url), mark=mark)
    return Spelling(mark=mark)


def _shown(text: str, url: str, target: str, style: Style) -> str:
    """An address stays as it was written, unless it would not be clickable or is another one now."""
    if style.links == "shorten":
        return shortened(url)
    if target == url and text.strip() and (is_web(text) or style.bare_hosts or is_file_name(text)):
        return canonical(text)
    return target


def _contact(text: str, kind: str, said: str, bare: bool) -> Spelling:
    """A number or mail address is said where the text does not say it."""
    if said and _is_stand_in(text, kind, bare):
        return Spelling(text=said)
    return PLAIN if _says(text, said) else Spelling(after=f": {said}")


def _says(text: str, said: str) -> bool:
    plain, wanted = _DIVIDERS.sub("", text).casefold(), _DIVIDERS.sub("", said).casefold()
    digits = wanted.removeprefix("+")
    return (digits[-_OWN_NUMBER:] if digits.isdecimal() else wanted) in plain


def _other(text: str, kind: str, url: str, bare: bool, style: Style) -> Spelling:
    """An address of an app or of a protocol that is no web page."""
    mark = url if kind in style.schemes and style.links != "text-url" else ""
    if _TELEGRAM_USER.match(url):
        return Spelling(mark=mark)
    if _is_stand_in(text, kind, bare):
        return Spelling(text=url, mark=mark, apart=not mark)
    return Spelling(mark=mark) if mark else Spelling(after=f": {url}", apart=True)


def _is_stand_in(text: str, kind: str, bare: bool) -> bool:
    """The text is only there because the address is: it is the address, or nothing."""
    return bare or not text.strip() or scheme(text.strip()) == kind


def _bare(url: str) -> str:
    return canonical(url.strip()).removeprefix("https://").removeprefix("http://").rstrip("/")
