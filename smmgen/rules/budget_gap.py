"""The periods of two budgets overlap, or leave days between them that are in none.

A day is to be in one budget: that tells where a cost or payment belongs. Where two have it, the one that begins first
counts.

Wrong: `period: 2026-q4` in one budget and `period: 2026-12..2027-02` in another.

Right: `period: 2027-01..2027-02` in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from smmgen.budgets import Book
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1707", "budget-gap", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for earlier, later in pairwise(plan.books.books):
        found = _between(earlier, later)
        if found:
            hint = f"change one of the periods; `{earlier.uid}` is {earlier.front.period}"
            span, others = later.budget.span(("period",)), (earlier.budget.path,)
            yield later.budget.path, Finding(found, hint, span=span, others=others)


def _between(earlier: Book, later: Book) -> str:
    """What is wrong, "" if nothing is."""
    end, begin = earlier.front.days[1], later.front.days[0]
    if begin <= end:
        return f"{begin} to {min(end, later.front.days[1])} is in the budget `{earlier.uid}`, too"
    if begin - end > timedelta(days=1):
        return f"{end + timedelta(days=1)} to {begin - timedelta(days=1)} is in no budget"
    return ""
