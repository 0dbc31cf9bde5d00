"""An amount is in a currency for which the budget has no rate. It cannot be added to the others, and counts as nothing.

A rate stands in the budget with its day, so that sums do not change by themselves.

Wrong: `cost: {amount: 100, currency: EUR, budget: ads}` where the budget is in RUB.

Right: the same, and `rates: {EUR: {rate: 98.5, date: 2026-11-20}}` in the budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.budgets import Book
from smmgen.charges import said
from smmgen.content.documents.values import Money
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1704", "mixed-currency", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book, charge in plan.books.unread:
        if charge.amount is not None:
            message = f"{said(charge.amount, charge.currency)} cannot be counted in {book.currency}"
            found = Finding(message, _hint(book, charge.currency), span=charge.place, others=(book.budget.path,))
            yield charge.path, found
    for book in plan.books.books:
        for field, money in _own(book):
            if book.rate(money.currency) is None:
                message = f"{said(money.amount, money.currency)} cannot be counted in {book.currency}"
                yield book.budget.path, Finding(message, _hint(book, money.currency), span=book.budget.span(field))


def _own(book: Book) -> Iterator[tuple[Field, Money]]:
    """The amounts of the budget itself."""
    front = book.front
    if front.limit:
        yield ("limit",), front.limit
    yield from ((("lines", at, "plan"), line.plan) for at, line in enumerate(front.lines))
    yield from ((("worth", name), money) for name, money in front.worth.items())


def _hint(book: Book, currency: str) -> str:
    return f"add its rate and the day of it to {book.budget.path}: `rates: {{{currency}: {{rate: …, date: …}}}}`"
