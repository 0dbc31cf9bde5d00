"""A post names a slot of the content plan, but fills it nowhere: it goes out on other days or accounts. Or it is of
another rubric than the slot.

A post may go to more accounts than its slot is for.

Wrong: `slot: tip` and `schedule: 2026-12-02 10:00`, a Wednesday, where the slot has `days: [mon, thu]`.

Right: `schedule: 2026-12-03 10:00`
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow, PostId
from smmgen.variants.slots import Slot

CODE = code("SMM1014", "outside-slot", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    naming: dict[PostId, list[PlanRow]] = defaultdict(list)
    for row in plan.rows:
        if row.post.slot and row.at is not None:
            naming[row.post.id].append(row)
    if not naming or not plan.content_plans:
        return
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted((slot for one in plan.content_plans for slot in one.slots), key=lambda slot: slot.at):
        slots[slot.name].append(slot)
    for rows in naming.values():
        post = rows[0].post
        if (known := slots.get(post.slot)) and (said := _said(rows, known)):
            yield post.path, Finding(*said, span=post.slot_span)


def _said(rows: Sequence[PlanRow], slots: Sequence[Slot]) -> tuple[str, str] | None:
    """What is wrong with a post that names one of these slots, and what to do."""
    post, accounts = rows[0].post, {row.account for row in rows}
    here = [slot for slot in slots if accounts & {*slot.accounts}]
    filled = [slot for slot in here for row in rows if row.account in slot.accounts and row.here[:10] == slot.day]
    if not here:
        names = ", ".join(f"`{name}`" for name in sorted(accounts))
        return (
            f"the slot `{post.slot}` is not for {names}",
            "add an account of the slot, or change the slot",
        )
    if not filled:
        day = next(row.here[:10] for row in rows if any(row.account in slot.accounts for slot in here))
        return f"the slot `{post.slot}` does not take place on {day}", _nearest(day, [slot.day for slot in here])
    if not any(slot.kind in ("", post.kind) for slot in filled):
        own = f"the post's is `{post.kind}`" if post.kind else "the post has none"
        return f"the slot `{post.slot}` is for the rubric `{filled[0].kind}`, and {own}", "change one of the two"
    return None


def _nearest(day: str, days: Sequence[str]) -> str:
    at = bisect_left(days, day)
    return f"it does on {' and on '.join(days[max(at - 1, 0) : at + 1])}"
