"""Where a finding about the body stands in its file: lines, words, and the first character that is too much."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from smmgen.content.source import Source
from smmgen.diagnostics import Span
from smmgen.rules.base import Subject

_BELOW = 9
"""Lines below the one where something begins that are searched for it, such as the address of a long link text."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_MANY = 2000


def body_span(source: Source) -> Span:
    """The first line of the body with text in it: for findings about the text as a whole."""
    body = source.body
    blank = len(body) - len(body.lstrip())
    return source.line_span(min(source.body_line + body.count("\n", 0, blank), source.text.count("\n") + 1))


def text_span(source: Source, line: int, texts: Sequence[str], nth: int = 0) -> Span:
    """Where one of `texts` stands in or shortly below `line`; the whole line when none does."""
    below = source.text.split("\n")[line - 1 : line + _BELOW]
    block = "\n".join(below)
    found = [(at, len(text)) for text in texts if (at := _nth(block, text, nth)) >= 0]
    if not found:
        return source.line_span(line)
    start, length = min(found, key=lambda place: (place[0], -place[1]))
    row, column = line + block.count("\n", 0, start), start - block.rfind("\n", 0, start)
    return Span(row, column, row, column + length)


def _nth(block: str, text: str, nth: int) -> int:
    """The offset of the nth occurrence that is no part of a longer word or address; of the first when there are fewer,
    -1 for none."""
    whole = rf"(?<![\w/@]){re.escape(text)}(?![\w/…])" if text else r"(?!)"
    starts = [found.start() for found in re.finditer(whole, block)]
    return starts[nth] if nth < len(starts) else starts[0] if starts else block.find(text) if text else -1


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
    shown = [(found[0], found.start()) for found in _TOKEN.finditer(before + parts[index].rich.text)]
    offset += len(before)
    first = next((n for n, (word, start) in enumerate(shown) if start + len(word) > offset), len(shown))
    words = list(_words(subject))
    few = len(words) < _MANY
    matcher = SequenceMatcher(None, [word.text for word in words], [word for word, _ in shown], autojunk=not few)
    for start, other, size in matcher.get_matching_blocks():
        if size and other + size > first:
            inside = max(0, offset - shown[first][1]) if other <= first else 0
            word = words[start + max(0, first - other)]
            end = source.line_span(word.line).end_column
            return Span(word.line, word.column + inside, word.line, end)
    return body_span(source)


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
