"""More formatting than the network keeps: what is beyond its limit is dropped without a word.

Telegram keeps 100 formatted stretches (bold, links and so on) in a message.

Wrong: a list of 120 links.

Right: less formatting, or two posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.lengths import body_line

CODE = code("SMM415", "too-much-formatting", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.marks
    for part in subject.variant.parts:
        if limit and len(part.rich.marks) > limit.value:
            yield Finding(
                f"{len(part.rich.marks)} formatted stretches are more than the {limit.value:g} that "
                f"{subject.platform.title} keeps",
                "use less bold and fewer links, or split the post",
                line=body_line(subject.variant.post),
                account=subject.variant.account.name,
            )
