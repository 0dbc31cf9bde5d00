"""How many posts an account takes in some time: for the rules about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smmgen.networks import registry
from smmgen.networks.account_limits import limits_for
from smmgen.rules.base import Finding, Plan, figure
from smmgen.variants.rows import PlanRow


def beyond(
    plan: Plan, measure: str, period: Callable[[PlanRow], str], unit: str, hint: str
) -> Iterator[tuple[str, Finding]]:
    """Every post that is one too many in its period. `period` names it, as `2026-12-01` or `the week from 2026-11-30`;
    `unit`: what it is called in general."""
    most = _most(plan, measure)
    planned: dict[tuple[str, str], list[str]] = {}
    for _, row in plan.timed if most else ():
        if row.account not in most:
            continue
        when = period(row)
        before = planned.setdefault((row.account, when), [])
        if len(before) >= most[row.account]:
            message = (
                f"post {len(before) + 1} of {when}, and `{row.account}` takes {figure(most[row.account])} a {unit}"
            )
            others = tuple(before)
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account, others=others)
        before.append(row.path)


def _most(plan: Plan, measure: str) -> dict[str, float]:
    """Account -> the most posts it takes, where there is such a limit."""
    named = {row.account: row.platform for row in plan.rows}
    accounts = plan.config.accounts
    found = {
        name: limits_for(registry.get(platform), accounts[name]).most(measure)
        for name, platform in named.items()
        if name in accounts
    }
    return {name: most for name, most in found.items() if most is not None}
