"""More posts are planned for one day on an account than it takes.

Days follow the project's calendar; a thread counts as one post. The figure is the network's or the account's own, in
smm.toml: `[accounts.shop.limits] "day.posts" = 3`.

Wrong: four posts on Monday where the account takes three.

Right: move one of them to Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.caps import beyond

CODE = code("SMM610", "too-many-a-day", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    yield from beyond(plan, "day.posts", lambda row: row.here[:10], "day", "move it to another day")
