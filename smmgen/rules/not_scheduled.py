"""A post is ready but has no time, so it never goes out.

Wrong: `status: ready` without `schedule`.

Right: `schedule: 2026-11-27 10:00`, or `status: draft` until there is a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code

CODE = code("SMM608", "not-scheduled", Severity.WARNING, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    if post.front.status == "ready" and not any(post.moments.values()):
        yield Finding(
            "the post is ready but has no `schedule`, so it never goes out",
            "add `schedule: 2026-11-27 10:00`, or `status: draft`",
            field=("status",),
        )
