"""Several links, and the network makes a card of one only.

Without `link` in front matter the network chooses, usually the first one in the text.

Wrong: two links in the text and no `link`.

Right: `link: https://teplo.example/bf` names the one the card is made of.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM504", "several-links", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant, limit = subject.variant, subject.limits.links
    if not limit or variant.fields.link or any(part.media for part in variant.parts):
        return
    names = frozenset({variant.account.name, variant.account.platform})
    links = {url: line for url, line in reversed(variant.post.document.select(names).links()) if url.startswith("http")}
    if len(links) > limit.value:
        yield Finding(
            f"{len(links)} links, and the network makes a card of {limit.value:g}",
            "name the one for the card in front matter: `link: https://…`",
            line=sorted(links.values())[int(limit.value)],
        )
