"""One file as it was read: text, front-matter data and the place of every key and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smmgen.content.composed import Lines
from smmgen.diagnostics import Span

Field = tuple[str | int, ...]
"""Where something stands in front matter: ("media", 0, "file")."""


def span_of(text: str, start: int, end: int) -> Span:
    """The place of `text[start:end]`."""
    line, end_line = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return Span(line, start - text.rfind("\n", 0, start), end_line, end - text.rfind("\n", 0, end))


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
        text = self.text.split("\n")[line - 1]
        start = len(text) - len(text.lstrip())
        return Span(line, start + 1, line, max(len(text.rstrip()), start + 1) + 1)
