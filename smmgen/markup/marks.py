"""Keeping marks proper: trimmed, merged, apart or one inside the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from smmgen.markup.text import Mark, RichText

BLANK = " \t\n\r"
"""White space that ends no text and no mark. A no-break space is the writer's and stays."""

_CODE = ("code", "pre")


def tidy(text: str, marks: Iterable[Mark]) -> RichText:
    """The text stripped, its marks brought in order: code stands alone, equal neighbours are one, no blank ends."""
    kept = [mark for mark in (_trimmed(text, mark) for mark in marks) if mark.end > mark.start]
    if any(mark.kind in _CODE for mark in kept):
        kept = _code_alone(text, kept)
    return strip(RichText(text, tuple(_merged(kept))))


def strip(rich: RichText) -> RichText:
    """Without blank ends; marks move along."""
    text = rich.text.strip(BLANK)
    if text == rich.text:
        return rich
    begin = len(rich.text) - len(rich.text.lstrip(BLANK))
    return RichText(text, tuple(clip(rich.marks, begin, begin + len(text))))


def cut(rich: RichText, begin: int, end: int) -> RichText:
    """A stretch of the text; marks that reach over its ends are shortened."""
    text = rich.text[begin:end]
    marks = (_trimmed(text, mark) for mark in clip(rich.marks, begin, end))
    return RichText(text, tuple(mark for mark in marks if mark.end > mark.start))


def clip(marks: Iterable[Mark], begin: int, end: int) -> Iterator[Mark]:
    """The marks inside the stretch, their offsets counted from its beginning."""
    for mark in marks:
        if mark.start < end and mark.end > begin:
            yield mark._replace(start=max(mark.start, begin) - begin, end=min(mark.end, end) - begin)


def order(mark: Mark) -> tuple[int, int, str]:
    """Sort key: by start, then longest first."""
    return (mark.start, -mark.end, mark.kind)


def _trimmed(text: str, mark: Mark) -> Mark:
    start, end, kind, value = mark
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    return mark if (start, end) == mark[:2] else Mark(start, end, kind, value)


def _merged(marks: list[Mark]) -> list[Mark]:
    """Sorted, with marks of one kind and value that touch or nest made one."""
    merged: list[Mark] = []
    last: dict[tuple[str, str], int] = {}
    for mark in sorted(marks, key=order):
        index = last.get((mark.kind, mark.value), -1)
        if index >= 0 and mark.start <= merged[index].end:
            merged[index] = merged[index]._replace(end=max(merged[index].end, mark.end))
        else:
            last[mark.kind, mark.value] = len(merged)
            merged.append(mark)
    return sorted(merged, key=order)


def _code_alone(text: str, marks: list[Mark]) -> list[Mark]:
    """Code nests with a quote only: inside a link it is given up, other marks are parted around it.

    Telegram Bot API, "Formatting options": pre and code entities cannot contain or be part of other entities.
    """
    links = _ordered(mark for mark in marks if mark.kind == "link")
    codes = _ordered(mark for mark in marks if mark.kind in _CODE and not [*_meeting(mark, links)])
    others = [mark for mark in marks if mark.kind not in _CODE]
    parted = [piece for mark in others for piece in ([mark] if mark.kind == "quote" else _without(text, mark, codes))]
    return [*parted, *codes]


def _ordered(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=order)


def _meeting(mark: Mark, others: list[Mark]) -> Iterator[Mark]:
    """Those of the others that have signs in common with it; they are in order, and apart from each other."""
    first = max(bisect_right(others, mark.start, key=lambda other: other.start) - 1, 0)
    for index in range(first, len(others)):
        other = others[index]
        if other.start >= mark.end:
            return
        if other.end > mark.start:
            yield other


def _without(text: str, mark: Mark, holes: list[Mark]) -> Iterator[Mark]:
    start = mark.start
    for hole in _meeting(mark, holes):
        yield from _stretch(text, mark, start, hole.start)
        start = hole.end
    yield from _stretch(text, mark, start, mark.end)


def _stretch(text: str, mark: Mark, start: int, end: int) -> Iterator[Mark]:
    piece = _trimmed(text, mark._replace(start=start, end=max(start, end)))
    if piece.end > piece.start:
        yield piece
