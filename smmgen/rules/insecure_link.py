"""A link begins with `http://`: browsers warn people who follow it.

Wrong: `[menu](http://teplo.example/menu)`

Right: `[menu](https://teplo.example/menu)`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.model import Post
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, code
from smmgen.rules.links import written

CODE = code("SMM502", "insecure-link", Severity.WARNING, fact=False, docs=__doc__)


def check_post(post: Post, config: Config) -> Iterator[Finding]:
    for link in written(post):
        if link.scheme == "http":
            yield Finding(
                f"the link `{link.url}` is not secure",
                f"write `https://{link.url.removeprefix('http://')}` if the site has it",
                field=link.field,
                line=link.line,
            )
