"""A post goes out when nobody is on shift to answer comments on that account.

Shifts are in smm.toml, in the project's time zone: `[people] oleg = { role = "moderator", shift = "mon-fri 10-19" }`,
with `accounts` where somebody answers on these alone. A project whose people have no shifts is not checked.

Wrong: `schedule: 2026-12-05 23:00` where the only shift is `mon-fri 10-19`.

Right: `schedule: 2026-12-04 11:00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from smmgen.diagnostics import Severity
from smmgen.people import Person, Shift
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow

CODE = code("SMM2310", "uncovered-hours", Severity.INFO, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    on_shift = [(person, [*map(Shift.read, person.shift)]) for person in plan.config.people.values() if person.shift]
    if not on_shift:
        return
    for _, row in plan.timed:
        if row.status == "ready" and not any(_is_covered(row, person, shifts) for person, shifts in on_shift):
            at = datetime.fromisoformat(row.here)
            message = f"nobody is on shift on {at:%Y-%m-%d at %H:%M}, when it goes out"
            hint = "plan another hour, or give somebody in [people] such a `shift`"
            yield row.path, Finding(message, hint, span=row.schedule_span, account=row.account)


def _is_covered(row: PlanRow, person: Person, shifts: list[Shift]) -> bool:
    answers_there = person.accounts is None or bool({row.account, row.platform} & {*person.accounts})
    return answers_there and any(shift.covers(datetime.fromisoformat(row.here)) for shift in shifts)
