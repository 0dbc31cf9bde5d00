"""A link leads to a resource that is banned in Russia.

Only with `law = "ru"` under `[rules]`. Lawyers warn that a link to Instagram or Facebook, or a call to subscribe there,
may itself count as advertising of a banned resource. Links are found; what a QR code in a picture says is not.

Wrong: `[Наши фото](https://instagram.com/teplo)`

Right: `[Наши фото](https://teplo.example/photos)`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.markup.addresses import split
from smmgen.rules import law
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.links import Written

CODE = code("SMM2703", "link-to-banned", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    if not any(map(law.row("link-to-banned").holds, post.moments.values())):
        return
    for link in subject.links:
        if row := _leads_to(link):
            message = f"the link leads to {row.title}, which is banned in Russia, and may count as advertising it"
            hint = "link to a page of your own, or to a network that is not banned"
            yield Finding(message, hint, link.field, link.line, link.texts, link.nth)


def _leads_to(link: Written) -> law.Row | None:
    parts = split(link.url) if link.scheme else None
    host = f".{(parts.hostname or '') if parts else link.host}".lower()
    return next((row for row in law.with_status("banned") for own in row.hosts if host.endswith(f".{own}")), None)
