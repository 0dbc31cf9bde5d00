"""Spending: what was paid, a file a month. Each row of `data/spend/2026-12.csv` is a payment, or a refund where the
amount is below zero."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from pydantic import Field

from smmgen.content.collector import Report
from smmgen.content.documents.base import Document, Documents, Reference
from smmgen.content.documents.budget import Budget, covering
from smmgen.content.documents.kind import Kind, Parsed, identity
from smmgen.content.documents.money_rows import Dated, Rows, as_csv, references_in, rows_of, shown_name
from smmgen.content.documents.values import Amount
from smmgen.content.figures import day_of, sum_of
from smmgen.content.source import Source
from smmgen.content.table import Columns, read_table
from smmgen.content.vocabulary import Vocabulary

COLUMNS = Columns(("date", "line", "amount"), ("what", "document", "source"))


class Payment(Dated):
    """`currency` "": that of the budget."""

    line: str
    amount: Amount
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    what: str = ""


class SpendFront(Rows):
    """What a file of payments says."""

    rows: list[Payment] = Field(default_factory=list, description="The payments")


@dataclass(frozen=True, slots=True)
class Spend(Document):
    front: SpendFront

    @property
    def references(self) -> tuple[Reference, ...]:
        return references_in(self.front.rows)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The payments that can be read, and what is wrong with the others."""
    report = Report(source)
    front = SpendFront(rows=_payments(source, report))
    return Spend(**identity(source, front), kind=SPEND.name), report.found


def _payments(source: Source, report: Report) -> list[Payment]:
    found = []
    for row, at in rows_of(source, report):
        day, paid = row.required("date", day_of), row.required("amount", sum_of)
        line = row.required("line", str)
        if day and paid and line and row.is_whole:
            about = {name: row.text(name) for name in ("what", "document", "source")}
            found.append(Payment(at=at, date=day, line=line, amount=paid.amount, currency=paid.currency, **about))
    return found


def shown(document: Document, documents: Documents, names: Collection[str]) -> bytes:
    """The payments of lines that are not hidden, in budgets that a share shows; without words, as these may tell more
    than the sum."""
    assert isinstance(document, Spend)  # noqa: S101 - of this kind
    budgets = [one for one in documents.get("budget", {}).values() if isinstance(one, Budget)]
    rows = []
    for row in document.front.rows:
        budget = covering(budgets, row.date)
        line = budget.front.line(row.line) if budget and budget.name in names else None
        if line and not line.hidden:
            amount = f"{row.amount:f} {row.currency}".rstrip()
            rows.append([row.date.isoformat(), row.line, amount, shown_name(row, names)])
    return as_csv(("date", "line", "amount", "document"), rows)


SPEND = Kind(
    name="spend",
    folder="data/spend",
    summary="What was paid: a CSV file a month",
    model=SpendFront,
    parse=parse,
    archetype=",".join(COLUMNS.all) + "\n",
    suffix=".csv",
    read=partial(read_table, columns=COLUMNS),
    goes_with="budget",
    shown=shown,
)
