"""A post that is not published yet is planned for a time in the past.

It is published if it is late by less than `grace`, otherwise it is missed. Of a post that repeats, its last
time is meant: whatever was missed before, it goes out at the next one. Only `smm check` looks at the clock; a
build gives the same result on any day.

Wrong: `schedule: 2025-11-27 10:00` in a post written in 2026.

Right: `schedule: 2026-11-27 10:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity, Span
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM603", "schedule-in-past", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    now = plan.now.timestamp()
    late: dict[tuple[str, Span], list[PlanRow]] = {}
    last = {(row.path, row.account): (at, row) for at, row in plan.timed}
    for at, row in last.values():
        if at < now and plan.is_new(row) and row.status == "ready":
            late.setdefault((row.path, row.schedule_span), []).append(row)
    for (path, span), rows in late.items():
        left = ", ".join(f"`{row.account}`" for row in rows)
        message = (
            f"the planned time {rows[0].wall.replace('T', ' ')} has passed and the post is not published on {left}"
        )
        hint = "plan another time, or set `status: draft`"
        yield path, Finding(message, hint, span=span, account=rows[0].account if len(rows) == 1 else None)
