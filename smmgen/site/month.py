"""A month as a grid of days, Monday first."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from smmgen.site.model import Card
from smmgen.variants.rows import PlanRow, PostId, PostRow

SHOWN = 6
"""Entries of one day shown at once; the rest is folded."""


class Entry(NamedTuple):
    """One post at one time, on the accounts it goes to then. `own`: the time that its post says and the zone, such as
    `12:00 Asia/Yekaterinburg`, "" where the project's clock says the same."""

    time: str
    row: PostRow
    accounts: tuple[str, ...]
    own: str = ""


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


def days(month: str, rows: Iterable[PlanRow]) -> list[Day]:
    """Whole weeks around the month `2026-11`, by the project's clock."""
    year, number = int(month[:4]), int(month[5:])
    found = entries(month, rows)
    dates = (day.isoformat() for day in Calendar(0).itermonthdates(year, number))
    return [Day(day, True, found.get(day, ())) if day.startswith(month) else Day(day, False) for day in dates]


def entries(month: str, rows: Iterable[PlanRow]) -> dict[str, list[Entry]]:
    """Date -> what is published that day, in order of time."""
    gathered: dict[tuple[str, PostId, str], list[PlanRow]] = {}
    for row in rows:
        if row.month == month:
            gathered.setdefault((row.here, row.post.id, own_time(row)), []).append(row)
    found: dict[str, list[Entry]] = {}
    for (here, _, own), alike in sorted(gathered.items()):
        accounts = tuple(row.account for row in alike)
        found.setdefault(here[:10], []).append(Entry(here[11:16], alike[0].post, accounts, own))
    return found


def own_time(row: PlanRow | Card) -> str:
    """What the post says, where the project's clock says something else; with the day where that differs, too."""
    if row.wall == row.here:
        return ""
    day = "" if row.wall[:10] == row.here[:10] else f"{row.wall[8:10]}.{row.wall[5:7]} "
    return f"{day}{row.wall[11:16]} {row.zone}"
