"""The budget's line has less left than an event costs.

Its plan would do for all that documents need of it, but too much was already paid for something else. Where the plan
itself is too small, SMM1701 says so; where more is paid than planned, SMM1702.

Wrong: `cost: {amount: 9000, budget: winter-menu}`, where the budget has `{uid: winter-menu, plan: 20000}`, and
`2026-12-01,winter-menu,16000` was paid.

Right: `cost: {amount: 4000, budget: winter-menu}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.event import EVENT
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.lines_of_budget import short_of_line

CODE = code("SMM1512", "event-over-budget", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for cost, needs, has, line, book in short_of_line(plan, EVENT):
        message = f"the event costs {needs}, and line `{line}` has {has} left"
        hint = f"spend less on it, or raise the plan in {book.budget.path}"
        yield cost.path, Finding(message, hint, span=cost.place, others=(book.budget.path,))
