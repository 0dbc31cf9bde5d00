"""A month as a grid of days, Monday first."""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from smmgen.site.model import PostRow

_FIXED = re.compile(r"([+-]\d\d):(\d\d)")

SHOWN = 6
"""Entries of one day shown at once; the rest is folded."""


class Entry(NamedTuple):
    """One post at one time, on the accounts it goes to then. `zone` is "" where it is the project's."""

    time: str
    row: PostRow
    accounts: tuple[str, ...]
    zone: str = ""


class Day(NamedTuple):
    """`date` is `2026-11-27`; days of the neighbouring months are not `inside` and carry nothing."""

    date: str
    inside: bool
    entries: Sequence[Entry] = ()

    @property
    def number(self) -> int:
        return int(self.date[8:])

    @property
    def shown(self) -> Sequence[Entry]:
        return self.entries[:SHOWN]

    @property
    def folded(self) -> Sequence[Entry]:
        return self.entries[SHOWN:]


def days(month: str, rows: Iterable[PostRow], zone: str = "") -> list[Day]:
    """Whole weeks around the month `2026-11`. `zone` is the project's."""
    year, number = int(month[:4]), int(month[5:])
    found = entries(month, rows, zone)
    dates = (day.isoformat() for day in Calendar(0).itermonthdates(year, number))
    return [Day(day, True, found.get(day, ())) if day.startswith(month) else Day(day, False) for day in dates]


def entries(month: str, rows: Iterable[PostRow], zone: str = "") -> dict[str, list[Entry]]:
    """Date -> what goes out that day, in the order of time."""
    gathered: dict[tuple[str, str, str], tuple[PostRow, list[str]]] = {}
    for row in rows:
        for card in row.cards:
            if card.wall.startswith(month):
                gathered.setdefault((card.wall, row.path, card.zone), (row, []))[1].append(card.account)
    found: dict[str, list[Entry]] = {}
    for (wall, _, there), (row, accounts) in sorted(gathered.items()):
        entry = Entry(wall[11:16], row, tuple(accounts), "" if same_offset(wall, there, zone) else there)
        found.setdefault(wall[:10], []).append(entry)
    return found


@lru_cache(maxsize=1024)
def same_offset(wall: str, one: str, other: str) -> bool:
    """Whether clocks in both zones (IANA names or `+03:00`) differ from UTC alike at that wall time."""
    return one == other or (bool(one and other) and _offset(wall, one) == _offset(wall, other))


def _offset(wall: str, zone: str) -> timedelta | None:
    if match := _FIXED.fullmatch(zone):
        return timedelta(hours=int(match[1]), minutes=int(match[1][0] + match[2]))
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).utcoffset()
