"""A slot of the content plan is near and has no post. Only `smm check --calendar` reports it.

How long before its time a slot is to be filled is set in smm.toml, `[rules] filled_before = "7d"`, or in the plan. A
post fills a slot on an account if it says `slot: tip` and goes out on a day of the slot, or if it goes out at the very
time of the slot in its rubric. Drafts fill slots, too.

`smm plan --fill` writes a draft for each empty slot.

Wrong: it is 3 December, nothing goes out on Monday, and a plan has `{name: tip, days: [mon, thu], at: 10:00}`.

Right: a post with `slot: tip` and `schedule: 2026-12-07 10:00`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.slots import ContentPlan, Slot, filled_before

CODE = code("SMM1001", "empty-slot", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = LOOKS_AHEAD = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    if plan.now is None:
        return
    now = plan.now.timestamp()
    for one in plan.content_plans:
        until = now + filled_before(one.front, plan.config)
        for slot, accounts in one.gaps():
            if now <= slot.at < until:
                names = "" if accounts == one.accounts else f" on {', '.join(f'`{name}`' for name in accounts)}"
                message = f"the slot `{slot.name}` on {slot.here.replace('T', ' at ')} is empty{names}"
                span = one.planned.span(("slots", slot.number, "name"))
                yield one.path, Finding(message, _hint(one, slot, accounts), span=span)


def _hint(plan: ContentPlan, slot: Slot, accounts: Sequence[str]) -> str:
    """A post of that day that would fill it, if there is one."""
    for row in plan.by_day.get(slot.day, ()):
        if row.account in accounts and slot.kind in ("", row.post.kind):
            return f"`{row.path}` goes out on that day: with `slot: {slot.name}` it fills the slot"
    return f"write a post with `slot: {slot.name}`, or have `smm plan --fill` write a draft"
