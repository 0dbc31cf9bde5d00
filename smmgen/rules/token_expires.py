"""A post is planned for a day when the account's token has expired, so it would be refused.

This rule knows only what smm.toml says: `expires` of a secret (`token_expires` for short), a day in the post's time
zone. `smm doctor` also looks at the tokens themselves. If several posts are affected, the first is reported.

Wrong: `schedule: 2027-02-01 10:00` on an account with `token_expires = 2027-01-31`.

Right: get a new token, and write its day, `token_expires = 2028-01-31`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM609", "token-expires", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for name, account in plan.config.accounts.items():
        for token, source in account.secrets.items():
            day = source.expires
            late = _from(plan, name, day) if day else []
            if late:
                more = f" and {len(late) - 1} more" if len(late) > 1 else ""
                message = f"the `{token}` of `{name}` expires on {day}, before this post{more} can be published"
                hint = f"get a new one in time, and change `{account.key(token, 'expires')}` in smm.toml"
                yield late[0].path, Finding(message, hint, span=late[0].schedule_span, account=name)


def _from(plan: Plan, account: str, day: date) -> list[PlanRow]:
    """What the account has still to send on that day or later."""
    begins = day.isoformat()
    return [
        row
        for _, row in plan.timed
        if row.account == account and plan.is_new(row) and row.status == "ready" and row.wall[:10] >= begins
    ]
