"""An advertisement of a campaign is due within three days, and has no erid.

A token takes time: the advertisement is registered with an advertising data operator before it is shown (38-FZ, article
18.1). An advertisement is a post that a campaign names under `creatives`.

Wrong: it is 1 December, a campaign has `creatives: [{post: winter-opens}]`, and the post of that name has
`schedule: 2026-12-03 10:00` and no `ads`.

Right: `ads: {erid: 2VtzqwDEMO001, advertiser: ООО «Тепло»}` in the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.creatives import creatives

CODE = code("SMM1905", "creative-unregistered", Severity.ERROR, fact=False, docs=__doc__)
NEEDS_CLOCK = True
_SOON = 3 * 86400
"""Seconds."""


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    until = plan.now.timestamp() + _SOON
    for one in creatives(plan):
        if one.post is None or one.post.is_ad or one.post.status != "ready":
            continue
        rows = [row for row in plan.rows if row.uid == one.post.uid and plan.is_new(row)]
        soon = (row for row in rows if row.at is not None and row.at <= until)
        due = min(soon, key=lambda row: row.here, default=None)
        if due:
            message = f"`{one.post.uid}` goes out on {due.here.replace('T', ' ')} as an advertisement, and has no erid"
            hint = f"register it, then write `ads: {{erid: …, advertiser: …}}` in {one.post.path}"
            yield one.campaign.path, Finding(message, hint, span=one.span, others=(one.post.path,))
