"""The post has several links, and the network shows a card for only one.

Without `link` in the front matter the network chooses, usually the first one in the text.

Wrong: two links in the text and no `link`.

Right: `link: https://teplo.example/bf` chooses the link for the card.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.links import counted

CODE = code("SMM504", "several-links", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    fields = subject.variant.fields
    if "first-link" not in subject.carries or fields.link or fields.media:
        return
    found = subject.about.links if subject.is_whole else counted(subject.document.links())
    first = {link.url: link for link in reversed([*found]) if link.line and link.scheme in ("https", "http")}
    if len(first) > 1:
        extra = sorted(first.values(), key=lambda link: link.line)[1]
        yield Finding(
            f"{len(first)} links, and the network makes a card of 1",
            "name the one for the card in front matter: `link: https://…`",
            line=extra.line,
            texts=extra.texts,
            nth=extra.nth,
            account=subject.account,
        )
