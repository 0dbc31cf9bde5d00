"""Pieces of secrets in a text: cut off, in other case, wrapped at a line's end, or encoded and then one of these.

The text is read as a person would who wants the secret: case, white space and the usual ways to write a sign do not
count.
"""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

LEAST = 16
"""Characters: shorter pieces are left, or ordinary words would be blotted out. A shorter secret is one piece."""
_ESCAPE = r"(?:\\|%(?:25)*5[cC])+"
_SPECIAL = re.compile(
    r"(?P<utf8>(?:%(?:25)*[0-9A-Fa-f]{2})+)"
    rf"|(?P<utf16>(?:{_ESCAPE}u[0-9A-Fa-f]{{4}})+)"
    rf"|(?P<bytes>(?:{_ESCAPE}x[0-9A-Fa-f]{{2}})+)"
    rf"|(?P<nothing>{_ESCAPE}[nrtvf]|[\s\u00ad\u200b-\u200f\u2060\ufeff\0]+|\\+)"
)


class _Needle(NamedTuple):
    """What is looked for: `least` of its signs in a row. Each `gram` of them is known by its places."""

    signs: str
    least: int
    gram: int
    places: dict[str, list[int]]


class _Reading(NamedTuple):
    """The signs of a text, and where they stand: from `starts[n]` on the signs are those of `text[at[n]:ends[n]]`,
    one for one where `plain[n]`."""

    signs: str
    starts: list[int]
    at: list[int]
    ends: list[int]
    plain: list[bool]


def without_pieces(text: str, secrets: Iterable[str], mark: str) -> str:
    """The text with every long piece of the secrets replaced by the mark: at least half of a secret, and `LEAST`."""
    needles = [needle for secret in secrets for needle in _needles(secret)]
    if all(needle.least > len(text) for needle in needles):
        return text
    reading = _read(text)
    found = sorted({_place(reading, *run) for needle in needles for run in _runs(reading.signs, needle)})
    for start, end in reversed(list(_joined(found))):
        text = text[:start] + mark + text[end:]
    return text


@lru_cache(1024)
def _needles(secret: str) -> tuple[_Needle, ...]:
    data = secret.encode("utf-8", "surrogatepass")
    forms = {_read(secret).signs, data.hex(), *(form.lower() for form in in_base64(data))}
    return tuple(_needle(form) for form in forms if len(form) > 1)


def _needle(signs: str) -> _Needle:
    least = min(len(signs), max(LEAST, len(signs) // 2))
    gram = (least + 1) // 2
    places: dict[str, list[int]] = {}
    for at in range(len(signs) - gram + 1):
        places.setdefault(signs[at : at + gram], []).append(at)
    return _Needle(signs, least, gram, places)


def in_base64(secret: bytes) -> Iterator[str]:
    """The digits that are the secret's alone, wherever it stands in what was encoded: after 0, 1 or 2 other bytes."""
    for before in range(3):
        first, last = -(-8 * before // 6), 8 * (before + len(secret)) // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(before) + secret).decode()[first:last]


def _read(text: str) -> _Reading:
    signs: list[str] = []
    reading = _Reading("", [], [], [], [])
    length = at = 0

    def take(piece: str, start: int, end: int, plain: bool) -> None:
        nonlocal length
        if piece:
            signs.append(piece)
            reading.starts.append(length)
            reading.at.append(start)
            reading.ends.append(end)
            reading.plain.append(plain)
            length += len(piece)

    for special in _SPECIAL.finditer(text):
        take(_lower(text[at : special.start()]), at, special.start(), True)
        take(_lower(_meant(special)), special.start(), special.end(), False)
        at = special.end()
    take(_lower(text[at:]), at, len(text), True)
    return reading._replace(signs="".join(signs))


def _lower(text: str) -> str:
    """Each sign stays one sign."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def _meant(special: re.Match[str]) -> str:
    if special["utf8"]:
        digits = re.findall(r"%(?:25)*([0-9A-Fa-f]{2})", special[0])
    elif special["utf16"] or special["bytes"]:
        digits = re.findall(r"u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})", re.sub(_ESCAPE, "", special[0]))
    else:
        return ""
    data = bytes.fromhex("".join(map("".join, digits)))
    return data.decode("utf-16-be" if special["utf16"] else "utf-8", "replace")


def _runs(signs: str, needle: _Needle) -> Iterator[tuple[int, int]]:
    """Where as many signs of the needle stand in a row. So many always hold a gram at one of these places."""
    if len(signs) < needle.least:
        return
    for at in range(0, len(signs) - needle.gram + 1, needle.least - needle.gram + 1):
        for place in needle.places.get(signs[at : at + needle.gram], ()):
            start, end = _grown(signs, at, needle.signs, place, needle.gram)
            if end - start >= needle.least:
                yield start, end


def _grown(signs: str, at: int, known: str, place: int, length: int) -> tuple[int, int]:
    """The whole run that both have in common there."""
    start, end = at, at + length
    back, on = place, place + length
    while start and back and signs[start - 1] == known[back - 1]:
        start, back = start - 1, back - 1
    while end < len(signs) and on < len(known) and signs[end] == known[on]:
        end, on = end + 1, on + 1
    return start, end


def _place(reading: _Reading, start: int, end: int) -> tuple[int, int]:
    """From signs to the text: what is written as one is taken as one."""
    first = bisect_right(reading.starts, start) - 1
    last = bisect_right(reading.starts, end - 1) - 1
    begins = reading.at[first] + (start - reading.starts[first] if reading.plain[first] else 0)
    ends = reading.at[last] + (end - reading.starts[last]) if reading.plain[last] else reading.ends[last]
    return begins, ends


def _joined(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that overlap as one."""
    before: tuple[int, int] | None = None
    for start, end in places:
        if before and start <= before[1]:
            before = before[0], max(before[1], end)
            continue
        if before:
            yield before
        before = start, end
    if before:
        yield before
