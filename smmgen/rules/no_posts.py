"""A campaign has no posts, or, as `smm check --calendar` reports, none in one of its weeks.

Weeks are counted from its first day; a rest of less than four days is no week. Drafts count, if they have a date. What
is over is not reported.

Wrong: a campaign that no post names, or one with `dates: 2026-12-01..2026-12-21` and posts in its first week alone.

Right: a post in each of its weeks; or other dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from smmgen.campaigns import empty_weeks
from smmgen.config import days
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1904", "no-posts", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    campaigns = plan.all_of(CAMPAIGN)
    if plan.now is None or not campaigns:
        return
    today = plan.now.astimezone(zone_of(plan.config.project.timezone)).date()
    named = {name for post in plan.every for name in post.refers if name.startswith(f"{CAMPAIGN.name}/")}
    is_clear = named <= {row.name for row in plan.documents}  # else a post may mean this one
    for campaign in campaigns:
        first, last = days(campaign.front.dates)
        used, place = {row.here[:10] for row in plan.naming(campaign.row.name)}, campaign.span(("dates",))
        if last < today:
            continue
        if campaign.row.name in named:
            empty = _coming(first, last, today, used) if plan.looks_ahead else ()
            if empty:
                message = f"the campaign has no posts in the week{'s' * (len(empty) > 1)} of {_listed(empty)}"
                yield campaign.path, Finding(message, "plan a post there, or change its dates", span=place)
        elif is_clear:
            hint = f"write `campaign: {campaign.uid}` in its posts"
            yield campaign.path, Finding("the campaign has no posts", hint, span=place)


def _coming(first: date, last: date, today: date, used: set[str]) -> list[date]:
    """The first days of weeks without a post that are not over."""
    return [week for week in empty_weeks(first, last, used) if week + timedelta(7) > today]


def _listed(found: Iterable[date]) -> str:
    names = [day.isoformat() for day in found]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
