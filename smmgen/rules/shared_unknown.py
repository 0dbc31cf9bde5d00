"""A share names a kind of document, or a private field, that does not exist.

What is misspelt would silently be left out of the site that `smm build --for` makes.

Wrong: `kinds: [post, campain]`

Right: `kinds: [post, campaign]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.registry import named, names
from smmgen.content.documents.share import Share
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, Mend, code
from smmgen.suggest import did_you_mean, only

CODE = code("SMM1920", "shared-unknown", Severity.ERROR, fact=True, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    if not isinstance(subject.document, Share):
        return
    front = subject.document.front
    for index, kind in enumerate(front.kinds):
        if kind not in names():
            yield _unknown("kind of document", kind, names(), ("kinds", index))
    known = private_fields()
    for index, field in enumerate(front.fields):
        if field not in known:
            yield _unknown("private field", field, known, ("fields", index))


def private_fields() -> list[str]:
    """`campaign.notes`: every field that a share shows only where it says so."""
    return [f"{name}.{'.'.join(map(str, field))}" for name in names() for field in named(name).private]


def _unknown(what: str, name: str, known: list[str], field: tuple[str, int]) -> Finding:
    meant = only(name, known)
    hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
    return Finding(f"there is no {what} `{name}`", hint, field, mend=Mend(name, meant) if meant else None)
