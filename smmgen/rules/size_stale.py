"""The size of an audience was read more than 60 days ago.

Wrong: it is 20 February, and the audience has `size: {vk-ads: 18400, checked: 2026-11-20}`.

Right: the size that is shown today, with today's date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from smmgen.content.documents.audience import AUDIENCE
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1604", "size-stale", Severity.INFO, fact=False, docs=__doc__)
NEEDS_CLOCK = True
_DAYS = 60


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    today = plan.now.astimezone(zone_of(plan.config.project.timezone)).date()
    for audience in plan.all_of(AUDIENCE):
        checked = audience.front.size.checked if audience.front.size else None
        if checked and (age := (today - date.fromisoformat(checked)).days) > _DAYS:
            span = audience.span(("size", "checked"))
            yield audience.path, Finding(f"the size was read {age} days ago", "read it again", span=span)
