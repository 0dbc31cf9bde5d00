"""Which days a text means, as read on a given day: `12 декабря`, `в субботу`, `завтра` (see `dates.py`).

A date without a year is the first one of that name that is not more than 90 days before the given day: `5 января` in a
post of December is that of the next year, `25 декабря` in one of January that of the last. A weekday alone is the next
one, the given day included; `this` changes nothing, `next` is that of the week after, `last` that of the week before.
Weeks begin on Monday.
"""

from __future__ import annotations

from datetime import date, timedelta

from smmgen.markup.date_pieces import Day, Weekday
from smmgen.markup.dates import When

BACK = timedelta(days=90)
"""How long ago a day without a year may have been."""
_LEAP = 9
"""A 29 February is at most eight years away: 1904 is the next after 1896."""


def dates_of(when: When, given: date) -> tuple[date, ...]:
    """The days of a statement: all of a list, the first and last of a range. () if it states none that can be told.

    A weekday beside a date changes nothing; whether it is right is another question (`wrong_weekday`).
    """
    if when.days:
        return tuple(found for day in when.days if (found := day_of(day, given)))
    if when.relative:
        return (given + timedelta(days=when.relative.days),)
    if when.weekday is None or when.every:
        return ()
    first = weekday_from(when.weekday, given)
    if when.last_weekday is None:
        return (first,)
    return (first, first + timedelta(days=(when.last_weekday.number - first.weekday()) % 7))


def day_of(day: Day, given: date) -> date | None:
    """The day that is meant; None if it is none of the calendar, such as 31 February, or has no month."""
    if day.month is None:
        return None
    if day.year is not None:
        return _date(day.year, day.month, day.day)
    years = range(given.year - 1, given.year + _LEAP)
    found = (_date(year, day.month, day.day) for year in years)
    return next((one for one in found if one and one >= given - BACK), None)


def weekday_from(weekday: Weekday, given: date) -> date:
    """The next such day, the given one included; or that of the next week, or of the last."""
    if weekday.week:
        monday = given - timedelta(days=given.weekday())
        return monday + timedelta(days=7 * weekday.week + weekday.number)
    return given + timedelta(days=(weekday.number - given.weekday()) % 7)


def wrong_weekday(when: When, given: date) -> date | None:
    """The day that a statement means where it calls it by another weekday: `суббота, 13 декабря` of a Sunday."""
    if when.weekday is None or when.every or when.last_weekday or len(when.days) != 1:
        return None
    day = day_of(when.days[0], given)
    return day if day and day.weekday() != when.weekday.number else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
