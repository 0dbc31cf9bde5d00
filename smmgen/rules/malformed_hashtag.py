"""A hashtag would not work as one: it has a space, a hyphen or another character that ends a tag.

Networks cut a hashtag at the first character that is not a letter, a digit or an underscore: `#black-friday` becomes
the tag `#black`.

Wrong: `hashtags: [black-friday, "новый год"]`

Right: `hashtags: [black_friday, новыйгод]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.hashtags import is_mark, written

CODE = code("SMM202", "malformed-hashtag", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    for field, tag in written(post):
        if bad := next((char for char in tag if not (char.isalnum() or char == "_" or is_mark(char))), None):
            shown = "a space" if bad.isspace() else f"`{bad}`"
            yield Finding(
                f"the hashtag `{tag}` has {shown} in it and would be cut there",
                f"write `{''.join(char if char.isalnum() else '_' for char in tag).strip('_')}`",
                field=field,
            )
