"""A link has no `https://`.

Some networks would not make it clickable, and none would show a card for it.

Wrong: `link: teplo.example/menu`

Right: `link: https://teplo.example/menu`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.links import written

CODE = code("SMM501", "link-without-scheme", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    for link in written(post):
        if not link.scheme and "." in link.url.split("/")[0]:
            yield Finding(
                f"the link `{link.url}` has no scheme",
                f"write `https://{link.url}`",
                field=link.field,
                line=link.line,
            )
