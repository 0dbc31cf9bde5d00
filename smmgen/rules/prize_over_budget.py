"""The budget's line has less left than the prizes of a contest cost.

Its plan would do for all that documents need of it, but too much was already paid for something else. Where the plan
itself is too small, SMM1701 says so; where more is paid than planned, SMM1702.

Wrong: `prizes: [{what: Box, count: 3, cost: 1900, budget: contests}]`, where the budget has
`{uid: contests, plan: 20000}`, and `2026-12-01,contests,16000` was paid.

Right: `prizes: [{what: Box, count: 2, cost: 1900, budget: contests}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.budgets import ZERO, Book, LineState, said
from smmgen.content.documents.contest import CONTEST
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1408", "prize-over-budget", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    contests = {contest.row.name for contest in plan.all_of(CONTEST)}
    for book in plan.books.books if contests else ():
        for state in plan.books.lines(book):
            if state.free < ZERO and max(state.promised, state.paid) <= state.plan:
                yield from _short(plan, book, state, contests)


def _short(plan: Plan, book: Book, state: LineState, contests: set[str]) -> Iterator[tuple[str, Finding]]:
    """At the dearest prizes of each contest that is not paid for yet."""
    costs, payments = plan.books.of_line(book, state.line.uid)
    for name in sorted(contests):
        own = [cost for cost in costs if cost.document == name]
        lacking = book.total(own) - book.total(one for one in payments if one.document == name)
        left = state.free + lacking
        if own and lacking > ZERO and left < lacking:
            dearest = max(own, key=book.value)
            needs, has = said(lacking, book.currency), said(max(left, ZERO), book.currency)
            message = f"the prizes cost {needs}, and line `{state.line.uid}` has {has} left"
            hint = f"take fewer or cheaper ones, or raise the plan in {book.budget.path}"
            yield dearest.path, Finding(message, hint, span=dearest.place, others=(book.budget.path,))
