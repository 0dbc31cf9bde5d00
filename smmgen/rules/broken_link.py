"""An address that no browser opens: without a host, with a space in it, or with an ellipsis where the rest should be.

Wrong: `link: https://teplo.example/winter menu`

Right: `link: https://teplo.example/winter-menu`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM505", "broken-link", Severity.ERROR, fact=False, docs=__doc__)

_HOST = re.compile(
    r"https?://(?:[^/?#\s@]*@)?(?:\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)*\.?)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for link in subject.links:
        if link.scheme in ("https", "http") and "://" in link.url and (flaw := _flaw(link.url)):
            hint = "copy the address from the browser's own line"
            yield Finding(f"the link `{link.url}` {flaw}", hint, link.field, link.line, link.texts, link.nth)


def _flaw(url: str) -> str:
    if any(char.isspace() for char in url) or "%20" in url.partition("://")[2].partition("/")[0]:
        return "has a space in it"
    if "…" in url or url.endswith("..."):
        return "is cut short"
    return "" if _HOST.match(url) else "has no host"
