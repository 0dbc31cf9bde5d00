"""A link leads to a place inside a site, but a post has no site around it.

Wrong: `[menu](/menu)`

Right: `[menu](https://teplo.example/menu)`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.links import written

CODE = code("SMM503", "relative-link", Severity.ERROR, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    for link in written(post):
        if not link.scheme and "." not in link.url.split("/")[0]:
            yield Finding(
                f"the link `{link.url}` leads nowhere outside a site of its own",
                "write the whole address with https://",
                field=link.field,
                line=link.line,
            )
