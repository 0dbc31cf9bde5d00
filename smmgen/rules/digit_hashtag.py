"""A hashtag has no letter in it, so no network makes it clickable.

Wrong: `hashtags: ["2027"]`

Right: `hashtags: [год2027]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.hashtags import breaking

CODE = code("SMM203", "digit-hashtag", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for tag, field in subject.hashtags:
        if tag and not breaking(tag) and not any(char.isalpha() for char in tag):
            what = "is only digits" if tag.isdigit() else "has no letter"
            yield Finding(f"the hashtag `{tag}` {what} and would not be clickable", "add a letter", field)
