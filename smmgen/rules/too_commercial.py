"""More than one commercial post among four in a row on an account of a content plan.

Commercial are posts in an advertising rubric (`ads = true` in smm.toml) and posts with an advertising mark. Readers
leave pages that only sell. Projects without a content plan are not checked.

Wrong: a post with `kind: commercial`, one post of something else, and another with `kind: commercial`.

Right: three other posts between the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow
from smmgen.variants.slots import is_commercial

CODE = code("SMM1004", "too-commercial", Severity.WARNING, fact=False, docs=__doc__)
ROW = 4


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if not plan.content_plans:
        return
    by_account: dict[str, list[PlanRow]] = defaultdict(list)
    for row in sorted((row for row in plan.rows if row.at is not None), key=lambda row: (row.at or 0, row.path)):
        by_account[row.account].append(row)
    for rows in by_account.values():
        last: int | None = None
        for number, row in enumerate(rows):
            if not is_commercial(row, plan.config):
                continue
            of_plan = next((one.path for one in plan.content_plans if one.covers(row)), "")
            if last is not None and number - last < ROW and of_plan:
                yield row.path, _finding(row, rows[last], number - last - 1, of_plan)
            last = number


def _finding(row: PlanRow, before: PlanRow, between: int, plan: str) -> Finding:
    others = f"{between} post{'s' * (between != 1)}" if between else "no post"
    message = f"a commercial post with {others} between it and the commercial post before, `{before.path}`"
    hint = f"leave {ROW - 1} other posts between the two"
    return Finding(message, hint, span=row.schedule_span, account=row.account, others=(before.path, plan))
