"""Every time zone, every change of its clocks to 2037: a post planned around it goes out once, at the right moment.

The right moment is found here by walking through the minutes of UTC, not by what the schedule computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from promise_fake import payload

from smmgen.content.schedule import resolve
from smmgen.ledger.model import Entry, State
from smmgen.publishing.due import SchedulePolicy, Verdict, decide
from smmgen.publishing.payloads import Planned

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
KNOWN = (
    "Europe/Moscow", "Europe/Berlin", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Antarctica/Troll",
    "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Pacific/Chatham", "America/Nuuk", "Asia/Gaza",
)  # fmt: skip
"""Half hours, two hours, changes at midnight, changes within Ramadan, changes into the day before."""
SLICES = 40
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
MINUTE, TICK = timedelta(minutes=1), timedelta(minutes=10)
HABITS = {"site": SchedulePolicy(timedelta(hours=6))}


class Change(NamedTuple):
    """The instant from which another offset holds."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def edges(self) -> tuple[datetime, datetime]:
        """Wall times between which clocks skip or repeat."""
        low, high = sorted((self.before, self.after))
        wall = self.at.replace(tzinfo=None)
        return wall + low, wall + high


def changes(name: str) -> Iterator[Change]:
    """Every change of the zone's offset, to the minute."""
    zone, day = ZoneInfo(name), FIRST
    while day < LAST:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            at = _found(zone, day, following)
            yield Change(name, at, _offset(zone, at - MINUTE), _offset(zone, at))
        day = following


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _found(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first minute with the new offset, by halves."""
    while high - low > MINUTE:
        middle = low + (high - low) // 2 // MINUTE * MINUTE
        low, high = (low, middle) if _offset(zone, middle) != _offset(zone, low) else (middle, high)
    return high


def walls(change: Change) -> list[datetime]:
    """Wall times where mistakes are made: at the edges, just beside them, between them and around."""
    low, high = change.edges
    near = [edge + minutes * MINUTE for edge in (low, high) for minutes in (-60, -7, -1, 0, 1, 13, 60)]
    return sorted({*near, low + (high - low) / 2})


def moments(change: Change) -> dict[datetime, datetime]:
    """Wall time -> the first minute of UTC in which clocks of the zone show it; those they never show are left out."""
    zone, found = ZoneInfo(change.zone), dict[datetime, datetime]()
    for minutes in range(-300, 301):
        instant = change.at + minutes * MINUTE
        found.setdefault(instant.astimezone(zone).replace(tzinfo=None), instant)
    return found


def right_moment(change: Change, wall: datetime, shown: dict[datetime, datetime]) -> datetime:
    """A time that clocks skip is as far after the change as it was written after the skipped stretch began."""
    return shown.get(wall) or change.at + (wall - change.edges[0])


def fired(plan: Sequence[Planned], start: datetime, end: datetime) -> dict[str, list[datetime]]:
    """When each post goes out while `publish` runs every ten minutes."""
    ledger: dict[str, Entry] = {}
    found: dict[str, list[datetime]] = {planned.key: [] for planned in plan}
    now = start
    while now <= end:
        for decision in decide(plan, ledger, HABITS, now):
            if decision.verdict is Verdict.DUE:
                found[decision.planned.key].append(now)
                ledger[decision.planned.key] = published(decision.planned)
        now += TICK
    return found


def published(one: Planned) -> Entry:
    return Entry(
        one.key, one.post, one.account, one.platform, one.occurrence, one.name, one.digest, State.PUBLISHED,
        at=one.payload["at"],
    )  # fmt: skip


def check(change: Change) -> None:
    """Posts at every interesting wall time, and a publish every ten minutes at an odd minute."""
    shown, plan, right = moments(change), [], {}
    for number, wall in enumerate(walls(change)):
        moment, _ = resolve(wall.isoformat(" ", "minutes"), change.zone, "10:00")
        assert moment is not None, (change, wall)
        payload_: dict[str, Any] = payload(f"post-{number}", "site", None, ["x"]) | {"at": moment.iso}
        plan.append(Planned(payload_, 0))
        right[plan[-1].key] = right_moment(change, wall, shown)
    start = change.at - timedelta(hours=5, minutes=change.at.day % 10)
    for key, times in fired(plan, start, change.at + timedelta(hours=5)).items():
        assert len(times) == 1, (change, key, right[key], times)
        assert timedelta() <= times[0] - right[key] < TICK, (change, key, right[key], times)


def test_zones_that_are_known_for_surprises() -> None:
    found = [change for name in KNOWN for change in changes(name)]
    for change in found[:: max(1, len(found) // 100)]:
        check(change)
    assert {change.after - change.before for change in found} > {30 * MINUTE, 120 * MINUTE, -60 * MINUTE}


def test_every_zone_in_turn() -> None:
    """Another fortieth of the zones each day, one of their changes each."""
    today = date.today().toordinal()  # noqa: DTZ011 - which slice it is does not matter
    for name in ZONES[today % SLICES :: SLICES]:
        found = list(changes(name))
        if found:
            check(found[today % len(found)])


def test_a_post_that_goes_out_twice_or_too_late_would_be_seen() -> None:
    change = next(changes("Europe/Berlin"))
    wall = change.edges[1] + 60 * MINUTE
    assert right_moment(change, wall, moments(change)) == change.at + 60 * MINUTE
    early = [Planned(payload("a", "site", change.at - timedelta(hours=7), ["x"]), 0)]
    assert fired(early, change.at, change.at + timedelta(hours=1)) == {"a:site:1:1": []}


@pytest.mark.soak
def test_every_change_of_every_zone() -> None:
    for name in ZONES:
        for change in changes(name):
            check(change)
