"""Two posts on one account are close together and compete for the same readers.

How close is too close is set in smm.toml: `[rules] min_gap = "30m"`.

Wrong: 10:00 and 10:10 on one account.

Right: move one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM604", "too-close", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    gap = seconds(plan.config.rules.min_gap)
    last: dict[str, tuple[int, PlanRow]] = {}
    for at, row in plan.timed:
        before, other = last.get(row.account, (at - gap, row))
        last[row.account] = (at, row)
        if at - before < gap:
            hint = f"keep {plan.config.rules.min_gap} between posts, or change `min_gap` in smm.toml"
            message = f"{_apart(at - before)} `{other.path}` on the same account"
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account, others=(other.path,))


def _apart(count: int) -> str:
    if not count:
        return "at the same time as"
    amount, unit = (count // 60, "minute") if count >= 60 else (count, "second")
    return f"{amount} {unit}{'s' * (amount != 1)} after"
