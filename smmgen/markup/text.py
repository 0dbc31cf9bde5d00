"""Text with marks: what every renderer yields and every preview draws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import regex

_BLANK = regex.compile(r"[\s\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800\ufffc]*")
"""Blanks of every kind, what is invisible by its nature, Hangul fillers among it, and the empty sign of Braille."""
_SEEN = re.compile("[0-9A-Za-zА-Яа-яЁё]")
"""Nearly every text has one of these, which is found much sooner than what it is made of."""


def is_blank(text: str) -> bool:
    """Nothing in it can be seen, whatever it is made of."""
    return not _SEEN.search(text) and _BLANK.fullmatch(text) is not None


class Mark(NamedTuple):
    """A marked stretch of a text; offsets in code points, end exclusive.

    `kind`: bold, italic, underline, strike, spoiler, code, pre, quote, link, mention, hashtag.
    `value`: the URL of a link, the language of pre, the handle of a mention, the tag of a hashtag (both without sign).
    """

    start: int
    end: int
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RichText:
    """Plain text and its marks, sorted by start, then longest first.

    Two marks are apart or one lies inside the other; they never overlap in part.
    """

    text: str = ""
    marks: tuple[Mark, ...] = ()


class Dropped(NamedTuple):
    """Markup the network cannot show, and the line of the file where it stands."""

    what: str
    line: int
