"""A hashtag of digits only: no network makes it clickable.

Wrong: `hashtags: [2027]`

Right: `hashtags: [год2027]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.hashtags import written

CODE = code("SMM203", "digit-hashtag", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    for field, tag in written(post):
        if tag.isdigit():
            yield Finding(f"the hashtag `{tag}` is only digits and would not be clickable", "add a letter", field=field)
