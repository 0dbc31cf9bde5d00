"""Results: what came of it, a file a month. Each row of `data/results/2026-12.csv` counts those of one kind on one day,
such as `2026-12-05,order,12,campaign/winter-menu,shop`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from pydantic import Field

from smmgen.content.collector import Report
from smmgen.content.documents.base import Document, Documents, Reference
from smmgen.content.documents.budget import Budget, covering
from smmgen.content.documents.kind import Kind, Parsed, identity
from smmgen.content.documents.money_rows import Dated, Rows, as_csv, references_in, rows_of, shown_name
from smmgen.content.documents.values import Amount
from smmgen.content.figures import day_of, number_of
from smmgen.content.source import Source
from smmgen.content.table import Columns, read_table
from smmgen.content.vocabulary import Vocabulary

COLUMNS = Columns(("date", "result", "count"), ("document", "source"))


class Result(Dated):
    """`result` is a name that `worth` of a budget has, such as `order`."""

    result: str
    count: Amount


class ResultsFront(Rows):
    """What a file of results says."""

    rows: list[Result] = Field(default_factory=list, description="The results")


@dataclass(frozen=True, slots=True)
class Results(Document):
    front: ResultsFront

    @property
    def references(self) -> tuple[Reference, ...]:
        return references_in(self.front.rows)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The results that can be read, and what is wrong with the others."""
    report = Report(source)
    front = ResultsFront(rows=_results(source, report))
    return Results(**identity(source, front), kind=RESULTS.name), report.found


def _results(source: Source, report: Report) -> list[Result]:
    found = []
    for row, at in rows_of(source, report):
        day, count = row.required("date", day_of), row.required("count", number_of)
        result = row.required("result", str)
        if day and count is not None and result and row.is_whole:
            about = {name: row.text(name) for name in ("document", "source")}
            found.append(Result(at=at, date=day, result=result, count=count, **about))
    return found


def shown(document: Document, documents: Documents, names: Collection[str]) -> bytes:
    """The results of documents that a share shows, on days of budgets that it shows."""
    assert isinstance(document, Results)  # noqa: S101 - of this kind
    budgets = [one for one in documents.get("budget", {}).values() if isinstance(one, Budget)]
    rows = []
    for row in document.front.rows:
        budget, about = covering(budgets, row.date), shown_name(row, names)
        if about and budget and budget.name in names:
            rows.append([row.date.isoformat(), row.result, f"{row.count:f}", about])
    return as_csv(("date", "result", "count", "document"), rows)


RESULTS = Kind(
    name="results",
    folder="data/results",
    summary="What came of it: a CSV file a month",
    model=ResultsFront,
    parse=parse,
    archetype=",".join(COLUMNS.all) + "\n",
    suffix=".csv",
    read=partial(read_table, columns=COLUMNS),
    goes_with="budget",
    shown=shown,
)
