"""Positions in a file of findings about the body: lines, words, and the first character beyond a limit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from smmgen.content.source import Source, lines_of
from smmgen.diagnostics import Span
from smmgen.rules.base import Subject

_BELOW = 9
"""Lines below the one where something begins that are searched for it, such as the address of a long link text."""
_TOKEN = re.compile(r"[^\W_]+|[^\w\s*~|+`]")
"""A word or a sign, but for those that are Markdown more often than not."""
_SKIPPED, _BESIDE, _NEAR, _FAR = 12, 4, 32, 2000
"""How far a walk along two texts looks ahead: signs left out of what is shown; signs of the file passed over for one
sign that agrees, for one word, and for three in a row."""
_GOES_BEFORE, _GOES_ON = re.compile(r"[\w/@]"), re.compile(r"[\w/…]")


def body_span(source: Source) -> Span:
    """The first line of the body with text in it: for findings about the text as a whole."""
    body = source.body
    blank = len(body) - len(body.lstrip())
    return source.line_span(min(source.body_line + body.count("\n", 0, blank), source.text.count("\n") + 1))


def text_span(source: Source, line: int, texts: Sequence[str], nth: int = 0) -> Span:
    """Where one of `texts` stands in or shortly below `line`; the whole line when none does.

    One that is no part of a longer word or address goes before one that is.
    """
    block = _block(source.text, line)
    whole = [
        (starts[nth if nth < len(starts) else 0], len(text)) for text in texts if (starts := _occurrences(block, text))
    ]
    found = whole or [(at, len(text)) for text in texts if text and (at := block.find(text)) >= 0]
    if not found:
        return source.line_span(line)
    start, length = min(found, key=lambda place: (place[0], -place[1]))
    row, column = line + block.count("\n", 0, start), start - block.rfind("\n", 0, start)
    return Span(row, column, row, column + length)


@lru_cache(maxsize=8)
def _block(text: str, line: int) -> str:
    """The line and those shortly below it; kept, since many findings may stand there."""
    return "\n".join(lines_of(text)[line - 1 : line + _BELOW])


@lru_cache(maxsize=64)
def _occurrences(block: str, text: str) -> list[int]:
    """Where the text is no part of a longer word or address."""
    starts, at = list[int](), block.find(text) if text else -1
    while at >= 0:
        end = at + len(text)
        whole = not _GOES_BEFORE.match(block, at - 1) if at else True
        if whole and not _GOES_ON.match(block, end):
            starts.append(at)
            at = block.find(text, end)
        else:
            at = block.find(text, at + 1)
    return starts


def overflow(subject: Subject, index: int, fits: Callable[[str], bool]) -> Span:
    """From the first character that `fits` has no room for to the end of its line in the file.

    It is looked for in what the body gives to the account. Where it is not found, in hashtags put under the text for
    example, the body's first line is meant.
    """
    text = subject.variant.parts[index].rich.text
    room = bisect_left(range(1, len(text) + 1), True, key=lambda end: not fits(text[:end]))
    return position(subject, index, room)


def position(subject: Subject, index: int, offset: int) -> Span:
    """Where the character at `offset` of a part's text stands in the file, as `overflow`."""
    parts, source = subject.variant.parts, subject.about.post.source
    before = "".join(f"{part.rich.text}\n" for part in parts[:index])
    offset += len(before)
    text = (before + parts[index].rich.text)[: offset + _FAR]
    shown = [_Word(found[0], 1, found.start()) for found in _TOKEN.finditer(text)]
    first = next((n for n, word in enumerate(shown) if word.column + len(word.text) > offset), len(shown))
    words = [*islice(_words(subject), 4 * len(shown) + _FAR)]
    for other, start in _aligned([word.text for word in shown], [word.text for word in words]):
        if other >= first:
            inside = max(0, offset - shown[first].column) if other == first else 0
            word = words[start]
            return Span(word.line, word.column + inside, word.line, source.line_span(word.line).end_column)
    return body_span(source)


def _aligned(shown: list[str], words: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of equal words, both orders kept, found in one walk along both."""
    places = _Places(words)
    at = start = 0
    while at < len(shown) and start < len(words):
        if shown[at] != words[start]:
            skipped, start = places.meet(shown[at : at + _SKIPPED + 2], start)
            at += skipped
            if start < 0:
                return
            if at >= len(shown) or shown[at] != words[start]:
                continue
        yield at, start
        at, start = at + 1, start + 1


class _Places:
    """Where words stand, for a walk that has to find its way back after something the other side lacks."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._failures = 0

    @cached_property
    def _triples(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, triple in enumerate(zip(self._words, self._words[1:], self._words[2:], strict=False)):
            found.setdefault(triple, []).append(place)
        return found

    def meet(self, shown: Sequence[str], start: int) -> tuple[int, int]:
        """How many of `shown` to leave out, and the place from `start` on where the next one stands.

        The nearest place at which one agrees, or, further away, three in a row. One is left out and the place stays
        when there is none; the place is -1 when that has happened too often.
        """
        near = min(self._near(shown, start), default=None)
        if near:
            return near[1], near[2]
        for skipped in range(min(_SKIPPED, len(shown) - 2)):
            found = self._triples.get((*shown[skipped : skipped + 3],), [])
            index = bisect_left(found, start)
            if index < len(found) and found[index] - start <= _FAR:
                return skipped, found[index]
        self._failures += 1
        return 1, start if self._failures < _FAR else -1

    def _near(self, shown: Sequence[str], start: int) -> Iterator[tuple[int, int, int]]:
        """What it costs to go on with one of the next words, how many are left out, and where it stands."""
        ahead = self._words[start : start + _NEAR]
        for skipped, word in enumerate(shown[:_SKIPPED]):
            if word in ahead and ((place := ahead.index(word)) < _BESIDE or word.isalnum()):
                yield skipped + place, skipped, start + place


class _Word(NamedTuple):
    text: str
    line: int
    column: int


def _words(subject: Subject) -> Iterator[_Word]:
    """Words and signs of the lines of the file that the account gets."""
    document, body_line = subject.document, subject.about.post.source.body_line
    lines = subject.about.post.source.body.split("\n")
    ranges = [token.map for token in document.tokens if token.type in ("inline", "fence") and token.map]
    for number in sorted({number for start, end in ranges for number in range(start, end)}):
        for found in _TOKEN.finditer(lines[number]) if number < len(lines) else ():
            yield _Word(found[0], body_line + number, found.start() + 1)
