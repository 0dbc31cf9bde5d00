"""The network would accept this post, but not show it as intended.

The message says what would be lost.

Wrong: `answer` in a poll that also goes to VK, which has no quizzes.

Right: whatever the hint says; or `ignore: [inadvisable]` if you mean it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.places import body_span

CODE = code("SMM417", "inadvisable", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for problem in subject.problems:
        if not problem.fact:
            span = None if problem.field else body_span(subject.about.post.source)
            yield Finding(problem.message, problem.hint, problem.field, span=span, account=subject.account)
