"""A campaign names a post as its advertisement, but the post does not belong to the campaign.

What is registered is then not compared with the post, and its links get no marks of the campaign.

Wrong: `creatives: [{post: winter-opens}]` in the campaign `winter-menu`, and a post of that name without a campaign.

Right: `campaign: winter-menu` in the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.creatives import creatives

CODE = code("SMM1916", "creative-elsewhere", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for one in creatives(plan):
        if one.post and one.campaign.row.name not in one.post.refers:
            message = f"the post `{one.post.uid}` does not belong to this campaign"
            hint = f"write `campaign: {one.campaign.uid}` in {one.post.path}"
            yield one.campaign.path, Finding(message, hint, span=one.span, others=(one.post.path,))
