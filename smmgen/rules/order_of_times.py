"""The times of a contest are not in order: announced, opened, closed, drawn, told.

The first post that announces it goes out when it opens or before. The post that tells who has won goes out after the
draw, and prizes can be collected after it, too.

Wrong: `closes: 2026-12-19 21:00` and `draw: {at: 2026-12-19 20:00}`

Right: `closes: 2026-12-19 21:00` and `draw: {at: 2026-12-20 12:00}`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from smmgen.content.documents.contest import CONTEST, ContestFront, Times, times
from smmgen.content.schedule import Moment, zone_of
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.planned import Planned
from smmgen.variants.rows import PlanRow

CODE = code("SMM1403", "order-of-times", Severity.ERROR, fact=False, docs=__doc__)
First = Mapping[str, PlanRow]
"""The uid of a post -> its first row with a time."""


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    contests = plan.all_of(CONTEST)
    first = first_rows(plan) if contests else {}
    for contest in contests:
        when = times(contest.front, plan.config.project.timezone)
        today = when.draw.instant.astimezone(zone_of(plan.config.project.timezone)).date() if when.draw else None
        found = [*_own(contest.front, when, today), *_announced(contest, when.opens, first)]
        for field, message, hint in [*found, *_told(contest, when.draw, first)]:
            yield contest.path, Finding(message, hint, span=contest.span(field))


def first_rows(plan: Plan) -> dict[str, PlanRow]:
    """The uid of each post -> when and where it goes out first; posts without a time left out."""
    found: dict[str, PlanRow] = {}
    for row in plan.rows:
        if row.at is not None and (known := found.get(row.uid, row)) and (known is row or row.at < (known.at or 0)):
            found[row.uid] = row
    return found


def spoken(moment: Moment) -> str:
    """`2026-12-19 21:00`"""
    return moment.wall.replace("T", " ")


def _own(front: ContestFront, when: Times, drawn: date | None) -> Iterator[tuple[Field, str, str]]:
    """Those of the file itself. `drawn`: the day of the draw."""
    if when.opens and when.closes and when.opens.instant >= when.closes.instant:
        yield ("closes",), f"it closes before it opens ({spoken(when.opens)})", "move one of the two"
    if when.closes and when.draw and when.closes.instant >= when.draw.instant:
        hint = "draw after it, with some time to read who took part"
        yield ("draw", "at"), f"the draw is not after entries close ({spoken(when.closes)})", hint
    until = front.claim and front.claim.until
    if until and drawn and date.fromisoformat(until) < drawn:
        yield ("claim", "until"), f"prizes can be collected until a day before the draw ({drawn})", "write a later day"


def _announced(contest: Planned[ContestFront], opens: Moment | None, first: First) -> Iterator[tuple[Field, str, str]]:
    rows = [(first[uid], index) for index, uid in enumerate(contest.front.announced_by) if uid in first]
    if not opens or not rows:
        return
    row, index = min(rows, key=lambda one: one[0].at or 0)
    if instant(row) > opens.instant:
        message = f"it opens on {spoken(opens)}, before `{row.uid}` announces it ({_time(row)})"
        yield ("announced_by", index), message, "open it when the post goes out, or later"


def _told(contest: Planned[ContestFront], draw: Moment | None, first: First) -> Iterator[tuple[Field, str, str]]:
    for index, uid in enumerate(contest.front.results_in):
        if draw and (row := first.get(uid)) and instant(row) <= draw.instant:
            message = f"`{uid}` tells who has won ({_time(row)}) before the draw ({spoken(draw)})"
            yield ("results_in", index), message, "move the post, or the draw"


def instant(row: PlanRow) -> datetime:
    """When a row with a time goes out."""
    return datetime.fromtimestamp(row.at or 0, UTC)


def _time(row: PlanRow) -> str:
    return (row.here or row.wall).replace("T", " ")
