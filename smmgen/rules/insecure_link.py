"""A link begins with `http://`, and browsers warn people who open it.

Wrong: `[menu](http://teplo.example/menu)`

Right: `[menu](https://teplo.example/menu)`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM502", "insecure-link", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for link in subject.links:
        if link.scheme == "http":
            hint = f"write `https{link.url[4:]}` if the site has it"
            yield Finding(f"the link `{link.url}` is not secure", hint, link.field, link.line, link.texts, link.nth)
