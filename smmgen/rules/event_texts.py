"""What the text of a post says of its event: when it is, whether to come, and that something has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from smmgen.content.documents.base import Documents
from smmgen.content.documents.event import Event
from smmgen.content.model import Post
from smmgen.diagnostics import Fix, Span
from smmgen.markup.date_meaning import dates_of
from smmgen.markup.date_pieces import Day, Hour, Relative, Weekday
from smmgen.markup.date_writing import Edit, edited, with_day, with_hour, with_weekday
from smmgen.markup.dates import When, find
from smmgen.rules.texts import Lines, Stretch, published, without_code
from smmgen.variants.rows import DISAGREES, INVITES, TELLS_OF_CHANGE

_INVITES = re.compile(
    r"(?<!\w)(?:жд[её]м|приходи\w*|приглаша\w+|присоединя\w+|записывайтесь|запись (?:на|открыта|по|до)|регистрируй\w*"
    r"|регистрация|билет\w*|мест[ао]? осталось|остал\w+ \d+ мест\w*|осталось мест\w*|успейте|бронируй\w*|увидимся"
    r"|до встречи|join us|come (?:and|to|by|along|join)|sign up|register|registration|tickets?|book (?:a|your)"
    r"|(?:seats?|places?) left|rsvp|see you)(?!\w)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?<!\w)(?:отмен\w+|не состоится|перенос\w*|перен[её]с\w*|новая дата|мест(?:а)? больше нет|мест нет|sold out"
    r"|мест не осталось|все места заняты|билеты (?:кончились|закончились|проданы)|cancel\w*|called off|postponed"
    r"|rescheduled|moved to|new date|fully booked|no (?:seats|places|tickets) left)(?!\w)",
    re.IGNORECASE,
)
_ON = r"[^\w.!?\n]{1,3}(?:\w{1,20}[^\w.!?\n]{1,3})"
"""A word within the sentence."""
_ASIDE = re.compile(
    r"(?:двер\w+|сбор\w*|регистраци\w*|откры\w*|работа\w*|закры\w*|продаж\w*|запис\w*|касс\w*|перерыв\w*|doors"
    rf"|check-in|registration|opens?|opening|closes?|closed|sales?|booking|break){_ON}{{0,3}}\Z",
    re.IGNORECASE,
)
"""What an hour or a day may be of, if not of the event."""
_NEXT = re.compile(rf"(?:следующ\w*|next|прошл\w*|минувш\w*|last|previous){_ON}{{1,4}}\Z", re.IGNORECASE)
"""Another event is meant."""
_NEAR = 60
"""How many characters before a statement tell what it is of."""
_CLOSE = timedelta(days=2)
"""`сегодня` is said of many things; of the event where that is about to begin."""


def event_of(post: Post, library: Documents) -> Event | None:
    """The event that it names, if there is one of that name."""
    found = library.get("event", {}).get(post.front.event or "")
    return found if isinstance(found, Event) else None


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


@dataclass(frozen=True, eq=False)
class Said:
    """The published texts of a post, as written, and what they state about time."""

    post: Post

    @cached_property
    def stretches(self) -> Sequence[Stretch]:
        source = self.post.source
        return [without_code(one, self.post.document, source.body_line) for one in published(source, self.lines)]

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.post.source.text)

    @cached_property
    def statements(self) -> Sequence[tuple[Stretch, When]]:
        return [(stretch, when) for stretch in self.stretches for when in find(stretch.text)]

    def invites(self, event: Event) -> bool:
        """It asks people to come, or to get tickets."""
        tickets = event.front.tickets
        where = tickets.at if tickets and tickets.at else ""
        if where and where in self.post.source.text:
            return True
        return any(_INVITES.search(stretch.text) for stretch in self.stretches)

    def looks_further(self, event: Event) -> bool:
        """It names a day after the event, to which it may invite."""
        sent = max(moment.local.date() for moment in self.post.moments.values() if moment)
        stated = (day for _, when in self.statements for day in dates_of(when, sent))
        return any(day > event.dates[-1] for day in stated)

    @property
    def tells_of_change(self) -> bool:
        """It says that the event is cancelled or moved, or that no place is left."""
        return any(_CHANGED.search(stretch.text) for stretch in self.stretches)


def wrong(said: Said, event: Event) -> Iterator[Wrong]:
    """Every day, weekday and hour of the texts that is not the event's, in order.

    Deadlines (`до 10 декабря`), what is said of each week, and other events and hours of opening are left alone. Where
    a text names the right day, weekdays and hours that stand alone are taken to be of something else.
    """
    for stretch, when in said.statements:
        check = _Check(said, event, stretch, when)
        if not check.is_aside:
            yield from check.wrong()


def stance(post: Post, library: Documents) -> tuple[str, ...]:
    """What its text says of its event, as rows have it."""
    event, said = event_of(post, library), Said(post)
    if event is None:
        return ()
    found = {
        INVITES: said.invites(event),
        DISAGREES: any(one.is_sure for one in wrong(said, event)),
        TELLS_OF_CHANGE: said.tells_of_change,
    }
    return tuple(name for name, holds in found.items() if holds)


def _names_day(said: Said, event: Event) -> bool:
    return any(_is_right(when, event.dates) for _, when in said.statements)


def _is_right(when: When, days: Sequence[date]) -> bool:
    """It states a day of the event: alone, in a list, or in a range over it."""
    if when.spans and len(when.days) == 2:
        return any(_within(when.days[0], when.days[1], day) for day in days)
    return any(_same(stated, day) for stated in when.days for day in days)


def _within(first: Day, last: Day, day: date) -> bool:
    begins, at, ends = ((one.month or 0, one.day) for one in (first, day, last))
    return begins <= at <= ends if begins <= ends else at >= begins or at <= ends


def _same(stated: Day, day: date) -> bool:
    """A day without a year or a month is the same in each."""
    return stated.day == day.day and stated.month in (None, day.month) and stated.year in (None, day.year)


@dataclass(frozen=True, eq=False)
class _Check:
    """One statement against the event."""

    said: Said
    event: Event
    stretch: Stretch
    when: When

    @property
    def is_aside(self) -> bool:
        """It is of something else."""
        before = self.stretch.text[max(0, self.when.start - _NEAR) : self.when.start]
        is_lone_hour = not (self.when.days or self.when.weekday or self.when.relative)
        return (
            self.when.until
            or self.when.every
            or bool(_NEXT.search(before))
            or (is_lone_hour and bool(_ASIDE.search(before)))
        )

    @property
    def days(self) -> tuple[date, ...]:
        return self.event.dates

    @property
    def begins(self) -> datetime:
        return self.event.starts.local

    def wrong(self) -> Iterator[Wrong]:
        when = self.when
        if when.relative:
            yield from self._relative(when.relative)
        if when.days:
            is_right = _is_right(when, self.days)
            if not is_right:
                yield self._day()
            yield from self._weekday_beside_day(is_right)
            if is_right or not self._is_named:
                yield from self._hours()
        elif when.weekday:
            yield from self._weekday_alone()
        else:
            yield from self._hours()

    def _day(self) -> Wrong:
        when = self.when
        start, end = when.days[0].start, when.days[-1].end
        edits = with_day(self.stretch.text, when.days[0], self.days[0]) if len(when.days) == 1 else []
        return self._wrong(start, end, _spoken(self.days), edits, is_sure=not self._is_named)

    def _weekday_beside_day(self, is_right: bool) -> Iterator[Wrong]:
        """`суббота, 13 декабря` of a Sunday."""
        when = self.when
        if when.weekday is None or when.last_weekday or len(when.days) != 1:
            return
        meant = next((day for day in self.days if _same(when.days[0], day)), self.days[0])
        if when.weekday.number != meant.weekday():
            yield self._weekday(when.weekday, meant, not self._is_named or is_right)

    def _weekday_alone(self) -> Iterator[Wrong]:
        when = self.when
        known = {day.weekday() for day in self.days}
        if when.weekday is None:
            return
        numbers = {when.weekday.number}
        if when.last_weekday:
            length = (when.last_weekday.number - when.weekday.number) % 7
            numbers = {(when.weekday.number + day) % 7 for day in range(length + 1)}
        if numbers & known:
            yield from self._hours()
        elif not when.last_weekday and not self._is_named and not self._a_weekday_is_right(known):
            yield self._weekday(when.weekday, self.days[0], is_sure=True)

    def _a_weekday_is_right(self, known: set[int]) -> bool:
        alone = (when for _, when in self.said.statements if when.weekday and not when.days and not when.every)
        return any(when.weekday and when.weekday.number in known for when in alone)

    def _weekday(self, weekday: Weekday, day: date, is_sure: bool) -> Wrong:
        edits = with_weekday(self.stretch.text, weekday, day.weekday())
        return self._wrong(weekday.start, weekday.end, f"{day:%A}", edits, is_sure=is_sure)

    def _hours(self) -> Iterator[Wrong]:
        """The hour at which it begins, and the one at which it ends where the text says until when it is. An hour that
        stands alone may be any one while it lasts."""
        when = self.when
        if not when.hours or self._is_of_later_day:
            return
        is_alone = not (when.days or when.weekday or when.relative)
        if is_alone and (self._is_during(when.hours[0]) or self._an_hour_is_right):
            return
        if not _at(when.hours[0], self.begins):
            yield self._hour(when.hours[0], self.begins)
        ends = self.event.ends
        if ends and len(when.hours) == 2 and not _at(when.hours[1], ends.local) and len(self.days) == 1:
            yield self._hour(when.hours[1], ends.local)

    @property
    def _is_of_later_day(self) -> bool:
        """It states another day of the event than the first, which has hours of its own."""
        return len(self.days) > 1 and not any(_same(day, self.days[0]) for day in self.when.days)

    def _is_during(self, hour: Hour) -> bool:
        ends = self.event.ends
        stated = time(hour.hour, hour.minute)
        return (
            bool(ends)
            and len(self.days) == 1
            and ends is not None
            and (self.begins.time() <= stated <= ends.local.time())
        )

    @cached_property
    def _an_hour_is_right(self) -> bool:
        return any(when.hours and _at(when.hours[0], self.begins) for _, when in self.said.statements)

    def _hour(self, hour: Hour, right: datetime) -> Wrong:
        edits = with_hour(self.stretch.text, hour, right.time())
        return self._wrong(hour.start, hour.end, f"{right:%H:%M}", edits)

    def _relative(self, relative: Relative) -> Iterator[Wrong]:
        """`завтра` against the day on which each account's post goes out."""
        for account, moment in self.said.post.moments.items():
            if moment is None:
                continue
            meant = moment.local.date() + timedelta(days=relative.days)
            if meant in self.days or not self._is_meant(relative, meant):
                continue
            found = self._wrong(relative.start, relative.end, _spoken(self.days), [], is_sure=not self._is_named)
            yield found._replace(account=account if len(self.said.post.moments) > 1 else None)

    def _is_meant(self, relative: Relative, meant: date) -> bool:
        """It is said of the event: beside a day or an hour, or because nothing else says when the event is."""
        if self.when.days or self.when.hours:
            return True
        is_close = min(abs(day - meant) for day in self.days) <= _CLOSE
        return is_close and (relative.days > 0 or not self._is_named)

    @cached_property
    def _is_named(self) -> bool:
        return _names_day(self.said, self.event)

    def _wrong(self, start: int, end: int, real: str, edits: list[Edit], is_sure: bool = True) -> Wrong:
        at, span = self.stretch.start, self.said.lines.span
        fixes = tuple(Fix(span(at + first, at + last), new, safe=False) for first, last, new in edits)
        text = self.stretch.text
        right = edited(text, start, end, edits) if edits else ""
        return Wrong(span(at + start, at + end), text[start:end], real, right, fixes, is_sure=is_sure)


def _at(hour: Hour, moment: datetime) -> bool:
    return (hour.hour, hour.minute) == (moment.hour, moment.minute)


def _spoken(days: Sequence[date]) -> str:
    """`Saturday, 12 December 2026`"""
    first, last = days[0], days[-1]
    shown = f"{first:%A}, {first.day} {first:%B %Y}"
    return shown if first == last else f"{shown} to {last.day} {last:%B}"
