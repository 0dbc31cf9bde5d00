"""The days, weekdays and hours in the text of a post that are not those of its event.

A text names many days, and most are of something else. Never looked at are deadlines (`до 10 декабря`), what is said of
each week, another event (`следующий`, `last`), and, of hours, those of opening and registration. What else counts
depends on whether the text says somewhere when the event is: then only a day close to it is doubtful. Days before the
post goes out are history, unless it goes out after the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from smmgen.content.documents.event import Event
from smmgen.diagnostics import Fix, Span
from smmgen.markup.date_meaning import dates_of
from smmgen.markup.date_pieces import Day, Hour, Relative, Weekday
from smmgen.markup.date_writing import Edit, edited, with_day, with_hour, with_weekday
from smmgen.markup.dates import When
from smmgen.patterns import later
from smmgen.rules.event_texts import Said
from smmgen.rules.texts import Stretch

_SEPARATOR = r"[^\w.!?\n]{1,3}"
_WORDS = rf"(?:{_SEPARATOR}\w{{1,20}})"
_ASIDE = later(
    r"(?:двер\w+|сбор\w*|регистраци\w*|откры\w*|работа\w*|закры\w*|продаж\w*|запис\w*|касс\w*|перерыв\w*|скидк\w*|цен[аы]"
    rf"|doors|check-in|registration|opens?|opening|closes?|closed|sales?|booking|break){_WORDS}{{0,4}}{_SEPARATOR}\Z",
    re.IGNORECASE,
)
"""What an hour or a day may be of, if not of the event."""
_OTHER = later(rf"(?:следующ\w*|next|прошл\w*|минувш\w*|last|previous){_WORDS}{{1,6}}{_SEPARATOR}\Z", re.IGNORECASE)
"""Another event is meant. Directly before a weekday they only say which week."""
_BEGINS = later(
    r"(?<!\w)(?:начало|начина\w+|начн\w+|стартуе\w+|старт|starts?|starting|begins?|beginning)\W{1,3}"
    r"(?:(?:в|at|ровно|примерно|около|about)\s{1,3}){0,2}\Z",
    re.IGNORECASE,
)
"""An hour that stands alone is that of the beginning."""
_SINCE = later(r"(?<!\w)(?:с|со|from|since|начиная с)\s{1,3}\Z", re.IGNORECASE)
_BEFORE = 60
"""How many characters before a statement tell what it is of."""
_CLOSE, _BY_CHANCE = timedelta(days=2), timedelta(days=3)
"""`сегодня` is said of many things; of the event where that is about to begin. A day that the text names beside the
right one is of the event only where it is no further."""
_AFTER = timedelta(days=7)
"""So long a post that tells how it was looks back."""


class Wrong(NamedTuple):
    """A statement that is not the event's. `was`: its words; `real`: what is right, for people; `right`: the same in
    the words of the text, "" where there is not one way to say it."""

    span: Span
    was: str
    real: str
    right: str = ""
    fixes: tuple[Fix, ...] = ()
    account: str | None = None
    is_sure: bool = True
    """The text says nowhere when the event really is."""


def wrong(said: Said, event: Event) -> Iterator[Wrong]:
    """Every statement that is not the event's, in order."""
    look = _Look(said, event)
    for stretch, when in said.statements:
        yield from _Statement(look, stretch, when).wrong()


