"""A post names a slot of the content plan, but goes out on a day or an account that the slot does not have, or in
another rubric.

It fills no slot then, or the plan is not what it says.

Wrong: `slot: tip` and `schedule: 2026-12-02 10:00`, a Wednesday, where the slot has `days: [mon, thu]`.

Right: `schedule: 2026-12-03 10:00`
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow
from smmgen.variants.slots import Slot

CODE = code("SMM1014", "outside-slot", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    naming = [row for row in plan.rows if row.post.slot and row.at is not None]
    if not naming or not plan.content_plans:
        return
    taking_place: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted((slot for one in plan.content_plans for slot in one.slots), key=lambda slot: slot.at):
        taking_place[slot.name].append(slot)
    for row in naming:
        if (slots := taking_place.get(row.post.slot)) and (finding := _finding(row, slots)):
            yield row.path, finding


def _finding(row: PlanRow, slots: Sequence[Slot]) -> Finding | None:
    name, day = row.post.slot, row.here[:10]
    there = [slot for slot in slots if row.account in slot.accounts]
    if not there:
        message = f"the slot `{name}` is not for `{row.account}`"
        hint = "take the account out of the post, or add it to the slot"
    elif not (same := [slot for slot in there if slot.day == day]):
        message, hint = f"the slot `{name}` does not take place on {day}", _nearest(day, [slot.day for slot in there])
    elif not any(slot.kind in ("", row.post.kind) for slot in same):
        own = f"`{row.post.kind}`" if row.post.kind else "none"
        message = f"the slot `{name}` is for the rubric `{same[0].kind}`, and the post's is {own}"
        hint = "change one of the two"
    else:
        return None
    return Finding(message, hint, span=row.post.slot_span, account=row.account)


def _nearest(day: str, days: Sequence[str]) -> str:
    at = bisect_left(days, day)
    return f"it does on {' and on '.join(days[max(at - 1, 0) : at + 1])}"
