"""An event is in a public place, and nothing says that the authorities were told.

Streets and parks belong to everybody: most towns want to be told weeks before, or to be asked.

Wrong: `place: {name: Central park, public: true}`

Right: `place: {name: Central park, public: true, permit: told on 1 November}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.event import Event
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1511", "open-air-without-notice", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    event = subject.document
    if not isinstance(event, Event) or event.front.state == "cancelled":
        return
    place = event.front.place
    if place and place.public and not place.permit:
        hint = "ask what the town requires, and write `permit: ...`"
        yield Finding("the place is public, but it has no `permit`", hint, ("place", "public"))
