"""Soft hyphens for narrow columns: browsers hyphenate by dictionaries that many do not have, for Russian above all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from markupsafe import Markup

SHY = "\u00ad"
SHORT = 7
"""Words of so many letters are never parted, and no stretch longer than that is left in one piece."""

_WORD = re.compile(r"[0-9A-Za-z_À-ɏЀ-ӿ]{8,}")
_SIGNS = "йьъЙЬЪ"
_VOWELS = "aeiouyàáâäåæèéêëìíîïòóôöøùúûüаеёиоуыэюяіїє"
_PARTINGS = re.compile(r"x(?=[vcx]{2})|v(?=v[vcx])|vc(?=cv)|cv(?=cv)|vc(?=ccv)|vcc(?=ccv)")
"""P. Khristov's rules for Russian (x: signs and й, v: vowels, c: consonants), which do for other words, too."""


def hyphenated(text: str) -> Markup:
    """The text escaped, with `&shy;` where long words may be parted."""
    return Markup(escape(_WORD.sub(_parted, text)).replace(SHY, "&shy;"))  # noqa: S704 - escaped first


def _parted(word: re.Match[str]) -> str:
    letters = word[0]
    shape = "".join("x" if c in _SIGNS else "v" if c.lower() in _VOWELS else "c" for c in letters)
    places = {place for place in _partings(shape) if 2 <= place <= len(letters) - 2}
    pieces, start = [], 0
    for end in [*sorted(places), len(letters)]:
        pieces += _short(letters[start:end])
        start = end
    return SHY.join(pieces)


def _partings(shape: str) -> Iterator[int]:
    """Places may overlap, so each is looked for anew."""
    for start in range(len(shape)):
        if match := _PARTINGS.match(shape, start):
            yield match.end()


def _short(piece: str) -> list[str]:
    return [piece[at : at + SHORT] for at in range(0, len(piece), SHORT)]
