"""A payment does not say what it was for, is in no budget, or is in the file of another month.

Without a document, nobody can tell what it brought: a campaign's cost of a result, its ROMI and its day of payback
leave it out. Lines with `fixed: true`, such as salaries, need none, nor do those that one campaign alone spends from.

Wrong: in data/spend/2026-12.csv:

```
date,line,amount,document
2026-12-05,contests,1900,
```

Right:

```
date,line,amount,document
2026-12-05,contests,1900,contest/warm-box
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.budgets import Book
from smmgen.charges import Charge
from smmgen.content.documents.spend import SPEND
from smmgen.diagnostics import Severity, Span
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1705", "loose-payment", Severity.WARNING, fact=False, docs=__doc__)
_MONTH = re.compile(r"\d{4}-\d{2}")


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    yield from _of_other_months(plan)
    books = plan.books
    for book in books.books:
        known = books.alone(book)
        for payment in book.payments:
            if not payment.document and payment.line not in known and not _is_fixed(book, payment):
                message = "the payment does not say what it was for"
                hint = "name a document, such as `campaign/NAME` or the uid of a post, in the column `document`"
                yield payment.path, Finding(message, hint, span=payment.place)
    for charge in books.stray if books.books else ():
        if charge.path.startswith(f"{SPEND.folder}/") and not _is_of_other_month(charge):
            hint = "correct the day, or write a budget for it in content/budget"
            yield charge.path, Finding(f"{charge.day} is in no budget", hint, span=charge.place)


def _is_fixed(book: Book, payment: Charge) -> bool:
    line = book.front.line(payment.line)
    return bool(line and line.fixed)


def _is_of_other_month(payment: Charge) -> bool:
    """Its day is not in the month that the file is called like, which is said of it already."""
    month = payment.path.rpartition("/")[2].removesuffix(".csv")
    return bool(_MONTH.fullmatch(month)) and not str(payment.day).startswith(month)


def _of_other_months(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """In files that are called like a month."""
    for spend in plan.all_of(SPEND):
        month = spend.row.slug.rpartition("/")[2]
        if not _MONTH.fullmatch(month):
            continue
        for row in spend.front.rows:
            if not row.date.isoformat().startswith(month):
                span: Span = spend.span(("rows", row.at, "date"))
                hint = f"correct the day, or move the row to {SPEND.folder}/{row.date:%Y-%m}.csv"
                yield spend.path, Finding(f"{row.date} is not in {month}", hint, span=span)
