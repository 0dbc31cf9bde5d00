"""The network would refuse this post because of a rule of its own.

The message names the rule: two kinds of media that cannot be combined, a poll together with pictures, two options that
exclude each other.

Wrong: a poll and pictures in one Mastodon post.

Right: drop one of them for that account: `mastodon: {media: []}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.places import body_span

CODE = code("SMM416", "refused", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for problem in subject.problems:
        if problem.fact:
            span = None if problem.field else body_span(subject.about.post.source)
            yield Finding(problem.message, problem.hint, problem.field, span=span, account=subject.account)
