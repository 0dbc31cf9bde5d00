"""A ready post goes out on a quiet day of the content plan, and no `notes` say why.

Wrong: `schedule: 2026-12-31 12:00` in a plan with `quiet: 2026-12-31..2027-01-02`.

Right: another day; or `notes: The code word ends today` in the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1007", "post-in-quiet", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for one in (one for one in plan.content_plans if one.front.quiet):
        quiet = {day.isoformat() for day in one.front.quiet_days()}
        for row in one.rows:
            if row.here[:10] in quiet and row.status == "ready" and not row.post.has_notes:
                message = f"{row.here[:10]} is a quiet day of the plan `{one.planned.uid}`"
                hint = "move the post, or say in `notes` why it goes out then"
                yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account, others=(one.path,))
