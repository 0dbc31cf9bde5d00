"""An alt text is longer than the network takes.

Wrong: 1600 characters on Mastodon, which takes 1500.

Right: say what is to be seen in a sentence or two.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM411", "alt-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.alt
    for index, file in enumerate(file for part in subject.variant.parts for file in part.media):
        length = subject.platform.length(file.alt)
        if limit and limit.value and length > limit.value:
            yield Finding(
                f"the alt text is {length - int(limit.value)} {subject.platform.unit} too long for "
                f"{subject.platform.title} ({length} of {limit.value:g})",
                "say what is to be seen in a sentence or two",
                field=("media", index, "alt"),
                account=subject.variant.account.name,
                severity=None if limit.sure else Severity.WARNING,
            )
