"""The place of an event has no coordinates: networks that carry a place cannot show it on a map, and neither can the
event's page.

Wrong: `place: {name: Roastery}`

Right: `place: {name: Roastery, lat: 55.76, lon: 37.6}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.event import Event
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1505", "place-without-coordinates", Severity.INFO, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    event = subject.document
    if not isinstance(event, Event) or event.front.place is None or event.front.place.point:
        return
    missing = [key for key in ("lat", "lon") if getattr(event.front.place, key) is None]
    what = " and ".join(f"`{key}`" for key in missing)
    yield Finding(f"the place has no {what}", "copy them from a map: `lat: 55.76, lon: 37.6`", ("place",))
