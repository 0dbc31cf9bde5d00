"""The network would take this post, but not show it the way it is meant.

The message says what would be lost.

Wrong: a thread with a poll in a place where the network has none.

Right: whatever the hint says; or `ignore: [inadvisable]` when it is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.lengths import body_line

CODE = code("SMM417", "inadvisable", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for problem in subject.platform.problems(subject.variant):
        if not problem.fact:
            yield Finding(
                problem.message,
                problem.hint,
                field=problem.field,
                line=0 if problem.field else body_line(subject.variant.post),
                account=subject.variant.account.name,
            )
