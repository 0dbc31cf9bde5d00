"""No post uses this file in content/media.

It makes the repository larger, or somebody forgot to add it to a post.

Wrong: `content/media/latte-old.jpg` that no post names.

Right: use it, or delete it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM305", "unused-media", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for path in plan.files:
        if path not in plan.used:
            yield path, Finding(f"`{path}` is used by no post", "use it in a post, or delete it")
