"""Two events are at one place, or one host is at two events, at the same time.

An event without `ends` is taken to last an hour. Cancelled ones clash with nothing.

Wrong: two events with `place: {name: Roastery}` and `starts: 2026-12-12 17:00`.

Right: another place, or `starts: 2026-12-12 19:00` where the first ends at that hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smmgen.content.documents.event import EVENT, EventFront
from smmgen.content.schedule import resolve
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.planned import Planned

CODE = code("SMM1506", "event-clash", Severity.ERROR, fact=False, docs=__doc__)
_HOUR = 3600.0


class _Booked(NamedTuple):
    """A place or a host, and when: Unix seconds, the end exclusive."""

    begins: float
    ends: float
    event: Planned[EventFront]


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    booked: dict[tuple[str, str], list[_Booked]] = {}
    for event in plan.all_of(EVENT):
        span = _span(event.front, plan.config.project.timezone)
        if span and event.front.state != "cancelled":
            for what in _needs(event.front):
                booked.setdefault(what, []).append(_Booked(*span, event))
    for (resource, _), found in booked.items():
        yield from _clashes(resource, sorted(found, key=lambda one: (one.begins, one.event.path)))


def _clashes(what: str, booked: Sequence[_Booked]) -> Iterator[tuple[str, Finding]]:
    """Each with the one before it that lasts longest."""
    last = None
    for one in booked:
        if last and one.begins < last.ends:
            other, own = last.event, one.event
            where = "at the same place" if what == "place" else f"run by `{own.front.host}`"
            message = f"the event `{other.uid}` is {where} at the same time: {other.front.starts}"
            field: Field = ("starts",)
            yield own.path, Finding(message, "move one of them", span=own.span(field), others=(other.path,))
        if last is None or one.ends > last.ends:
            last = one


def _needs(front: EventFront) -> Iterator[tuple[str, str]]:
    if front.place:
        yield "place", " ".join((front.place.address or front.place.name).casefold().split())
    if front.host:
        yield "host", " ".join(front.host.casefold().split())


def _span(front: EventFront, timezone: str | None) -> tuple[float, float] | None:
    starts, ends = (resolve(text, timezone, "00:00")[0] if text else None for text in (front.starts, front.ends))
    if starts is None:
        return None
    begins = starts.instant.timestamp()
    return begins, ends.instant.timestamp() if ends else begins + _HOUR
