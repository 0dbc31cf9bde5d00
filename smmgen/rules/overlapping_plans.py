"""Two content plans are for one account on the same days.

Nobody could say whose slots and whose mix count there.

Wrong, in two plans: `period: 2026-12` and `period: 2026-12-20..2027-01-10`, both with `accounts: [tg]`.

Right: `period: 2027-01` in the second one, or other accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1008", "overlapping-plans", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for one, other in combinations(plan.content_plans, 2):
        first, last = max(one.front.first, other.front.first), min(one.front.last, other.front.last)
        accounts = [name for name in one.accounts if name in other.accounts]
        if first <= last and accounts:
            names = ", ".join(f"`{name}`" for name in accounts)
            when = f"on {first}" if first == last else f"from {first} to {last}"
            message = f"`{one.path}` is a plan for {names} {when}, too"
            hint = "change the period or the accounts of one of the two"
            span = other.planned.span(("period",))
            yield other.path, Finding(message, hint, span=span, others=(one.path,))
