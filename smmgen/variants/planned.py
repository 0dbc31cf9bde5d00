"""Documents that are no posts, typed again from their rows: for rules over the whole plan and for pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import orjson
from pydantic import BaseModel

from smmgen.content.documents.kind import Kind
from smmgen.content.source import Field
from smmgen.diagnostics import Span
from smmgen.variants.rebuilt import rebuilt
from smmgen.variants.rows import DocumentRow

ModelOf = TypeVar("ModelOf", bound=BaseModel)


@dataclass(frozen=True)
class Planned(Generic[ModelOf]):
    """One document: its row, and its front matter as its kind has it."""

    row: DocumentRow
    front: ModelOf

    @property
    def uid(self) -> str:
        return self.row.uid

    @property
    def path(self) -> str:
        return self.row.path

    def span(self, field: Field) -> Span:
        """The value's place in the file, else the key's, else the nearest ancestor's, else the top."""
        while field:
            if found := self._places.get(field):
                return found
            field = field[:-1]
        return Span(1, 1, 1, 4)

    @cached_property
    def _places(self) -> Mapping[Field, Span]:
        return {tuple(field): Span(*span) for field, span in orjson.loads(self.row.places or "[]")}


class Shelf:
    """The documents by kind. Those of a kind are read from their rows when they are first asked for."""

    def __init__(self, rows: Iterable[DocumentRow]) -> None:
        self._rows: dict[str, list[DocumentRow]] = defaultdict(list)
        for row in rows:
            if row.front:
                self._rows[row.kind].append(row)
        self._read: dict[str, Sequence[Planned[Any]]] = {}

    def all_of(self, kind: Kind[ModelOf]) -> Sequence[Planned[ModelOf]]:
        """Every readable document of the kind, in order of path."""
        if kind.name not in self._read:
            rows = sorted(self._rows.get(kind.name, ()), key=lambda row: row.path)
            self._read[kind.name] = [Planned(row, rebuilt(kind.model, row.front)) for row in rows]
        return cast(Sequence[Planned[ModelOf]], self._read[kind.name])
