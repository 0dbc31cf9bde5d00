"""A kind of data as CONTRIBUTING says to write one: how much of each drink there is, `drink,cups` in a table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from pydantic import Field

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import Document, Documents, Front, Model, Reference
from smmgen.content.documents.kind import Kind, Parsed, identity
from smmgen.content.documents.money_rows import as_csv
from smmgen.content.source import Source
from smmgen.content.table import Columns, read_table
from smmgen.content.vocabulary import Vocabulary

COLUMNS = Columns(("drink", "cups"))


class Row(Model):
    """`at` tells its place in the file."""

    at: int
    drink: str
    cups: int


class StockFront(Front):
    rows: list[Row] = Field(default_factory=list, description="What there is")


@dataclass(frozen=True, slots=True)
class Stock(Document):
    front: StockFront

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(Reference("drink", row.drink, ("rows", row.at, "drink")) for row in self.front.rows)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    report, rows = Report(source), []
    for at, cells in enumerate(source.data["rows"]):
        if (cups := cells.get("cups", "")).isdecimal():
            rows.append(Row(at=at, drink=cells.get("drink", ""), cups=int(cups)))
        else:
            report.field(codes.INVALID_VALUE, ("rows", at, "cups"), f"`{cups}` is no number of cups", "write 12")
    front = StockFront(rows=rows)
    return Stock(**identity(source, front), kind=STOCK.name), report.found


def shown(document: Document, documents: Documents, names: Collection[str]) -> bytes:
    assert isinstance(document, Stock)
    rows = [(row.drink, str(row.cups)) for row in document.front.rows if f"drink/{row.drink}" in names]
    return as_csv(COLUMNS.all, rows)


STOCK = Kind(
    name="stock",
    folder="data/stock",
    summary="How much of each drink there is: CSV files",
    model=StockFront,
    parse=parse,
    archetype="drink,cups\n",
    suffix=".csv",
    read=partial(read_table, columns=COLUMNS),
    goes_with="drink",
    shown=shown,
)
