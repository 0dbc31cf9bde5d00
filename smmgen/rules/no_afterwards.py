"""An event is over, and no post tells how it was. Only `smm check --calendar` reports it, from two days after the event
until two weeks after.

Wrong: it is 15 December, and no post names the event, which had `starts: 2026-12-12 17:00`.

Right: a post with `event: cupping` and `schedule: 2026-12-13 12:00`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from smmgen.content.documents.event import EVENT
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.event_posts import of_event, times

CODE = code("SMM1510", "no-afterwards", Severity.INFO, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True
_FROM, _UNTIL = timedelta(days=2), timedelta(days=14)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for event in plan.all_of(EVENT) if plan.now else ():
        starts, ends = times(plan, event.front)
        if starts is None or plan.now is None or event.front.state == "cancelled":
            continue
        over = (ends or starts).instant
        told = any(row.at and row.at >= starts.instant.timestamp() for row in of_event(plan, event))
        if over + _FROM <= plan.now < over + _UNTIL and not told:
            message = f"it is over since {(ends or starts).wall[:10]}, and no post tells how it was"
            yield event.path, Finding(message, f"write one, with `event: {event.uid}`", span=event.span(("starts",)))
