"""A post in a rubric that requires an age mark has none.

smm.toml says which rubrics require one: `age = true`.

Wrong: `kind: event` and nothing else, where `[rubrics.event]` has `age = true`.

Right: `targeting: {age: 6+}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM208", "missing-age-mark", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    for name, fields in post.fields.items():
        rubric = subject.config.rubrics.get(fields.kind or "")
        if rubric and rubric.age and not fields.targeting.age and not _is_misspelt(post, name):
            yield Finding(
                f"posts in the rubric `{fields.kind}` must have an age mark, but this one has no `targeting.age`",
                "add `targeting: {age: 6+}` (0+, 6+, 12+, 16+ or 18+)",
                post.written(name, ("kind",)),
                account=name,
            )


def _is_misspelt(post: Post, account: str) -> bool:
    """An age is written that cannot be read, which is reported already."""
    return post.written(account, ("targeting", "age")) in post.source.values
