"""The names of two posts differ only in upper and lower case.

On macOS and Windows they are the same file: a checkout there contains only one of them, and git shows the other as
changed.

Wrong: `Sale.md` and `sale.md` in one folder

Right: `sale.md` and `sale-2.md`
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
                    f"the name differs from `{other}` only in upper and lower case",
                    "rename one of them: on macOS and Windows they are the same file",
                    others=(other,),
                ),
            )
