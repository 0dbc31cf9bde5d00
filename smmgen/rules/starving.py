"""Nothing is planned for an account in the next days. Only `smm check --calendar` reports it.

Readers forget a page that is silent. How many days are too many is set in smm.toml, for all accounts or for one:
`[rules] max_silence = "4d"`, `[accounts.shop] max_silence = "14d"`. Drafts and held posts do not count: nobody will
see them.

Wrong: it is 1 December, and the next post has `schedule: 2026-12-09 10:00`.

Right: a post with `schedule: 2026-12-03 10:00` before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Account, seconds
from smmgen.content.layout import CONFIG
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM1009", "starving", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    now = plan.now.timestamp()
    following: dict[str, PlanRow] = {}
    for at, row in plan.timed:
        if at >= now and row.status == "ready":
            following.setdefault(row.account, row)
    for name, account in plan.config.accounts.items():
        coming, most = following.get(name), _most(plan, account)
        if coming is None or (coming.at or 0) - now > seconds(most):
            message = f"nothing is planned for `{name}` in the next {_days(most)}" + _next(coming)
            hint = "plan a post, or give the account another `max_silence`"
            yield CONFIG, Finding(message, hint, span=plan.tables.get(name), account=name)


def _most(plan: Plan, account: Account) -> str:
    return account.max_silence or plan.config.rules.max_silence


def _days(duration: str) -> str:
    """`4 days` of `4d`."""
    days = seconds(duration) / 86400
    return f"{days:g} day{'s' * (days != 1)}"


def _next(row: PlanRow | None) -> str:
    return f"; the next post there is on {row.here[:10]}" if row else ""
