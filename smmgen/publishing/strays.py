"""Rows of a post at times that it has no longer: a series has another weekday now, or a post began or ceased to repeat.

What is planned nearer to such a row than to the next time of its own series may be that very time, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from smmgen.keys import ONCE, Identity
from smmgen.ledger.model import DOUBTFUL, Entry, State, instant

ALONE = timedelta(days=1)
"""Within so much of a time that has no other of its post beside it, a stray may be that time."""


def reaches(times: Iterable[tuple[Identity, datetime | None]]) -> dict[Identity, timedelta]:
    """Of each time of a post that repeats: half the way to the nearest of the others."""
    series: dict[tuple[str, str], dict[Identity, datetime]] = {}
    for identity, at in times:
        if at and identity.occurrence != ONCE:
            series.setdefault((identity.post, identity.account), {})[identity] = at
    found: dict[Identity, timedelta] = {}
    for of_one in series.values():
        for (this, at), (other, later) in pairwise(sorted(of_one.items(), key=lambda one: (one[1], one[0]))):
            half = (later - at) / 2
            found[this], found[other] = min(half, found.get(this, half)), half
    return found


def nearest(strays: Iterable[Entry], at: datetime | None, reach: timedelta, asked_at: str) -> Entry | None:
    """The row that is nearest to that time, and near enough to be it."""
    near = [entry for entry in strays if is_within(entry, at, reach) and not is_known(entry, asked_at)]
    return min(near, key=lambda entry: (abs(instant(entry.at) - at) if at else ALONE, entry.key), default=None)


def is_within(entry: Entry, at: datetime | None, reach: timedelta) -> bool:
    """The row was for a time that is nearer than this."""
    return bool(entry.at) and at is not None and abs(instant(entry.at) - at) < reach


def is_known(entry: Entry, asked_at: str) -> bool:
    """What went out before a person's wish was known to that person."""
    return bool(asked_at) and not (entry.updated_at and instant(entry.updated_at) > instant(asked_at))


def told(entry: Entry) -> str:
    """When it went out, and where."""
    state = "may have gone out" if entry.state in DOUBTFUL else "went out"
    said = state if entry.state is not State.SCHEDULED else "is in the network's scheduler"
    day = entry.occurrence if entry.repeats else f"{instant(entry.at):%Y-%m-%d}"
    return f"{said} for {day} already" + (f" ({entry.url})" if entry.url else "")
