"""One file as it was read: text, front-matter data and the place of every key and value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smmgen.diagnostics import Span

Field = tuple[str | int, ...]
"""Where something stands in front matter: ("media", 0, "file")."""


@dataclass(frozen=True, slots=True)
class Source:
    """`data` is the front matter in YAML 1.2 core types; `body` the Markdown; `body_line` the body's first line, from 1."""

    path: str
    data: Mapping[str, Any]
    body: str
    body_line: int
    keys: Mapping[Field, Span]
    values: Mapping[Field, Span]

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
