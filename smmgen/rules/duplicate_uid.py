"""Two posts carry the same `uid`.

The uid is a post's identity in the ledger: with a shared one, the second post would be taken for the first and never go
out. This happens when a file is copied to start a new post.

Wrong, in two files:

    uid: winter-menu-3f2a

Right: give the copy a uid of its own, or delete the line so that its path becomes its identity.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM121", "duplicate-uid", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    first: dict[str, str] = {}
    for row in plan.rows:
        other = first.setdefault(row.uid, row.path)
        if other != row.path:
            yield (
                row.path,
                Finding(
                    f"the uid `{row.uid}` is already used by {other}",
                    "give this post a uid of its own; the ledger would take it for the other one",
                    field=("uid",),
                    span=row.uid_span,
                ),
            )
