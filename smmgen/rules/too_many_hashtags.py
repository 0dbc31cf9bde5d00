"""More hashtags than the network takes.

Wrong: 40 tags on a network that takes 30.

Right: keep the few that people really search for; readers take a wall of tags for spam.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM403", "too-many-hashtags", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit, tags = subject.limits.hashtags, subject.variant.hashtags
    if limit and len(tags) > limit.value:
        yield Finding(
            f"{len(tags)} hashtags are {len(tags) - int(limit.value)} too many for {subject.platform.title}",
            "keep the ones people search for",
            field=("hashtags",),
            account=subject.variant.account.name,
            severity=None if limit.sure else Severity.WARNING,
        )
