"""Two posts have names that differ in capital letters only.

On macOS and Windows they are one file: whoever checks the repository out there has one of them, and git shows the other
as changed.

Wrong: `Sale.md` beside `sale.md`

Right: `sale.md` beside `sale-2.md`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM130", "names-alike", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    first: dict[str, str] = {}
    for path in sorted(plan.posts):
        other = first.setdefault(path.casefold(), path)
        if other != path:
            yield (
                path,
                Finding(
                    f"the name differs from `{other}` in capital letters only",
                    "rename one of them: on macOS and Windows they are one file",
                ),
            )
