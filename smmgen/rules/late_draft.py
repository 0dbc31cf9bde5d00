"""A post that is not ready is due soon, or was due already; or one in a slot of a content plan is due soon and nobody
has approved it. Only `smm check --calendar` reports it.

Whoever reviews it needs time. How long before its time a post is to be ready is set in smm.toml, `[rules] ready_before
= "48h"`, and for posts in slots of a content plan by the plan's own `ready_before`, if it has one.

Wrong: it is 1 December, and a post with `schedule: 2026-12-02 10:00` has `status: draft`.

Right: `status: ready`, or a later time.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.keys import ONCE
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow, PostId
from smmgen.variants.slots import ready_before

CODE = code("SMM1010", "late-draft", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True
_WAITING = {"draft": "a draft", "hold": "on hold"}


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    now, usual, own = plan.now.timestamp(), seconds(plan.config.rules.ready_before), _of_plans(plan)
    first: dict[PostId, tuple[int, PlanRow]] = {}
    for row in plan.rows:
        repeats = row.post.occurrence != ONCE  # then only its next time counts
        if row.at is None or row.status not in _WAITING or not plan.is_new(row) or (repeats and row.at < now):
            continue
        key = (row.path, "") if repeats else row.post.id
        first[key] = min(first.get(key, (row.at, row)), (row.at, row), key=lambda timed: timed[0])
    for at, row in first.values():
        if at < now + own.get(row.post.id, usual):
            when = f"{row.wall.replace('T', ' ')}" + (", which has passed" if at < now else "")
            message = f"the post is planned for {when}, and is {_WAITING[row.status]}"
            yield row.path, Finding(message, "finish it, or plan another time", span=row.post.status_span)
    yield from _unapproved(plan, now)


def _unapproved(plan: Plan, now: float) -> Iterator[tuple[str, Finding]]:
    """Posts in slots that wait for somebody's yes."""
    for one in plan.content_plans if plan.waiting else ():
        until = now + ready_before(one.front, plan.config)
        for row in (place.row for place in one.places if place.row):
            if row.identity in plan.waiting and row.status == "ready" and now <= (row.at or 0) < until:
                message = f"the post is planned for {row.wall.replace('T', ' ')}, and waits for an approval"
                hint = "`smm list` says whose it needs, `smm approve` gives it"
                yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account)


def _of_plans(plan: Plan) -> dict[PostId, int]:
    """The seconds that plans give for posts in their slots."""
    planned = [one for one in plan.content_plans if one.front.ready_before]
    return {
        place.row.post.id: ready_before(one.front, plan.config) for one in planned for place in one.places if place.row
    }
