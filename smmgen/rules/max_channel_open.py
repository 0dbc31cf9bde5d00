"""MAX opens public channels only to registered authors and verified organisations.

Only with `law = "ru"` under `[rules]`. A public channel on MAX needs the mark A+ of a registered page, or an
organisation that MAX has verified; a channel without either can be joined by invitation only. smm.toml says what an
account has: `registered` or `verified = true`. The first post that is planned there is reported.

Wrong: `platform = "max"` and neither of them.

Right: `verified = true`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM2712", "max-channel-open", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    row = law.row("max-channel")
    for name, account in plan.config.accounts.items():
        if row.covers(account) and not account.registered and not account.verified:
            planned = (one for _, one in plan.timed if one.account == name and row.holds_on(one.wall))
            for one in list(planned)[:1]:
                message = f"smm.toml does not say that `{name}` may be a public channel"
                hint = "give the account `registered`, its mark, or `verified = true` if MAX has verified you"
                yield one.path, Finding(message, hint, span=one.schedule_span, account=name)
