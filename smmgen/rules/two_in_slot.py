"""Two posts are in one slot of the content plan on one account.

Of posts that name the slot the first by time counts. A draft or a held post beside another one is only a warning: it
may be a second idea.

Wrong, in two posts of the same day: `slot: tip`

Right: move one of the two to another day, or take `slot` out of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow
from smmgen.variants.slots import Place

CODE = code("SMM1002", "two-in-slot", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for one in plan.content_plans:
        for place in (place for place in one.places if place.row):
            for row in place.more:
                yield row.path, _finding(place, row, one.path)


def _finding(place: Place, row: PlanRow, plan: str) -> Finding:
    slot, first = place.slot, place.row
    assert first  # noqa: S101 - looked at above
    message = f"the slot `{slot.name}` of {slot.day} has a post already: `{first.path}`"
    hint = "move one of the two to another day, or take it out of the slot"
    severity = None if row.status == first.status == "ready" else Severity.WARNING
    span = row.post.slot_span if row.post.slot else row.schedule_span
    return Finding(message, hint, account=row.account, severity=severity, span=span, others=(first.path, plan))
