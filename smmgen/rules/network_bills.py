"""A network charges for each post, and the posts that are planned there exceed what their budget's line has left.

`charge` of an account in smm.toml says what one post costs there, and which line pays. Posts count on the days of the
budget, drafts aside; what documents cost is taken off before.

Wrong: `charge = {amount = 300, budget = "ads"}`, two posts there on days of the budget, and `{uid: ads, plan: 500}`.

Right: the same, and `{uid: ads, plan: 600}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from smmgen.budgets import Book, LineState
from smmgen.charges import said
from smmgen.config import Charge
from smmgen.content.layout import CONFIG
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.suggest import did_you_mean

CODE = code("SMM1712", "network-bills", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    charges = {name: account.charge for name, account in plan.config.accounts.items() if account.charge}
    if not charges or not plan.books.books:
        return
    yield from _unknown(plan, charges)
    for book in plan.books.books:
        for at, state in enumerate(plan.books.lines(book)):
            billed = {name: charge for name, charge in charges.items() if charge.budget == state.line.uid}
            if found := _finding(plan, book, state, billed):
                yield book.budget.path, found._replace(span=book.budget.span(("lines", at, "plan")))


def _unknown(plan: Plan, charges: dict[str, Charge]) -> Iterator[tuple[str, Finding]]:
    lines = {uid for book in plan.books.books for uid in book.front.by_uid}
    for name, charge in charges.items():
        if charge.budget not in lines:
            message = f"no budget has a line `{charge.budget}`, which `charge` of `{name}` names"
            hint = did_you_mean(charge.budget, lines)
            yield CONFIG, Finding(message, hint, span=plan.tables.get(name), account=name)


def _finding(plan: Plan, book: Book, state: LineState, billed: dict[str, Charge]) -> Finding | None:
    numbers = {name: _posts(plan, book, name) for name in billed}
    cost = sum((number * _each(book, billed[name]) for name, number in numbers.items()), Decimal(0))
    if cost <= max(state.free, Decimal(0)):
        return None
    posts = ", ".join(f"{number} on `{name}`" for name, number in numbers.items() if number)
    message = (
        f"posts cost {said(cost, book.currency)} by themselves ({posts}), "
        f"and line `{state.line.uid}` has {said(state.free, book.currency)} free"
    )
    return Finding(message, "plan fewer posts there, or raise the plan")


def _posts(plan: Plan, book: Book, account: str) -> int:
    """How many are planned there on the days of the budget."""
    rows = (row for row in plan.rows if row.account == account and row.here and row.status != "draft")
    return sum(book.has(date.fromisoformat(row.here[:10])) for row in rows)


def _each(book: Book, charge: Charge) -> Decimal:
    return Decimal(str(charge.amount)) * (book.rate(charge.currency) or Decimal(0))
