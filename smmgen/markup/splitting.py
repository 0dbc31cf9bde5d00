"""A text too long for one post -> the parts of a thread."""

from __future__ import annotations

import bisect
from collections.abc import Callable

import regex

from smmgen.markup.counting import grapheme_ends
from smmgen.markup.marks import cut
from smmgen.markup.text import RichText

Gap = tuple[int, int]
"""White space between two parts: begin and end, in code points."""

_BLANKS = regex.compile(r"[ \t\n]+")
_SENTENCE_END = regex.compile(r"[.!?…][»”\"'’)\]]*+$")
_ABBREVIATION = regex.compile(r"(?<!\p{L})\p{L}{1,2}\.$")
"""`г. Москва`, `ул. Мира`, `т. е.` end no sentence."""
_WORTH = 3
"""A paragraph or sentence end is taken when the part before it fills at least one in so many of the limit."""


def split(rich: RichText, limit: int, length: Callable[[str], int]) -> list[RichText]:
    """Parts no longer than `limit` by `length`, cut at paragraph, then sentence, then word ends.

    Only white space between parts is lost. A word is cut only when it alone is longer than the limit, and never inside
    a grapheme cluster (one that is longer than the limit by itself stands alone). Marks reach into both parts.
    """
    text = rich.text
    if length(text) <= limit:
        return [rich]
    ends = grapheme_ends(text)
    gaps = _gaps(text, frozenset([0, *ends]))
    parts: list[RichText] = []
    begin = gaps[0][1] if gaps and gaps[0][0] == 0 else 0
    while length(text[begin:]) > limit:
        end, after = _next_gap(text, begin, gaps, limit, length) or _inside_word(text, begin, ends, gaps, limit, length)
        parts.append(cut(rich, begin, end))
        begin = after
    return [*parts, cut(rich, begin, len(text))] if begin < len(text) else parts


def _gaps(text: str, ends: frozenset[int]) -> list[Gap]:
    """White space between words, less a blank that a neighbouring sign has made part of its cluster."""
    spans = (blank.span() for blank in _BLANKS.finditer(text))
    whole = ((begin + (begin not in ends), end - (end not in ends)) for begin, end in spans)
    return [(begin, end) for begin, end in whole if begin < end]


def _next_gap(text: str, begin: int, gaps: list[Gap], limit: int, length: Callable[[str], int]) -> Gap | None:
    """Where the part from `begin` ends best; None when not even its first word fits."""
    first = bisect.bisect_right(gaps, (begin, len(text)))
    last = _fitting(range(first, len(gaps)), lambda index: length(text[begin : gaps[index][0]]) <= limit)
    if last == first:
        return None
    worth = _fitting(range(first, last), lambda index: length(text[begin : gaps[index][0]]) * _WORTH < limit)
    for is_end in (_ends_paragraph, _ends_sentence):
        for gap in reversed(gaps[worth:last]):
            if is_end(text, gap):
                return gap
    return gaps[last - 1]


def _inside_word(
    text: str, begin: int, ends: list[int], gaps: list[Gap], limit: int, length: Callable[[str], int]
) -> Gap:
    """Where a word that does not fit is cut; white space that follows a word of one such cluster belongs to no part."""
    first = bisect.bisect_right(ends, begin)
    last = _fitting(range(first, len(ends)), lambda index: length(text[begin : ends[index]]) <= limit)
    end = ends[max(first, last - 1)]
    following = bisect.bisect_left(gaps, (end, 0))
    return gaps[following] if following < len(gaps) and gaps[following][0] == end else (end, end)


def _fitting(candidates: range, fits: Callable[[int], bool]) -> int:
    """The first candidate that does not fit, all before it fitting (or the range's end)."""
    return candidates.start + bisect.bisect_left(candidates, True, key=lambda index: not fits(index))


def _ends_paragraph(text: str, gap: Gap) -> bool:
    return text.count("\n", *gap) > 1


def _ends_sentence(text: str, gap: Gap) -> bool:
    """A full stop before it and no small letter after it; the end of a line will do as well."""
    if "\n" in text[slice(*gap)]:
        return True
    if text[gap[1] : gap[1] + 1].islower() or not _SENTENCE_END.search(text, max(0, gap[0] - 10), gap[0]):
        return False
    return not _ABBREVIATION.search(text, max(0, gap[0] - 5), gap[0])
