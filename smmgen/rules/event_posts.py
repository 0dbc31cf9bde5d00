"""The posts of an event that are still to go out or live already, for rules over the whole plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from smmgen.content.documents.event import EVENT, EventFront
from smmgen.content.schedule import Moment, resolve
from smmgen.keys import name_of
from smmgen.rules.base import Finding, Plan
from smmgen.variants.planned import Planned
from smmgen.variants.rows import PlanRow

_TODAY = timedelta(hours=12)
"""How long an event without an end goes on mattering."""


def coming(plan: Plan) -> Iterator[tuple[Planned[EventFront], Moment]]:
    """The events that are not over yet, each with its beginning; none without a clock."""
    for event in plan.all_of(EVENT) if plan.now else ():
        starts, ends = times(plan, event.front)
        if starts and plan.now and (ends.instant if ends else starts.instant + _TODAY) > plan.now:
            yield event, starts


def times(plan: Plan, front: EventFront) -> tuple[Moment | None, Moment | None]:
    """When it begins and ends, in the zone where it is."""
    zone = plan.config.project.timezone
    starts, ends = (resolve(text, zone, "00:00")[0] if text else None for text in (front.starts, front.ends))
    return starts, ends


def of_event(plan: Plan, event: Planned[EventFront]) -> Sequence[PlanRow]:
    """Rows of the posts that name it."""
    return plan.naming(name_of(EVENT.name, event.uid))


def to_change(plan: Plan, rows: Sequence[PlanRow], event: Planned[EventFront], what: str) -> Iterator[Finding]:
    """One finding for each post among the rows that is live, or will be: where, and the commands that change it.

    `what` goes on after the post's name: `still invites to it`.
    """
    for path, found in groupby(sorted(rows, key=lambda row: (row.path, row.account)), lambda row: row.path):
        same = [row for row in found if row.status != "draft"]
        live = [row for row in same if not plan.is_new(row)]
        waiting = [row for row in same if plan.is_new(row) and row.at and plan.now and row.at > plan.now.timestamp()]
        if not live and not waiting:
            continue
        where = [f"live on {_names(live)}"] if live else []
        where += [f"planned for {_names(waiting)}, {waiting[0].wall.replace('T', ' ')}"] if waiting else []
        message = f"`{path}` {what}: {'; '.join(where)}"
        yield Finding(message, _commands((live or waiting)[0], bool(live)), span=event.span(("state",)), others=(path,))


def _commands(row: PlanRow, is_live: bool) -> str:
    if not is_live:
        return "rewrite it, or give it `status: draft`"
    return f"rewrite it and run `smm update {row.uid}`; or run `smm retract {row.uid}` and give it `status: draft`"


def _names(rows: Sequence[PlanRow]) -> str:
    return ", ".join(dict.fromkeys(row.account for row in rows))
