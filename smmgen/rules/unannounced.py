"""An event is near, and no ready post announces it in time. Only `smm check --calendar` reports it.

How long before is set in smm.toml: `[rules] announce_before = "5d"`.

Wrong: an event with `starts: 2026-12-12 17:00`, whose first post has `schedule: 2026-12-11 10:00`.

Right: a post with `schedule: 2026-12-05 10:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.event_posts import coming, of_event

CODE = code("SMM1501", "unannounced", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    before = plan.config.rules.announce_before
    for event, starts in coming(plan):
        if event.front.state in ("cancelled", "sold-out") or plan.now is None or plan.now >= starts.instant:
            continue
        begins = starts.instant.timestamp()
        times = [row.at for row in of_event(plan, event) if row.at is not None and row.status == "ready"]
        first = min((at for at in times if at < begins), default=None)
        latest = begins - seconds(before)
        if first is None or (first > latest and plan.now.timestamp() <= latest):
            message = f"no ready post announces it {before} before it begins"
            hint = f"plan one, with `event: {event.uid}`; `smm event series {event.uid}` writes drafts of its series"
            yield event.path, Finding(message, hint, span=event.span(("starts",)))
