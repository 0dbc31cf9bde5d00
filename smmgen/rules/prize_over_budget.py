"""The budget's line has less left than the prizes of a contest cost.

Its plan would do for all that documents need of it, but too much was already paid for something else. Where the plan
itself is too small, SMM1701 says so; where more is paid than planned, SMM1702.

Wrong: `prizes: [{what: Box, count: 3, cost: 1900, budget: contests}]`, where the budget has
`{uid: contests, plan: 20000}`, and `2026-12-01,contests,16000` was paid.

Right: `prizes: [{what: Box, count: 2, cost: 1900, budget: contests}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import CONTEST
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.lines_of_budget import short_of_line

CODE = code("SMM1408", "prize-over-budget", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """At the dearest prizes of each contest that is not paid for yet."""
    for cost, needs, has, line, book in short_of_line(plan, CONTEST):
        message = f"the prizes cost {needs}, and line `{line}` has {has} left"
        hint = f"take fewer or cheaper ones, or raise the plan in {book.budget.path}"
        yield cost.path, Finding(message, hint, span=cost.place, others=(book.budget.path,))
