"""A post with the mark 18+ is for an audience that minors belong to.

Wrong: `age: 18+` in a post for an audience with `who: {age: 16-25}`.

Right: `who: {age: 18-25}`, or another audience for the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM1606", "under-age", Severity.ERROR, fact=False, docs=__doc__)
_OF_AGE = 18


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for name, fields in subject.post.fields.items():
        targeting = fields.targeting
        if targeting.age != f"{_OF_AGE}+" or not targeting.audience:
            continue
        audience = subject.library.get("audience", {}).get(targeting.audience)
        who = audience.front.who if isinstance(audience, Audience) else None
        if who and who.age and who.ages[0] < _OF_AGE:
            message = f"the post is marked 18+, but the audience `{targeting.audience}` begins at {who.ages[0]}"
            field = subject.post.written(name, ("targeting", "audience"))
            yield Finding(message, "choose another audience, or correct its `age`", field, account=name)
