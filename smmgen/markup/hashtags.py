"""Hashtags in a text and the block of hashtags under it.

Every network cuts a hashtag at signs of its own choice; what it takes is the `tag` of its `Style`, an expression for
what stands after the `#`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, lru_cache

import regex

from smmgen.markup.text import Mark, RichText
from smmgen.markup.words import is_address

TAG = r"(?=[\d_\p{M}]*\p{L})[\w\p{M}]+"
"""Letters of any script, digits and underscores, at least one letter."""

_BEFORE = r"(?<![\w\p{M}#@/&])#"
_CHUNK = regex.compile(r"\S+")
_HIDDEN = ("code", "pre", "link", "mention")
"""Inside of these nothing becomes a hashtag."""


@cache
def pattern(tag: str = TAG) -> regex.Pattern[str]:
    """Finds hashtags that a network of this `tag` makes clickable; the group is the hashtag without `#`."""
    return regex.compile(rf"{_BEFORE}((?>{tag or TAG}))(?!#)")


HASHTAG = pattern()


@cache
def _kept(tag: str) -> regex.Pattern[str]:
    return regex.compile(tag)


@lru_cache(maxsize=1024)  # posts have the same ones again and again
def kept(word: str, tag: str = TAG) -> str:
    """What a network of this `tag` makes clickable of `#word`; "" where nothing is."""
    if not tag:
        return word
    found = _kept(tag).match(word)
    return found[0] if found else ""


def missing(rich: RichText, tags: Sequence[str], tag: str = TAG, marked: bool = False) -> list[str]:
    """Those that the text lacks as hashtags, each once, in whatever case. What stands in code, in an address or in the
    words of a link is none. `marked`: the network knows those that have a mark, and no others."""
    has = [mark.value for mark in rich.marks if mark.kind == "hashtag"] if marked else _clickable(rich, tag)
    seen = {one.casefold() for one in has}
    lacking = []
    for one in tags:
        if one.casefold() not in seen:
            seen.add(one.casefold())
            lacking.append(one)
    return lacking


def _clickable(rich: RichText, tag: str) -> Collection[str]:
    if "#" not in rich.text:
        return ()
    hidden = [mark for mark in rich.marks if mark.kind in _HIDDEN]
    pieces, at = [], 0
    for mark in hidden:
        if mark.start >= at:
            pieces += [rich.text[at : mark.start], "/" * (mark.end - mark.start)]
            at = mark.end
    text = "".join([*pieces, rich.text[at:]])
    plain = (chunk[0] for chunk in _CHUNK.finditer(text) if "#" in chunk[0] and not is_address(chunk[0]))
    return [found[1] for chunk in plain for found in pattern(tag).finditer(chunk)]


def append(rich: RichText, tags: Sequence[str], mark: bool) -> RichText:
    """The text with a last paragraph of `tags` (written without `#`), marked where `mark` says so."""
    if not tags:
        return rich
    start = f"{rich.text}\n\n" if rich.text else ""
    marks = rich.marks + tuple(_tag_marks(tags, len(start))) if mark else rich.marks
    return RichText(start + " ".join(f"#{tag}" for tag in tags), marks)


def _tag_marks(tags: Sequence[str], offset: int) -> list[Mark]:
    marks = []
    for tag in tags:
        marks.append(Mark(offset, offset + 1 + len(tag), "hashtag", tag))
        offset += len(tag) + 2
    return marks
