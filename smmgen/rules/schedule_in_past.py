"""A post that has not gone out is planned for a time that has passed.

It is published if it is late by less than `grace`, otherwise it is missed. Only `smm check` looks at the clock; builds
give the same result on any day.

Wrong: `schedule: 2025-11-27 10:00` in a post written in 2026.

Right: `schedule: 2026-11-27 10:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM603", "schedule-in-past", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    now = plan.now.timestamp()
    for at, row in plan.timed:
        if at >= now:
            return
        if row.new and row.status == "ready":
            message = f"the planned time {row.wall.replace('T', ' ')} has passed and the post has not gone out"
            hint = "plan another time, or set `status: draft`"
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account)
