"""Calendar files to subscribe to (iCalendar, RFC 5545): what is posted by hand, all posts, events.

The same entries make the same bytes: a build knows no clock, so `DTSTAMP` is when the entry begins. Times are in UTC,
which needs no `VTIMEZONE`. It is written here and not by a library, which takes half a millisecond for each entry, so
that a calendar of ten thousand posts would take longer than they do; tests read it with two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
_LONGEST = 75
"""Octets of a line, the line's end not counted; the rest goes on in the next one, after a blank."""


class Entry(NamedTuple):
    """One event of a calendar. `begins`, `ends`: Unix seconds. `uid` stays the same when anything else changes."""

    uid: str
    begins: int
    ends: int
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    status: Status | None = None
    sequence: int = 0
    """How often it was moved or cancelled."""
    is_free: bool = False
    """It takes none of the reader's time."""


def calendar(entries: Iterable[Entry], name: str, what: str) -> str:
    """The file. `name` is shown by the reader's calendar; `what` says which of the project's files it is."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{text(f'-//smmgen//{what}//')}",
        f"X-WR-CALNAME:{text(name)}",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry) -> Iterator[str]:
    begins = _time(entry.begins)
    yield "BEGIN:VEVENT"
    yield f"UID:{text(entry.uid)}"
    yield f"DTSTAMP:{begins}"
    yield f"DTSTART:{begins}"
    yield f"DTEND:{_time(entry.ends)}"
    yield f"SUMMARY:{text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{text(entry.description)}"
    if entry.location:
        yield f"LOCATION:{text(entry.location)}"
    if entry.point:
        yield f"GEO:{entry.point[0]:.6f};{entry.point[1]:.6f}"
    if entry.url and entry.url.isprintable() and " " not in entry.url:
        yield f"URL:{entry.url}"
    if entry.status:
        yield f"STATUS:{entry.status}"
    if entry.sequence:
        yield f"SEQUENCE:{entry.sequence}"
    if entry.is_free:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _time(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"


_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """As a TEXT value: no sign has a meaning, line ends are written out, and control characters are left out."""
    if not value.isprintable():
        value = "".join(filter(_is_text, value.replace("\r\n", "\n")))
    return value.translate(_ESCAPED)


def _is_text(char: str) -> bool:
    return (char >= " " and char != "\x7f") or char in "\n\t"


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets; no character is cut in two."""
    if len(line) * 4 <= _LONGEST or len(line.encode()) <= _LONGEST:
        return line
    pieces, length = [""], 0
    for char in line:
        size = len(char.encode())
        if length + size > _LONGEST:
            pieces.append(" ")
            length = 1
        pieces[-1] += char
        length += size
    return "\r\n".join(pieces)
