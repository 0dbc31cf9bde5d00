"""No post, campaign or other document is for this audience.

Wrong: `audiences/neighbours.md`, which nothing names.

Right: `targeting: {audience: neighbours}` in a post, or `audiences: [neighbours]` in a campaign.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import AUDIENCE
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1601", "audience-unused", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    audiences = plan.all_of(AUDIENCE)
    if not audiences:
        return
    used = {name for rows in (plan.every, plan.documents) for row in rows for name in row.refers}
    for audience in audiences:
        if audience.row.name not in used:
            hint = f"write `targeting: {{audience: {audience.uid}}}` in its posts, or delete the file"
            yield audience.path, Finding("nothing is for this audience", hint, span=audience.span(("title",)))
