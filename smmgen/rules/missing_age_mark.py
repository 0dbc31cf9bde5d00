"""A post of a rubric that needs an age mark has none.

smm.toml says which rubrics need one: `age = true`.

Wrong: `kind: event` and nothing else, where `[rubrics.event]` has `age = true`.

Right: `targeting: {age: 6+}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code

CODE = code("SMM208", "missing-age-mark", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    rubric = config.rubrics.get(post.front.kind or "")
    if rubric and rubric.age and not post.front.targeting.age:
        yield Finding(
            f"posts of the rubric `{post.front.kind}` must carry an age mark, and this one has no `targeting.age`",
            "add `targeting: {age: 6+}` (0+, 6+, 12+, 16+ or 18+)",
            field=("kind",),
        )
