"""A cost or a payment names a line that its budget does not have, or no line at all.

Without its line it is missing from the plan, and nobody notices that the money is spent. The budget is the one whose
period has the day: of a post, the day it goes out; of an event, its first day; of a contest, the day of the draw.

Wrong: `cost: {amount: 9000, budget: contest}` where the budget has `{uid: contests, plan: 20000}`.

Right: `cost: {amount: 9000, budget: contests}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.budgets import Book
from smmgen.charges import Charge
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.suggest import did_you_mean

CODE = code("SMM1703", "unknown-line", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    books = plan.books
    if not books.books:
        return
    for book in books.books:
        for charge in (*book.costs, *book.payments):
            if not charge.line and charge.amount:
                yield charge.path, _unnamed(charge, [*book.front.by_uid])
            elif charge.line and charge.line not in book.front.by_uid:
                yield charge.path, _unknown(charge, book)
    every = {uid for book in books.books for uid in book.front.by_uid}
    for charge in books.stray:
        if charge.day is None and charge.line and charge.line not in every:
            hint = did_you_mean(charge.line, every)
            yield charge.path, Finding(f"no budget has a line `{charge.line}`", hint, span=charge.named)


def _unknown(charge: Charge, book: Book) -> Finding:
    message = f"there is no line `{charge.line}` in the budget `{book.uid}`"
    hint = book.front.line_hint(charge.line, f"add it to `lines` in {book.budget.path}")
    return Finding(message, hint, span=charge.named, others=(book.budget.path,))


def _unnamed(charge: Charge, lines: list[str]) -> Finding:
    hint = f"add `budget: {lines[0]}`" if len(lines) == 1 else "add `budget:` with one of " + _listed(lines)
    return Finding("nobody says which line of the budget pays", hint, span=charge.place)


def _listed(lines: list[str]) -> str:
    return ", ".join(f"`{line}`" for line in lines[:8])
