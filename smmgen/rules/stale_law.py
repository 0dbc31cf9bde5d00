"""An entry in the table of Russian law is past its review date, so it may no longer be true.

Only with `law = "ru"` under `[rules]`. Laws and the opinions of authorities change; each entry says by when it is to be
looked up again. Only `smm check` looks at the clock; `smm check --now +14d` says what will be out of date in two weeks.

Wrong: `2027-03-01`, after the review date of Telegram, 2027-02-26.

Right: `2027-02-26`; after that day, a version of smmgen with a newer table
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.layout import CONFIG
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM2790", "stale-law", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = True
ONLY_IF = law.is_on


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    until = plan.until or plan.now
    if until is None:
        return
    for row in law.rows().values():
        if row.review < until.date():
            message = f"what is known of {row.title} in Russian law was to be looked up again by {row.review}"
            hint = f"update smmgen, or look it up yourself: {row.source}"
            yield CONFIG, Finding(message, hint)
