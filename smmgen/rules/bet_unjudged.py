"""The day on which a campaign's bet was to be judged has passed, and nobody has written what came of it.

Wrong: it is 17 December, and a bet has `judge: 2026-12-15` and no `verdict`.

Right: `verdict: er_views +31 %, 12 posts against 11`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1909", "bet-unjudged", Severity.INFO, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    today = plan.now.astimezone(zone_of(plan.config.project.timezone)).date().isoformat()
    for campaign in plan.all_of(CAMPAIGN):
        for at, bet in enumerate(campaign.front.bets):
            if bet.judge < today and not bet.verdict:
                message = f"the bet was to be judged on {bet.judge}, and has no `verdict`"
                span = campaign.span(("bets", at, "judge"))
                yield campaign.path, Finding(message, "write what came of it, with numbers", span=span)
