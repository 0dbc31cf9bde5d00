"""An audience is declared both in a file and in smm.toml, so it is unclear which one posts mean.

Wrong: `audiences/neighbours.md` and also `neighbours = { title = "…" }` under `[audiences]`.

Right: only the file, or only the line in smm.toml.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1613", "audience-declared-twice", Severity.ERROR, fact=True, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    document = subject.document
    if document.kind == "audience" and document.uid in subject.config.audiences:
        hint = "remove its line there, or rename one of the two"
        yield Finding(f"smm.toml declares the audience `{document.uid}` too, under [audiences]", hint, ("uid",))
