"""The lines of a budget have more than its `limit` together, or more than that is paid.

Wrong: `limit: 100000`, and lines with `plan: 90000` and `plan: 20000`.

Right: `limit: 110000`, or lines that have less.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from smmgen.charges import said
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1709", "total-over-limit", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book in plan.books.books:
        if (limit := book.limit) is None:
            continue
        states = plan.books.lines(book)
        sums = (
            ("the lines plan", "plan less", sum((state.plan for state in states), Decimal(0))),
            ("payments amount to", "spend no more", book.total(book.payments)),
        )
        for what, otherwise, amount in sums:
            if amount > limit:
                over, most = said(amount, book.currency), said(limit, book.currency)
                message, hint = f"{what} {over}, and the limit is {most}", f"raise the limit, or {otherwise}"
                yield book.budget.path, Finding(message, hint, span=book.budget.span(("limit",)))
