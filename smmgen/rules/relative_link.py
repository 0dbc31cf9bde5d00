"""A link is relative to a website, but a post is not on a website.

Wrong: `[menu](/menu)`

Right: `[menu](https://teplo.example/menu)`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM503", "relative-link", Severity.ERROR, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for link in subject.links:
        if not link.scheme and not link.host and not link.url.startswith(("https/", "http/")):
            yield Finding(
                f"the link `{link.url}` works only within a website" if link.url else "the link is empty",
                "write the full address with https://",
                link.field,
                link.line,
                link.texts,
                link.nth,
            )
