"""Two posts, or two other documents of one kind, have the same `uid`.

The uid identifies a post in the ledger: if two posts share one, the second is mistaken for the first and never
published. This happens when a file is copied to start a new post.

Wrong, in two files: `uid: winter-menu-3f2a`

Right: give the copy its own uid, or delete the line so that its path becomes its uid.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM121", "duplicate-uid", Severity.ERROR, fact=True, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    first: dict[str, str] = {}
    uids = {row.post.path: row.post.uid for row in plan.rows}
    for path, uid in uids.items():
        first[uid] = min(path, first.get(uid, path))
    for row in plan.rows if len(first) < len(uids) else ():
        other = first[row.uid]
        if other != row.path:
            message = f"the uid `{row.uid}` is already used by `{other}`"
            hint = "give this post its own uid; the ledger would confuse it with the other one"
            yield row.path, Finding(message, hint, span=row.post.uid_span, account=row.account, others=(other,))
    yield from _documents(plan)


def _documents(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """Of each kind; the one whose path comes first is what others mean."""
    first: dict[str, str] = {}
    for document in sorted((row for row in plan.documents if row.digest), key=lambda row: row.path):
        other = first.setdefault(document.name, document.path)
        if other != document.path:
            message = f"the {document.kind} `{document.uid}` is already in `{other}`"
            hint = f"give this {document.kind} its own `uid`, or rename the file; references mean the other one"
            yield document.path, Finding(message, hint, span=document.uid_span, others=(other,))
