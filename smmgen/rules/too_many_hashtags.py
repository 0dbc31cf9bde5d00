"""More hashtags than the network takes, or than the account allows itself: `limits = {hashtags = 5}` in smm.toml.

Wrong: `hashtags: [a1, a2, a3, a4, a5, a6]` where the account takes five.

Right: keep the few that people really search for; readers take a wall of tags for spam.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM403", "too-many-hashtags", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit, tags = subject.limits.hashtags, subject.variant.hashtags
    if limit and len(tags) > limit.value:
        most = int(limit.value)
        yield subject.over(
            limit,
            f"{len(tags)} hashtags are {len(tags) - most} too many for {subject.platform.title}",
            "keep the ones people search for",
            _written(subject, tags[most]),
        )


def _written(subject: Subject, tag: str) -> Field:
    """The entry of the first tag that is too much, else all of them: it may come from the text or from a set."""
    for written, field in subject.about.hashtags:
        if written.casefold() == tag.casefold():
            return field
    return ("hashtags",)
