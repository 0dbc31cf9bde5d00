"""When a post goes out again: `repeat` of its front matter, and the days that follow from it.

Days are those of the calendar, without a clock: the hour and the zone are those of `schedule`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from smmgen.config import Days, Duration, days
from smmgen.content.documents.base import Model
from smmgen.content.other_words import choice
from smmgen.suggest import nearest

MOST = 366
"""Times that one post may go out: a year of days. Each is a payload, a page and a row."""
HORIZON = timedelta(days=3653)
"""No time is later than ten years after the first."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


class On(NamedTuple):
    """An entry of `on`: a weekday from 0, the n-th one of a month where `nth` is not 0, or the day of a month, of which
    -1 is the last."""

    weekday: int | None
    nth: int = 0
    day: int = 0


def on_of(text: str) -> On:
    """`mon`, `first mon`, `last fri`, `15` or `last`. Raises ValueError, with a hint."""
    *nth, name = text.split() or [""]
    if not nth and name == "last":
        return On(None, day=-1)
    if not nth and name.isdecimal() and name.isascii():
        if not 1 <= int(name) <= 31:
            raise ValueError(f"no month has a day {name}", "write 1 to 31, or `last` for the last day of each month")
        return On(None, day=int(name))
    if name not in WEEKDAYS:
        raise ValueError(f"`{text}` is not a day of the week", _weekday_hint(nth, name))
    if not nth:
        return On(WEEKDAYS.index(name))
    if len(nth) > 1 or nth[0] not in _NTH:
        meant = nearest(nth[0], _NTH)
        hint = f"did you mean `{meant} {name}`?" if meant else f"write `first {name}` or `last {name}`"
        raise ValueError(f"`{text}` is not a day of a month", hint)
    return On(WEEKDAYS.index(name), _NTH[nth[0]])


def _weekday_hint(nth: Sequence[str], name: str) -> str:
    folded = name.casefold().strip(".,")
    meant = folded if folded in WEEKDAYS else choice("days", folded) or nearest(folded, WEEKDAYS)
    return f"did you mean `{' '.join([*nth, meant])}`?" if meant else f"the days are {', '.join(WEEKDAYS)}"


def _as_text(value: object) -> object:
    """The day of a month stands there as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checked_on(text: str) -> str:
    on_of(text)
    return text


def _checked_day(text: str) -> str:
    day_of(text)
    return text


def day_of(text: str) -> date:
    """`2027-03-01`. Raises ValueError, with a hint."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        found = None
    if found and len(text) == 10:
        return found
    if found and text[10:11].strip() == "":
        raise ValueError(f"`{text}` is more than a day", f"write the day alone: `{found}`")
    from smmgen.content import loose_times  # patterns for times that are wrong, which are rare

    raise ValueError(f"`{text}` is not a day", loose_times.hint(text) or "write year-month-day, such as 2027-03-01")


def _listed(value: object) -> object:
    """One entry stands for a list of it."""
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


Day = Annotated[str, AfterValidator(_checked_day)]
_Item = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int), AfterValidator(_checked_on)]
_Items = Annotated[list[_Item], BeforeValidator(_listed, json_schema_input_type=list[str | int] | str | int)]
_Spans = Annotated[list[Days], BeforeValidator(_listed, json_schema_input_type=list[str] | str)]

_PLACES = {
    "week": ("a day of the week", "`on: [mon, thu]`"),
    "month": ("a day of a month", "`on: [1, 15]`, `on: [first mon]` or `on: [last]`"),
}


_SEVERAL = re.compile(r"(?:every )?([1-9][0-9]?) (day|week|month|year)s?")


def _one_unit(value: object) -> object:
    """`2 weeks` is a week with an interval."""
    if isinstance(value, str) and (found := _SEVERAL.fullmatch(value)):
        raise ValueError(f"`{value}` is not a choice for `every`", f"write `every: {found[2]}, interval: {found[1]}`")
    return value


