"""The published texts of a file, as written: for rules that look at words and characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from smmgen.content.source import Field, Source
from smmgen.diagnostics import Span
from smmgen.markup.document import Document

KEYS = frozenset(
    {
        "title", "first_comment", "alt", "description", "question", "options", "answer", "explanation", "name",
        "address", "advertiser", "spoiler", "hashtags",
    }
)  # fmt: skip
"""Keys whose values are published as they stand."""

_TICKS = re.compile(r"`+")
_PARAGRAPH = re.compile(r"(\n[ \t]*\n)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class Stretch(NamedTuple):
    """`text` begins at `start` of the file's text; `field` is () for the body."""

    start: int
    text: str
    field: Field = ()


class Lines:
    """Offsets of a text to places and back, each in the time of a search."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> Span:
        return Span(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def key_of(field: Field) -> str:
    """The last name on the way to a value: `options` of `("poll", "options", 0)`."""
    return next((step for step in reversed(field) if isinstance(step, str)), "")


def value_at(source: Source, field: Field) -> Any:
    value: Any = source.data
    for step in field:
        value = value[step]
    return value


def published(source: Source, lines: Lines) -> Iterator[Stretch]:
    """The values of published texts as they are written, without their quotes, and the body."""
    for field, span in source.values.items():
        if key_of(field) in KEYS and isinstance(value_at(source, field), str):
            start, end = lines.offset(span.line, span.column), lines.offset(span.end_line, span.end_column)
            inside = int(source.text[start] in "\"'")
            yield Stretch(start + inside, source.text[start + inside : end - inside], field)
    yield Stretch(len(source.text) - len(source.body), source.body)


def without_code(stretch: Stretch, document: Document, body_line: int) -> Stretch:
    """The same with code and HTML comments blotted out; nothing moves. `document` is the body's."""
    text = _COMMENT.sub(_blot, stretch.text) if "<!--" in stretch.text else stretch.text
    if "`" not in text and "~~~" not in text:
        return stretch._replace(text=text)
    rows = text.split("\n")
    if not stretch.field:
        for token in document.tokens:
            if token.type == "fence" and token.map:
                for row in range(*token.map):
                    if row < len(rows):
                        rows[row] = "\0" * len(rows[row])
    return stretch._replace(text=_without_spans("\n".join(rows)))


def _without_spans(text: str) -> str:
    """Code between two runs of as many backticks, as CommonMark pairs them, a blank line ending the paragraph."""
    return "".join(piece for paragraph in _PARAGRAPH.split(text) for piece in _blotted(paragraph))


def _blotted(text: str) -> Iterator[str]:
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    later: dict[int, list[int]] = defaultdict(list)
    for index in range(len(runs) - 1, -1, -1):
        later[runs[index][1] - runs[index][0]].append(index)
    at, index = 0, 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        while same and same[-1] <= index:
            same.pop()
        if not same:
            index += 1
            continue
        close = runs[same[-1]][1]
        yield text[at:start]
        yield _blank(text[start:close])
        at, index = close, same[-1] + 1
    yield text[at:]


def _blot(found: re.Match[str]) -> str:
    return _blank(found[0])


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else "\0" for char in text)
