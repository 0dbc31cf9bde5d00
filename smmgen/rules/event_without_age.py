"""An event has no age mark. Only with `law = "ru"` under `[rules]`.

Announcements of entertainment must carry the mark of its age group (436-FZ, article 11).

Wrong: an event without `age`.

Right: `age: 12+`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.event import Event
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1504", "event-without-age", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    event = subject.document
    if not isinstance(event, Event) or not law.is_on(subject.config) or "age" in event.source.data:
        return
    yield Finding("the event has no age mark", "add `age: 0+` (6+, 12+, 16+ or 18+)", ("title",))
