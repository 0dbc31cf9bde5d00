"""One file as it was read: text, front-matter data and the place of every key and value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from smmgen.content.composed import Lines
from smmgen.diagnostics import Span

Field = tuple[str | int, ...]
"""Where something stands in front matter: ("media", 0, "file")."""

_LINE_END = re.compile(r"\n")


@lru_cache(maxsize=4)
def lines_of(text: str) -> list[str]:
    """The lines of a file, without their ends; looked at for every mistake in it, and so kept."""
    return text.split("\n")


@lru_cache(maxsize=4)
def _starts(text: str) -> list[int]:
    """Where each line begins."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def span_of(text: str, start: int, end: int) -> Span:
    """The place of `text[start:end]`."""
    starts = _starts(text)
    line, end_line = bisect_right(starts, start), bisect_right(starts, end)
    return Span(line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)


class Places(Mapping[Field, Span]):
    """Fields and where they stand, kept as (start, end) offsets in code points; a span is worked out when asked for."""

    __slots__ = ("_offsets", "_text")

    def __init__(self, text: str, offsets: Mapping[Field, tuple[int, int]]) -> None:
        self._text, self._offsets = text, offsets

    def __getitem__(self, field: Field) -> Span:
        return span_of(self._text, *self._offsets[field])

    def __iter__(self) -> Iterator[Field]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


@dataclass(frozen=True, slots=True)
class Source:
    """`data` is the front matter in YAML 1.2 core types; `body` the Markdown; `body_line` its first line, from 1.

    `text` is the whole file, composed (NFC), with `\\n` line ends and without byte-order mark; all spans count in it.
    `lines` holds the lines that composing changed, as they stand in the file: for `composed.on_disk`.
    """

    path: str
    data: Mapping[str, Any]
    body: str
    body_line: int
    keys: Mapping[Field, Span]
    values: Mapping[Field, Span]
    text: str = ""
    lines: Lines = field(default_factory=dict)

    def span(self, field: Field) -> Span:
        """The value's place, else the key's, else the nearest ancestor's, else the top of the file."""
        while field:
            if found := self.values.get(field) or self.keys.get(field):
                return found
            field = field[:-1]
        return Span(1, 1, 1, 4)

    def key_span(self, field: Field) -> Span:
        """The key's place, else as `span`."""
        return self.keys.get(field) or self.span(field)

    def line_span(self, line: int) -> Span:
        """A whole line without its indentation and trailing spaces."""
        text = lines_of(self.text)[line - 1]
        start = len(text) - len(text.lstrip())
        return Span(line, start + 1, line, max(len(text.rstrip()), start + 1) + 1)
