"""The same text is planned twice on one account within a short time.

Networks may treat it as spam, and often it is a copied file that nobody rewrote. The time is set in smm.toml: `[rules]
repeat_within = "30d"`.

Wrong: the same «Доброе утро» on Monday and on Tuesday.

Right: write a different text.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM605", "repeated-text", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    within = seconds(plan.config.rules.repeat_within)
    last: dict[tuple[str, str], tuple[int, PlanRow]] = {}
    for at, row in plan.timed:
        if not row.text:
            continue
        before, other = last.get((row.account, row.text), (at - within, row))
        last[row.account, row.text] = (at, row)
        if at - before < within and other.path != row.path:
            message = f"the same text is published from `{other.path}` on {other.wall[:10]}"
            hint = "write a different text; networks treat repetition as spam"
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account, others=(other.path,))
