"""More posts are planned for one day on an account than it takes.

Days follow the project's calendar; a thread counts as one post. The figure is the network's or the account's own, in
smm.toml: `[accounts.shop.limits] "day.posts" = 3`.

Wrong: four posts on Monday where the account takes three.

Right: move one of them to Tuesday.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.networks import registry
from smmgen.networks.account_limits import limits_for
from smmgen.rules.base import Finding, Plan, code, figure

CODE = code("SMM610", "too-many-a-day", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    most = _most_a_day(plan)
    planned = Counter[tuple[str, str]]()
    for _, row in plan.timed:
        if row.account not in most:
            continue
        day = (row.account, row.here[:10])
        planned[day] += 1
        if planned[day] > most[row.account]:
            message = f"post {planned[day]} of {day[1]}, and `{row.account}` takes {figure(most[row.account])} a day"
            yield row.path, Finding(message, "move it to another day", span=row.schedule_span, account=row.account)


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
