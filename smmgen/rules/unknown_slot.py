"""A post names a slot that no content plan has.

Wrong: `slot: tpi`

Right: `slot: tip`, if a plan in content/plan has a slot with that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.plan import PLAN
from smmgen.diagnostics import Fix, Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.suggest import did_you_mean, only

CODE = code("SMM1013", "unknown-slot", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    naming = [post for post in plan.every if post.slot]
    if not naming or any(row.kind == PLAN.name and not row.digest for row in plan.documents):
        return  # a plan that cannot be read may have it
    known = {slot.name for one in plan.all_of(PLAN) for slot in one.front.slots}
    for post in naming:
        if post.slot not in known:
            meant = only(post.slot, known)
            fixes = (Fix(post.slot_span, meant, safe=False),) if meant else ()
            hint = did_you_mean(post.slot, known) or "add it to `slots` of a plan in content/plan, or remove `slot`"
            yield post.path, Finding(f"there is no slot `{post.slot}`", hint, span=post.slot_span, fixes=fixes)
