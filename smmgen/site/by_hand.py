"""What is posted by hand: the list that the home page shows when it is time, and the calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from smmgen.site.model import ToPost
from smmgen.site.states import DONE, Worst
from smmgen.site.urls import url
from smmgen.variants.rows import PlanRow

LASTS = timedelta(minutes=15)
"""How long a calendar shows such a post."""


def rows_by_hand(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Those that a person is to post: ready and with a time."""
    return [row for row in rows if row.by_hand and row.at is not None and row.post.state == "ready"]


def to_post(found: Worst, rows: Iterable[PlanRow]) -> list[ToPost]:
    """Those of them about which the ledger says nothing yet, the earliest first."""
    waiting = [
        (row.at, ToPost(row.account, row.platform, url(row.post.page), row.post.title, row.at))
        for row in rows_by_hand(rows)
        if row.at is not None and _state(found, row) not in DONE
    ]
    return [one for _, one in sorted(waiting)]


def _state(found: Worst, row: PlanRow) -> str:
    known = found.get(row.post.sent_name, {}).get(row.account)
    return known.state if known else ""


def ics(rows: Sequence[PlanRow], brand: str) -> bytes:
    """An iCalendar file (RFC 5545) with an event for each of the rows. `brand`: the project's name.
    The same rows make the same bytes."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//smmgen//by hand//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", brand)
    for row in sorted(rows, key=lambda row: (row.at or 0, row.account, row.post.sent_name)):
        begins = datetime.fromtimestamp(row.at or 0, UTC)
        event = Event()
        event.add("uid", f"{row.post.sent_name}:{row.account}@smmgen")
        event.add("dtstamp", begins)
        event.add("dtstart", begins)
        event.add("duration", LASTS)
        event.add("summary", f"{row.post.title} · {row.account}")
        event.add("description", f"smm resolve {row.post.uid} {row.account} --sent URL")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
