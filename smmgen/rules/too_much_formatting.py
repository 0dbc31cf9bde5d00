"""More formatting than the network keeps: what is beyond its limit is dropped without a word.

Telegram keeps 100 formatted stretches (bold, links and so on) in a message. The report points at the first one that
would be lost.

Wrong: a list of 120 links.

Right: less formatting, or two posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code, figure
from smmgen.rules.places import position

CODE = code("SMM415", "too-much-formatting", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.marks
    for index, part in enumerate(subject.variant.parts if limit else ()):
        if limit and len(part.rich.marks) > limit.value:
            lost = part.rich.marks[int(limit.value)]
            yield subject.over(
                limit,
                f"{len(part.rich.marks)} formatted stretches are more than the {figure(limit.value)} that "
                f"{subject.platform.title} keeps",
                "use less bold and fewer links, or split the post",
                span=position(subject, index, lost.start),
            )
