"""An audience includes a list of people, and does not say why they may be addressed.

Since 1 September 2025 consent to the use of personal data is a document of its own in Russia (152-FZ). Say which one it
is, so that whoever uploads the list can look it up.

Wrong: `include: [{list: env:CRM_NEIGHBOURS}]` and nothing else.

Right: `consent: {list: agreement 14}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1608", "list-without-consent", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    audience = subject.document
    if not isinstance(audience, Audience) or audience.front.consent:
        return
    for at, group in enumerate(audience.front.include):
        if group.list:
            hint = "write `consent: {list: …}`, the document by which they agreed"
            yield Finding("nothing says that the people on this list have agreed", hint, ("include", at, "list"))
