"""Rows of data/spend and data/results: what both kinds of data have in common."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import Front, Model, Reference
from smmgen.content.source import Source
from smmgen.keys import POST

Value = TypeVar("Value")


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


class Dated(Model):
    """One row. `at` is its number in the file, which tells its place: `("rows", at, "amount")`."""

    at: int
    date: Annotated[date, BeforeValidator(_day)]
    document: str = Field("", description="What it was for: `campaign/winter-menu`, or the uid of a post")
    source: str = Field("", description="Where it came from, such as an advertising network")

    @property
    def about(self) -> Reference | None:
        """The document that it names."""
        if not self.document:
            return None
        kind, slash, uid = self.document.partition("/")
        named = (kind, uid) if slash and kind not in ("content", POST) else (POST, self.document.removeprefix("post/"))
        return Reference(*named, ("rows", self.at, "document"))


class Rows(Front):
    """A file of data has rows only."""


class RowReader:
    """Reads the cells of one row; what cannot be read is reported, and the row is left out."""

    def __init__(self, report: Report, at: int, cells: dict[str, str]) -> None:
        self._report, self._at, self._cells = report, at, cells
        self.is_whole = True

    def required(self, column: str, read: Callable[[str], Value]) -> Value | None:
        if column not in self._cells:
            self.is_whole = False
            message, hint = f"the row has no `{column}`", "fill it in, or delete the row"
            self._report.field(codes.MISSING_KEY, ("rows", self._at), message, hint)
            return None
        try:
            return read(self._cells[column])
        except ValueError as error:
            self.is_whole = False
            self._report.field(codes.INVALID_VALUE, ("rows", self._at, column), *error.args)
            return None

    def text(self, column: str) -> str:
        return self._cells.get(column, "")


def rows_of(source: Source, report: Report) -> Iterator[tuple[RowReader, int]]:
    """Each row that can be told apart, with its number."""
    rows: Sequence[dict[str, Any]] = source.data["rows"]
    for at, cells in enumerate(rows):
        if cells:
            yield RowReader(report, at, cells), at


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with commas."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode()


def shown_name(row: Dated, names: Collection[str]) -> str:
    """The document that the row is about, "" if a share does not show it."""
    return row.document if row.about and row.about.name in names else ""


def references_in(rows: Sequence[Dated]) -> tuple[Reference, ...]:
    """The documents that rows name."""
    return tuple(found for row in rows if (found := row.about))
