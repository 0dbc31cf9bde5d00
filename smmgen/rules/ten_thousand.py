"""A page with more than 10,000 followers is not registered.

Only with `law = "ru"` under `[rules]`. Since 1 November 2024 such pages must be registered with Roskomnadzor; without
registration they may carry no advertising, and others may not repost from them (303-FZ). smm.toml says how many
`followers` an account has and its registration mark, `registered`. Advertising that is planned on such a page is an
error; otherwise the first post that is planned there gets a warning. Pages on Instagram and Facebook cannot be
registered.

Wrong: `followers = 12500` and nothing else.

Right: `registered = "№ 1234567"`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Account
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM2706", "ten-thousand", Severity.ERROR, fact=False, docs=__doc__)
ONLY_IF = law.is_on

MOST = 10_000
"""Followers of a page that need not be registered."""
_HINT = "register the page through Gosuslugi, and put the mark into smm.toml: `registered`"


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for name, account in plan.config.accounts.items():
        if _must_register(account):
            yield from _planned(plan, name)


def _must_register(account: Account) -> bool:
    return (account.followers or 0) > MOST and not account.registered and law.row("ten-thousand").covers(account)


def _planned(plan: Plan, account: str) -> Iterator[tuple[str, Finding]]:
    row = law.row("ten-thousand")
    rows = [one for _, one in plan.timed if one.account == account and row.holds_on(one.wall) and plan.is_new(one)]
    ads = [one for one in rows if one.is_ad]
    for one in ads:
        message = f"`{account}` has more than 10,000 followers and is not registered, so it may carry no advertising"
        yield one.path, Finding(message, _HINT, span=one.schedule_span, account=account)
    for one in () if ads else rows[:1]:
        message = f"`{account}` has more than 10,000 followers and is not registered"
        yield one.path, Finding(message, _HINT, span=one.schedule_span, account=account, severity=Severity.WARNING)
