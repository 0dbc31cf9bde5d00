"""A link has no `https://`, or it is misspelt.

Some networks would not make it clickable, and none would show a card for it. Bare addresses in the text are recognised
without it; `link` and the address in `[words](address)` are not.

Wrong: `link: teplo.example/menu`

Right: `link: https://teplo.example/menu`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.html import SCHEMES
from smmgen.rules.base import Finding, Mend, PostSubject, code
from smmgen.rules.links import Written
from smmgen.suggest import nearest

CODE = code("SMM501", "link-without-scheme", Severity.ERROR, fact=False, docs=__doc__)

_NO_COLON = re.compile(r"https?/")


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for link in subject.links:
        if message := _flaw(link):
            right = f"https://{_rest(link)}"
            yield _finding(link, message, f"write `{right}`")._replace(mend=Mend(link.url, right, safe=True))
        elif link.field and link.scheme not in ("https", "http", ""):
            message = f"a card needs a web page, and `{link.url}` is none"
            yield _finding(link, message, "put it into the text, or name a page that begins with `https://`")


def _finding(link: Written, message: str, hint: str) -> Finding:
    return Finding(message, hint, link.field, link.line, link.texts, link.nth)


def _flaw(link: Written) -> str:
    if not link.scheme:
        return f"the link `{link.url}` has no scheme" if link.host or _NO_COLON.match(link.url) else ""
    if link.scheme in ("https", "http"):
        return "" if link.url[len(link.scheme) :].startswith("://") else f"the link `{link.url}` lacks a slash"
    if link.scheme not in SCHEMES and nearest(link.scheme, ("https", "http")):
        return f"`{link.scheme}` in the link `{link.url}` is misspelt"
    return ""


def _rest(link: Written) -> str:
    """Host and path."""
    return link.url.lstrip("/") if link.host else re.sub(r"^\w*:?/*", "", link.url)