@dataclass(frozen=True, eq=False)
class _Look:
    """One post's texts beside its event."""

    said: Said
    event: Event

    @cached_property
    def days(self) -> tuple[date, ...]:
        return self.event.dates

    @cached_property
    def begins(self) -> datetime:
        return self.event.starts.local

    @cached_property
    def sent(self) -> tuple[date, ...]:
        """The days on which the post goes out, the first one first; none while it has no time."""
        return tuple(sorted({moment.local.date() for moment in self.said.post.moments.values() if moment}))

    @cached_property
    def own(self) -> list[tuple[Stretch, When]]:
        """Statements that may be of the event: of the next one, too, which it is if the day is right."""
        return [(stretch, when) for stretch, when in self.said.statements if not (when.until or when.every)]

    @cached_property
    def names_day(self) -> bool:
        return any(self.is_right(when) for _, when in self.own)

    @cached_property
    def is_told(self) -> bool:
        """The text says when the event is, be it only `завтра` or `в субботу`."""
        return self.names_day or any(self.may_be_right(when) for _, when in self.own)

    @cached_property
    def hour_is_right(self) -> bool:
        return any(when.hours and is_at(when.hours[0], self.begins) for _, when in self.said.statements)

    def is_right(self, when: When) -> bool:
        """It states a day of the event: alone, in a list, or in a range over it."""
        if when.spans and len(when.days) == 2:
            return any(_within(when.days[0], when.days[1], day) for day in self.days)
        return any(_same(stated, day) for stated in when.days for day in self.days)

    def may_be_right(self, when: When) -> bool:
        """The same in other words, read on each day on which the post goes out."""
        if when.relative:
            ahead = timedelta(days=when.relative.days)
            return bool(self.sent) and all(day + ahead in self.days for day in self.sent)
        return bool(not when.days and _numbers(when) & {day.weekday() for day in self.days})

    def distance(self, found: Sequence[date]) -> timedelta:
        """From the nearest of these days to the event."""
        return min(abs(one - day) for one in found for day in self.days)


@dataclass(frozen=True, eq=False)
class _Statement:
    """One statement against the event."""

    look: _Look
    stretch: Stretch
    when: When

    def wrong(self) -> Iterator[Wrong]:
        when, look = self.when, self.look
        if is_of_other(self.stretch, when):
            return
        relative = [*self._relative(when.relative)] if when.relative else []
        yield from relative
        if when.days:
            yield from self._dated()
        elif when.weekday:
            yield from self._on_weekday(when.weekday)
        elif when.hours and (when.relative is None or relative or look.may_be_right(when)):
            yield from self._hours()

    def _dated(self) -> Iterator[Wrong]:
        """A date, with its weekday and its hours."""
        when, look = self.when, self.look
        is_right = look.is_right(when)
        if not is_right and not self._is_meant():
            return
        if not is_right:
            start, end = when.days[0].start, when.days[-1].end
            edits = with_day(self.stretch.text, when.days[0], look.days[0]) if len(when.days) == 1 else []
            yield self._wrong(start, end, _spoken(look.days), edits, is_sure=not look.names_day)
        if when.weekday and not when.last_weekday and len(when.days) == 1:
            meant = next((day for day in look.days if _same(when.days[0], day)), look.days[0])
            if when.weekday.number != meant.weekday():  # `суббота, 13 декабря` of a Sunday
                yield self._weekday(when.weekday, meant, is_sure=is_right or not look.names_day)
        if is_right or not look.names_day:
            yield from self._hours()

    def _is_meant(self) -> bool:
        """A date that is not the event's is meant to be."""
        look = self.look
        if look.is_told and self._is_aside:
            return False
        sent = look.sent[0] if look.sent else None
        found = dates_of(self.when, sent or look.days[0])
        if not found or sent is None:
            return not look.is_told or (bool(found) and look.distance(found) <= _BY_CHANCE)
        if sent > look.days[-1]:
            return max(found) <= sent and look.distance(found) <= (_BY_CHANCE if look.is_told else _AFTER)
        if max(found) < sent:
            return not look.is_told and look.distance(found) <= _CLOSE
        return not look.is_told or look.distance(found) <= _BY_CHANCE

    def _on_weekday(self, weekday: Weekday) -> Iterator[Wrong]:
        look = self.look
        if _numbers(self.when) & {day.weekday() for day in look.days}:
            yield from self._hours()
        elif not self.when.last_weekday and not look.is_told and not self._is_aside:
            yield self._weekday(weekday, look.days[0])

    def _weekday(self, weekday: Weekday, day: date, is_sure: bool = True) -> Wrong:
        edits = with_weekday(self.stretch.text, weekday, day.weekday())
        return self._wrong(weekday.start, weekday.end, f"{day:%A}", edits, is_sure=is_sure)

    def _hours(self) -> Iterator[Wrong]:
        """The hour at which it begins, and the one at which it ends where the text says until when it is. An hour that
        stands alone may be any one while it lasts."""
        when, look = self.when, self.look
        if not when.hours or self._is_of_later_day:
            return
        is_alone = not (when.days or when.weekday or when.relative)
        if is_alone and (look.hour_is_right or self._is_aside or self._is_during(when.hours[0])):
            return
        if not is_at(when.hours[0], look.begins):
            yield self._hour(when.hours[0], look.begins)
        ends = look.event.ends
        if ends and len(when.hours) == 2 and not is_at(when.hours[1], ends.local) and len(look.days) == 1:
            yield self._hour(when.hours[1], ends.local)

    @property
    def _is_of_later_day(self) -> bool:
        """The event lasts some days, and the first one is not stated: others have hours of their own."""
        days = self.look.days
        return len(days) > 1 and not any(_same(day, days[0]) for day in self.when.days)

    def _is_during(self, hour: Hour) -> bool:
        ends = self.look.event.ends
        if ends is None or len(self.look.days) > 1 or _BEGINS.search(_before(self.stretch, self.when)):
            return False
        return self.look.begins.time() <= time(hour.hour, hour.minute) <= ends.local.time()

    @property
    def _is_aside(self) -> bool:
        return _ASIDE.search(_before(self.stretch, self.when)) is not None

    def _hour(self, hour: Hour, right: datetime) -> Wrong:
        edits = with_hour(self.stretch.text, hour, right.time())
        return self._wrong(hour.start, hour.end, f"{right:%H:%M}", edits)

    def _relative(self, relative: Relative) -> Iterator[Wrong]:
        """`завтра` against the day on which each account's post goes out."""
        look, moments = self.look, self.look.said.post.moments
        for account, moment in moments.items():
            meant = moment.local.date() + timedelta(days=relative.days) if moment else look.days[0]
            if meant in look.days or not self._is_of_event(meant):
                continue
            is_sure = bool(self.when.days) or not look.names_day
            found = self._wrong(relative.start, relative.end, _spoken(look.days), is_sure=is_sure)
            yield found._replace(account=account if len(moments) > 1 else None)

    def _is_of_event(self, meant: date) -> bool:
        """`завтра` is said of the event: beside a date or its hour, or because nothing else says when it is."""
        when, look = self.when, self.look
        if when.days:
            return look.is_right(when)
        if when.hours and is_at(when.hours[0], look.begins):
            return True
        return not look.is_told and (bool(when.hours) or look.distance([meant]) <= _CLOSE)

    def _wrong(self, start: int, end: int, real: str, edits: Sequence[Edit] = (), is_sure: bool = True) -> Wrong:
        at, span, text = self.stretch.start, self.look.said.lines.span, self.stretch.text
        fixes = tuple(Fix(span(at + first, at + last), new, safe=False) for first, last, new in edits)
        right = edited(text, start, end, [*edits]) if edits else ""
        return Wrong(span(at + start, at + end), text[start:end], real, right, fixes, is_sure=is_sure)


