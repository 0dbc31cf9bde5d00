"""Data for search engines, as schema.org has it (https://schema.org/Event)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from smmgen.config import Project
from smmgen.content.documents.event import EventFront, Venue
from smmgen.content.schedule import Moment

_STATUS = {
    "open": "EventScheduled",
    "sold-out": "EventScheduled",
    "moved": "EventRescheduled",
    "cancelled": "EventCancelled",
}

_ENDS = "<>&\u2028\u2029"
"""What might mean something to a reader of HTML, or end a line for one of scripts."""


def event_json(
    front: EventFront, starts: Moment, ends: Moment | None, earlier: Sequence[Moment], project: Project
) -> dict[str, Any]:
    """An event. Search engines require `name`, `startDate` and a `location` with its address. `earlier`: when it was to
    begin before it was moved."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": front.title,
        "startDate": starts.iso,
        "eventStatus": f"https://schema.org/{_STATUS[front.state]}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "organizer": _without_nothing({"@type": "Organization", "name": project.name, "url": project.url}),
    }
    if ends:
        found["endDate"] = ends.iso
    if earlier:
        found["previousStartDate"] = [one.iso for one in earlier] if len(earlier) > 1 else earlier[0].iso
    if front.place:
        found["location"] = _location(front.place)
    if front.capacity:
        found["maximumAttendeeCapacity"] = front.capacity
    if front.age:
        found["typicalAgeRange"] = f"{front.age[:-1]}-"
    if front.price is not None:
        found["isAccessibleForFree"] = not front.price.amount
        found["offers"] = _offer(front, project.currency)
    return found


def _location(place: Venue) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Place", "name": place.name, "address": place.address or place.name}
    if place.point:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": place.point[0], "longitude": place.point[1]}
    return found


def _offer(front: EventFront, currency: str) -> dict[str, Any]:
    assert front.price is not None  # noqa: S101 - asked by `event_json`
    is_full = front.state in ("sold-out", "cancelled")
    offer = {
        "@type": "Offer",
        "price": str(front.price.amount),
        "priceCurrency": front.price.currency or currency,
        "availability": f"https://schema.org/{'SoldOut' if is_full else 'InStock'}",
        "url": front.tickets.at if front.tickets else None,
    }
    return _without_nothing(offer)


def _without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}


def script_json(found: object) -> str:
    """JSON that may stand in a `<script>`: no text can end it, or begin a comment."""
    written = orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode()
    return "".join(f"\\u{ord(char):04x}" if char in _ENDS else char for char in written)
