"""An alt text is longer than the network takes.

Wrong: 1600 characters on Mastodon, which takes 1500.

Right: say what is to be seen in a sentence or two.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code, figure

CODE = code("SMM411", "alt-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.alt
    for field, file in subject.media if limit else ():
        length = subject.platform.length_beside("alt", file.alt)
        if limit and length > limit.value:
            yield subject.over(
                limit,
                f"the alt text is {length - int(limit.value)} {subject.platform.facts.unit} too long for "
                f"{subject.platform.title} ({length} of {figure(limit.value)})",
                "say what is to be seen in a sentence or two",
                (*field, "alt"),
            )