class Repeat(Model):
    """How often a post goes out, from its `schedule` on, and when that ends."""

    every: Annotated[Literal["day", "week", "month", "year"], BeforeValidator(_one_unit)] = Field(
        description="day, week, month or year"
    )
    interval: Annotated[int, Field(ge=1, le=99)] = Field(
        1, description="Every how many: 2 is every second day, week, month or year, counted from the first"
    )
    on: _Items = Field(
        default_factory=list,
        description="Weekdays of a week (mon, thu); of a month its days (1, 15, last) or weekdays (first mon, last "
        "fri). By default those of `schedule`",
    )
    until: Day | None = Field(None, description="The last day on which it may go out")
    times: Annotated[int, Field(ge=1, le=MOST)] | None = Field(
        None, description="How many times in all, skipped ones included; in place of `until`"
    )
    skip: _Spans = Field(
        default_factory=list, description="Days on which it does not go out: 2027-01-04 or 2026-12-28..2027-01-10"
    )
    move: dict[Day, str] = Field(
        default_factory=dict,
        description="Another day, or day and hour, for one time: {2027-03-08: 2027-03-09 12:00}",
    )
    cooldown: Duration | None = Field(
        None, description="The same text goes out again on an account after this at the earliest: 21d"
    )

    @field_validator("on")
    @classmethod
    def _on_fits(cls, on: list[str], info: ValidationInfo) -> list[str]:
        every = info.data.get("every", "week")
        if on and every not in _PLACES:
            raise ValueError(f"`every: {every}` takes no `on`", "remove `on`, or write `every: week` or `every: month`")
        for text in on:
            found = on_of(text)
            is_month = found.weekday is None or found.nth != 0
            if is_month != (every == "month"):
                what, how = _PLACES[every]
                raise ValueError(f"`{text}` is not {what}", f"with `every: {every}` write {how}")
        return on


_UNITS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}


def _in_full(value: object) -> object:
    """A word, or some weekdays, do not say when the series ends."""
    if isinstance(value, dict) or value is None:
        return value
    words = [str(one) for one in value] if isinstance(value, list) else [str(value).casefold()]
    unit = next((unit for unit, word in _UNITS.items() if words[:1] in ([unit], [word])), "")
    unit = unit or choice("every", words[0] if words else "") or "week"
    weekdays = [choice("days", word) or word for word in words]
    on = f", on: [{', '.join(weekdays)}]" if words and all(day in WEEKDAYS for day in weekdays) else ""
    hint = f"write `repeat: {{every: {unit}{on}, until: 2027-03-01}}`"
    raise ValueError("`repeat` has to say how often the post goes out, and until when", hint)


MaybeRepeat = Annotated[Repeat | None, BeforeValidator(_in_full, json_schema_input_type=Repeat | None)]


class Turn(NamedTuple):
    """One time of a series. `number` counts from 0, skipped times included; `day` is the one that it is known by,
    `moved` what stands under `move` for it."""

    number: int
    day: date
    moved: str = ""

    @property
    def occurrence(self) -> str:
        """What it is called in keys and files, whatever becomes of its hour."""
        return self.day.isoformat()


def turns(repeat: Repeat, first: date) -> list[Turn]:
    """Every time of the series that begins on the day `first`, in order; at most `MOST`, within `HORIZON`."""
    dark = [days(span) for span in repeat.skip]
    found = (Turn(number, day, repeat.move.get(day.isoformat(), "")) for number, day in enumerate(_days(repeat, first)))
    return [turn for turn in found if not any(begin <= turn.day <= end for begin, end in dark)][:MOST]


def has_end(repeat: Repeat, first: date) -> bool:
    """It says when it ends, and ends before it is too long."""
    return (repeat.until is None) != (repeat.times is None) and not is_too_long(repeat, first)


def is_too_long(repeat: Repeat, first: date) -> bool:
    """It has more times than `turns` gives."""
    return len(_days(repeat, first)) > MOST or (repeat.until is not None and day_of(repeat.until) > _last(first))


def _days(repeat: Repeat, first: date) -> Sequence[date]:
    """Skipped ones included, and one more than `MOST` where there are so many."""
    until = min(day_of(repeat.until), _last(first)) if repeat.until else _last(first)
    most = min(repeat.times or MOST + 1, MOST + 1)
    return _rule(repeat.every, repeat.interval, tuple(repeat.on), first, until, most)


def _last(first: date) -> date:
    try:
        return first + HORIZON
    except OverflowError:
        return date.max


@lru_cache(maxsize=256)
def _rule(every: str, interval: int, on: tuple[str, ...], first: date, until: date, most: int) -> tuple[date, ...]:
    """By the rules of calendars (RFC 5545, 3.3.10): a month without that day is left out, weeks begin on Monday."""
    from dateutil import rrule  # only posts that repeat need it

    units = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY, "year": rrule.YEARLY}
    start, end = (datetime.combine(day, time()) for day in (first, until))
    whole = rrule.rruleset()
    for more in [_by(on_of(text)) for text in on] or [{}]:
        whole.rrule(rrule.rrule(units[every], dtstart=start, until=end, interval=interval, wkst=rrule.MO, **more))
    return tuple(moment.date() for moment in islice(_all(whole), most))


def _all(whole: Any) -> Iterator[datetime]:
    yield from whole


def _by(on: On) -> Mapping[str, Any]:
    from dateutil import rrule

    if on.weekday is None:
        return {"bymonthday": on.day}
    weekday = rrule.weekdays[on.weekday]
    return {"byweekday": weekday(on.nth) if on.nth else weekday}
