"""Days on which nothing is sent. Their posts are published at the same hour of the first day after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from smmgen.config import Config, days
from smmgen.content.schedule import zone_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Blackout:
    """`spans`: first and last days, on the calendar of `zone`."""

    spans: Sequence[tuple[date, date]] = ()
    zone: tzinfo = UTC

    def covers(self, moment: datetime) -> bool:
        """Whether nothing may be sent at this moment."""
        return bool(self.spans) and self._is_dark(moment.astimezone(self.zone).date())

    def moved(self, at: datetime) -> datetime:
        """When it is sent instead; `at` itself if its day is free."""
        if not self.covers(at):
            return at
        wall = at.astimezone(self.zone)
        day = self._free_day(wall.date())
        return wall.replace(year=day.year, month=day.month, day=day.day)

    def ends(self, moment: datetime) -> datetime:
        """The first moment of the next free day."""
        day = self._free_day(moment.astimezone(self.zone).date())
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def within(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` nothing could be sent in."""
        return sum((self._overlap(span, start, end) for span in _apart(self.spans)), timedelta())

    def _is_dark(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)

    def _free_day(self, day: date) -> date:
        while self._is_dark(day):
            day += _DAY
        return day

    def _overlap(self, span: tuple[date, date], start: datetime, end: datetime) -> timedelta:
        begins, ends = (datetime(day.year, day.month, day.day, tzinfo=self.zone) for day in (span[0], span[1] + _DAY))
        first, last = max(begins.astimezone(UTC), start), min(ends.astimezone(UTC), end)
        return max(last - first, timedelta())


NO_BLACKOUT = Blackout()


def _apart(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days in spans that do not overlap, so that none is counted twice."""
    apart: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return apart


def blackout_of(config: Config) -> Blackout:
    """As smm.toml has it, in the project's zone."""
    return Blackout(tuple(map(days, config.publish.blackout)), zone_of(config.project.timezone))
