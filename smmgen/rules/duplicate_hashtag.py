"""The same hashtag is written twice in one list; case does not count.

It goes out once in any case, but two entries usually mean that another tag was intended.

Wrong: `hashtags: [Coffee, coffee]`

Right: `hashtags: [Coffee]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.hashtags import written

CODE = code("SMM204", "duplicate-hashtag", Severity.WARNING, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    seen: set[tuple[object, str]] = set()
    for field, tag in written(post):
        entry = (field[:-1], tag.casefold())
        if entry in seen:
            yield Finding(f"the hashtag `{tag}` stands here twice", "remove one of them", field=field)
        seen.add(entry)
