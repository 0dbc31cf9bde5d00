"""The days of a theme have no post of its campaign. Only `smm check --calendar` reports it.

It is said when the days are near (`filled_before`), and until the plan ends.

Wrong: it is 1 December, and no post of the campaign goes out in the days of
`{days: 2026-12-01..2026-12-07, theme: The menu opens, campaign: winter-menu}`.

Right: a post with `campaign: winter-menu` on one of these days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from smmgen.config import days
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.keys import name_of
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.slots import ContentPlan, filled_before

CODE = code("SMM1012", "theme-without-post", Severity.INFO, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    known = {row.name for row in plan.documents}
    now = plan.now.astimezone(zone_of(plan.config.project.timezone))
    for one in plan.content_plans:
        yield from _of(one, now, timedelta(seconds=filled_before(one.front, plan.config)), known)


def _of(plan: ContentPlan, now: datetime, ahead: timedelta, known: Collection[str]) -> Iterator[tuple[str, Finding]]:
    """`known`: the names of all documents; what is not among them is reported as such."""
    for index, theme in enumerate(plan.front.themes):
        first, last = days(theme.days)
        if theme.campaign is None or not first <= (now + ahead).date() or now.date() > plan.front.last:
            continue
        name = name_of("campaign", theme.campaign)
        if name not in known:
            continue
        wanted = (first.isoformat(), last.isoformat())
        if not any(name in row.post.refers and wanted[0] <= row.here[:10] <= wanted[1] for row in plan.rows):
            message = f"no post of the campaign `{theme.campaign}` goes out in the days of this theme, {theme.days}"
            hint = f"plan one with `campaign: {theme.campaign}`"
            yield plan.path, Finding(message, hint, span=plan.planned.span(("themes", index, "campaign")))
