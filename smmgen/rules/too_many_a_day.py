"""More posts are planned for one day on an account than it takes.

Days follow the project's calendar; a thread counts as one post. The figure is the network's or the account's own, in
smm.toml: `[accounts.shop.limits] "day.posts" = 3`.

Wrong: four posts on Monday where the account takes three.

Right: move one of them to Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.networks import registry
from smmgen.networks.account_limits import limits_for
from smmgen.rules.base import Finding, Plan, code, figure

CODE = code("SMM610", "too-many-a-day", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    most = _most_a_day(plan)
    planned: dict[tuple[str, str], list[str]] = {}
    for _, row in plan.timed:
        if row.account not in most:
            continue
        day = (row.account, row.here[:10])
        before = planned.setdefault(day, [])
        if len(before) >= most[row.account]:
            message = f"post {len(before) + 1} of {day[1]}, and `{row.account}` takes {figure(most[row.account])} a day"
            hint, others = "move it to another day", tuple(before)
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account, others=others)
        before.append(row.path)


def _most_a_day(plan: Plan) -> dict[str, float]:
    """Account -> the most posts it takes in a day, where there is such a limit."""
    named = {row.account: row.platform for row in plan.rows}
    accounts = plan.config.accounts
    found = {
        name: limits_for(registry.get(platform), accounts[name]).most("day.posts")
        for name, platform in named.items()
        if name in accounts
    }
    return {name: most for name, most in found.items() if most is not None}
