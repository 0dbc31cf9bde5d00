"""The same hashtag appears twice in one list, ignoring case.

It is published once in any case, but two entries usually mean that another tag was intended.

Wrong: `hashtags: [Coffee, coffee]`

Right: `hashtags: [Coffee]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.mending import without_entry
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM204", "duplicate-hashtag", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    seen: set[tuple[Field, str]] = set()
    for tag, field in subject.hashtags:
        entry = (field[:-1], tag.casefold())
        if entry in seen:
            fixes = without_entry(subject.post.source, field)
            yield Finding(f"the hashtag `{tag}` appears twice", "remove one of them", field, fixes=fixes)
        seen.add(entry)
