"""An evergreen post fills a slot that there is not, or not for evergreen posts: the plan was changed, or the time was
written by hand. It goes out then all the same.

A plan lets evergreen posts in with `evergreen: true`, or names those that it lets in.

Wrong: `evergreen: {slots: [2026-12-08 10:00]}`, a Tuesday, where the plan has only `days: [mon, thu]`.

Right: `evergreen: {slots: [2026-12-07 10:00]}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.slots import ContentPlan

CODE = code("SMM619", "evergreen-outside-slot", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    rows = [row for row in plan.rows if row.post.is_evergreen and row.at is not None]
    if not rows:
        return
    open_to_all, by_name = set[tuple[int, str, str]](), set[tuple[int, str, str, str]]()
    for one in plan.content_plans:
        for at, account, kind in _open(one):
            if one.front.evergreen is True:
                open_to_all.add((at, account, kind))
            else:
                by_name |= {(at, account, kind, uid) for uid in _named(one)}
    for row in rows:
        places = [(row.at or 0, row.account, kind) for kind in ("", row.post.kind)]
        if not any(place in open_to_all or (*place, row.uid) in by_name for place in places):
            message = f"no plan has a slot for it on `{row.account}` on {row.here.replace('T', ' at ')}"
            hint = "take the time out, or let evergreen posts into the plan: `evergreen: true`"
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account)


def _open(one: ContentPlan) -> Iterator[tuple[int, str, str]]:
    if one.front.evergreen:
        yield from ((slot.at, account, slot.kind) for slot in one.slots for account in slot.accounts)


def _named(one: ContentPlan) -> list[str]:
    return one.front.evergreen if isinstance(one.front.evergreen, list) else []