def is_of_other(stretch: Stretch, when: When) -> bool:
    """It is a limit, said of each week, or of another event."""
    before = _before(stretch, when)
    is_since = len(when.days) == 1 and not when.hours and _SINCE.search(before)
    return when.until or when.every or bool(is_since) or _OTHER.search(before) is not None


def is_at(hour: Hour, moment: datetime) -> bool:
    return (hour.hour, hour.minute) == (moment.hour, moment.minute)


def _before(stretch: Stretch, when: When) -> str:
    return stretch.text[max(0, when.start - _BEFORE) : when.start]


def _numbers(when: When) -> set[int]:
    """The weekdays that it states, a range's included."""
    if when.weekday is None:
        return set()
    length = (when.last_weekday.number - when.weekday.number) % 7 if when.last_weekday else 0
    return {(when.weekday.number + day) % 7 for day in range(length + 1)}


def _within(first: Day, last: Day, day: date) -> bool:
    begins, at, ends = ((one.month or 0, one.day) for one in (first, day, last))
    return begins <= at <= ends if begins <= ends else at >= begins or at <= ends


def _same(stated: Day, day: date) -> bool:
    """A day without a year or a month is the same in each."""
    return stated.day == day.day and stated.month in (None, day.month) and stated.year in (None, day.year)


def _spoken(days: Sequence[date]) -> str:
    """`Saturday, 12 December 2026`"""
    first, last = days[0], days[-1]
    shown = f"{first:%A}, {first.day} {first:%B %Y}"
    return shown if first == last else f"{shown} to {last.day} {last:%B}"
