"""Nothing is planned for an account in the next days. Only `smm check --calendar` reports it.

Readers forget a page that is silent. How many days are too many is set in smm.toml, for all accounts or for one:
`[rules] max_silence = "4d"`, `[accounts.shop] max_silence = "14d"`. Drafts and held posts do not count: nobody will
see them. Quiet days of the account's content plan are not counted.

Wrong: it is 1 December, and the next post has `schedule: 2026-12-09 10:00`.

Right: a post with `schedule: 2026-12-03 10:00` before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from smmgen.config import Account, seconds
from smmgen.content.layout import CONFIG
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM1009", "starving", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True
DAY = 86400


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
        if coming is None or (coming.at or 0) > _end(now + seconds(most), _quiet(plan, name), plan, now):
            message = f"nothing is planned for `{name}` in the next {_days(most)}" + _next(coming)
            hint = "plan a post, or give the account another `max_silence`"
            yield CONFIG, Finding(message, hint, span=plan.tables.get(name), account=name)


def _most(plan: Plan, account: Account) -> str:
    return account.max_silence or plan.config.rules.max_silence


def _quiet(plan: Plan, account: str) -> list[date]:
    """The quiet days of the account's plans, in order."""
    return sorted(day for one in plan.content_plans if account in one.accounts for day in one.front.quiet_days())


def _end(end: float, quiet: list[date], plan: Plan, now: float) -> float:
    """When the silence is too long: as much later as there are quiet days in it."""
    zone = zone_of(plan.config.project.timezone)
    for day in quiet:
        if now - DAY < datetime.combine(day, time(), zone).timestamp() < end:
            end += DAY
    return end


def _days(duration: str) -> str:
    """`4 days` of `4d`."""
    number = seconds(duration) / DAY
    return f"{number:g} day{'s' * (number != 1)}"


def _next(row: PlanRow | None) -> str:
    return f"; the next post there is on {row.here[:10]}" if row else ""
