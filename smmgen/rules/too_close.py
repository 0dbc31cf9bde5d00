"""Two posts on one account stand close together and would take each other's readers.

How close is too close is set in smm.toml: `[rules] min_gap = "30m"`.

Wrong: 10:00 and 10:10 on one account.

Right: move one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, PlanRow, code

CODE = code("SMM604", "too-close", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    gap = seconds(plan.config.rules.min_gap)
    last: dict[str, PlanRow] = {}
    for row in plan.by_time:
        if row.status == "draft" or row.at is None:
            continue
        before = last.get(row.account)
        if before and before.at is not None and before.path != row.path and row.at - before.at < gap:
            yield (
                row.path,
                Finding(
                    f"{(row.at - before.at) // 60} minutes after {before.path} on the same account",
                    f"keep {plan.config.rules.min_gap} between posts, or change `min_gap` in smm.toml",
                    field=("schedule",),
                    span=row.schedule_span,
                    account=row.account,
                ),
            )
        last[row.account] = row
