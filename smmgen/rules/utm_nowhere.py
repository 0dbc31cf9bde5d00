"""A campaign has UTM parameters, but no link gets them, because no website is set for them.

Wrong: `utm: {}` where smm.toml has no url under [project].

Right: set the url there, or write `utm: {sites: [teplo.example]}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.campaign import Campaign
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1914", "utm-nowhere", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    document = subject.document
    if not isinstance(document, Campaign) or document.front.utm is None:
        return
    marks = subject.config.utm.marks
    if not document.front.utm.sites and not subject.config.project.url and not (marks and marks.sites):
        hint = "add `url` to [project] in smm.toml, or `sites` here"
        yield Finding("no link gets these marks: nobody says which site they are for", hint, ("utm",))
