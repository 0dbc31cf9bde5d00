"""The same text is planned twice on one account within a short time.

Networks take it for spam, and it is often a copied file that nobody rewrote. How long is set in smm.toml:
`[rules] repeat = "30d"`.

Wrong: the same «Доброе утро» on Monday and on Tuesday.

Right: write another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, PlanRow, code

CODE = code("SMM605", "repeated-text", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    within = seconds(plan.config.rules.repeat)
    last: dict[tuple[str, str], PlanRow] = {}
    for row in plan.by_time:
        if not row.text or row.status == "draft" or row.at is None:
            continue
        before = last.get((row.account, row.text))
        if before and before.at is not None and before.path != row.path and row.at - before.at < within:
            yield (
                row.path,
                Finding(
                    f"the same text goes out from {before.path} on {before.wall[:10]}",
                    "write another text; networks take repetitions for spam",
                    field=("schedule",),
                    span=row.schedule_span,
                    account=row.account,
                ),
            )
        last[row.account, row.text] = row
