"""More posts are planned for one week on an account than it takes.

Weeks begin on Monday, by the project's calendar; a thread counts as one post. No network has such a limit by itself:
the figure is what you agreed on, in smm.toml: `[accounts.shop.limits] "week.posts" = 5`.

Wrong: `schedule: 2026-12-06 18:00` for the third post of a week, where the account takes two.

Right: `schedule: 2026-12-07 18:00`, on the Monday after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.caps import beyond
from smmgen.variants.rows import PlanRow

CODE = code("SMM611", "too-many-a-week", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    yield from beyond(plan, "week.posts", _week, "week", "move it to another week")


def _week(row: PlanRow) -> str:
    day = date.fromisoformat(row.here[:10])
    return f"the week from {day - timedelta(days=day.weekday())}"
