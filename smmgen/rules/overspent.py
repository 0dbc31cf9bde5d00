"""More is paid than a line of the budget has; or, as a warning, more than `warn_at` of it (80 % unless the budget says
otherwise). Reported at the payment that goes beyond.

Lines with `fixed: true`, such as salaries, are spent in any case: nobody is warned of them.

Wrong: the budget has `{uid: contests, plan: 20000}`, and data/spend/2026-12.csv:

```
date,line,amount
2026-12-05,contests,15500
2026-12-21,contests,5000
```

Right: another line for the second payment, or a line that has more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from smmgen.budgets import Book, LineState
from smmgen.charges import Charge, said
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1702", "overspent", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book in plan.books.books:
        for state in plan.books.lines(book):
            payments = plan.books.of_line(book, state.line.uid)[1]
            if not payments:
                continue
            if state.note == "overspent":
                yield _over(book, state, _beyond(book, payments, state.plan))
            elif state.note == "nearly spent":
                yield _nearly(book, state, _beyond(book, payments, state.warned))


def _beyond(book: Book, payments: Sequence[Charge], most: Decimal) -> Charge:
    """The payment from which on the sum stays above this."""
    paid, found = Decimal(0), payments[-1]
    for payment in payments:
        before, paid = paid, paid + book.value(payment)
        if before <= most < paid:
            found = payment
    return found


def _over(book: Book, state: LineState, at: Charge) -> tuple[str, Finding]:
    message = f"line `{state.line.uid}` is overspent: {_sums(book, state)}"
    hint = f"raise the plan in {book.budget.path}, or name another line"
    return at.path, Finding(message, hint, span=at.place, others=(book.budget.path,))


def _nearly(book: Book, state: LineState, at: Charge) -> tuple[str, Finding]:
    message = f"line `{state.line.uid}` is nearly spent: {_sums(book, state)}"
    hint = f"{said(state.left, book.currency)} are left until {book.front.days[1]}"
    return at.path, Finding(message, hint, span=at.place, severity=Severity.WARNING, others=(book.budget.path,))


def _sums(book: Book, state: LineState) -> str:
    return f"{said(state.paid, book.currency)} are paid of {said(state.plan, book.currency)}"
