"""An event ends before it begins, or the clocks skip the hour at which it begins or ends.

Wrong: `starts: 2026-12-12 17:00` and `ends: 2026-12-12 07:00`

Right: `starts: 2026-12-12 17:00` and `ends: 2026-12-12 19:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content import codes
from smmgen.content.documents.event import Event
from smmgen.content.schedule import resolve
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, Mend, code

CODE = code("SMM1509", "ends-before-starts", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    event = subject.document
    if not isinstance(event, Event):
        return
    for key in ("starts", "ends"):
        text = getattr(event.front, key)
        problem = resolve(text, subject.config.project.timezone, "00:00")[1] if text else None
        if problem and problem.code == codes.TIME_IN_GAP:
            message = f"{problem.message.partition(';')[0]}"
            yield Finding(message, problem.hint, (key,), mend=Mend(text, problem.instead))
    if event.ends and event.ends.instant <= event.starts.instant:
        ends, starts = (moment.wall.replace("T", " ") for moment in (event.ends, event.starts))
        yield Finding(f"it ends at {ends}, but begins at {starts}", "correct one of the two", ("ends",))
