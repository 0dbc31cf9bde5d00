"""The days of a series, against a calendar that is walked day by day; and its hours, where clocks change."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content.repeat import MOST, WEEKDAYS, Repeat, has_end, is_too_long, on_of, turns
from smmgen.content.schedule import resolve
from smmgen.content.series import later

FIRST = date(2026, 12, 7)  # a Monday
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))


def days(first: date = FIRST, **keys: object) -> list[str]:
    return [turn.occurrence for turn in turns(Repeat.model_validate(keys), first)]


@pytest.mark.parametrize(
    ("first", "keys", "wanted"),
    [
        (FIRST, {"every": "week", "times": 3}, ["2026-12-07", "2026-12-14", "2026-12-21"]),
        (FIRST, {"every": "week", "on": ["mon", "thu"], "until": "2026-12-14"},
         ["2026-12-07", "2026-12-10", "2026-12-14"]),
        (FIRST, {"every": "week", "on": ["thu", "mon"], "times": 2}, ["2026-12-07", "2026-12-10"]),
        (FIRST, {"every": "week", "interval": 2, "on": "mon", "until": "2027-01-04"},
         ["2026-12-07", "2026-12-21", "2027-01-04"]),
        (date(2026, 12, 9), {"every": "week", "interval": 2, "on": ["mon", "wed"], "times": 3},
         ["2026-12-09", "2026-12-21", "2026-12-23"]),  # the second week of two begins on Monday
        (FIRST, {"every": "day", "interval": 3, "until": "2026-12-13"}, ["2026-12-07", "2026-12-10", "2026-12-13"]),
        (date(2026, 1, 31), {"every": "month", "times": 4}, ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]),
        (date(2026, 1, 31), {"every": "month", "on": "last", "times": 3}, ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (date(2026, 12, 1), {"every": "month", "on": [1, 15], "times": 3}, ["2026-12-01", "2026-12-15", "2027-01-01"]),
        (FIRST, {"every": "month", "on": ["first mon"], "times": 3}, ["2026-12-07", "2027-01-04", "2027-02-01"]),
        (date(2026, 12, 25), {"every": "month", "on": ["last fri", 25], "times": 3},
         ["2026-12-25", "2027-01-25", "2027-01-29"]),
        (date(2028, 2, 29), {"every": "year", "until": "2036-12-31"}, ["2028-02-29", "2032-02-29", "2036-02-29"]),
        (FIRST, {"every": "week", "times": 3, "skip": ["2026-12-14"]}, ["2026-12-07", "2026-12-21"]),
        (FIRST, {"every": "week", "times": 3, "skip": "2026-12-08..2027-01-10"}, ["2026-12-07"]),
        (FIRST, {"every": "week", "until": "2026-12-06"}, []),
    ],
)  # fmt: skip
def test_days_are_those_that_calendars_give(first: date, keys: dict[str, object], wanted: list[str]) -> None:
    assert days(first, **keys) == wanted


def test_a_skipped_time_keeps_its_number() -> None:
    """So that the variants after it stay whose turn they were."""
    found = turns(Repeat.model_validate({"every": "week", "times": 4, "skip": ["2026-12-14"]}), FIRST)
    assert [turn.number for turn in found] == [0, 2, 3]


def walked(every: str, interval: int, on: list[str], first: date, until: date) -> Iterator[date]:
    """By looking at each day."""
    week = first - timedelta(days=first.weekday())
    for day in (first + timedelta(days=number) for number in range((until - first).days + 1)):
        months = (day.year - first.year) * 12 + day.month - first.month
        last = monthrange(day.year, day.month)[1]
        units = {"day": (day - first).days, "week": (day - week).days // 7, "month": months, "year": months // 12}
        if units[every] % interval == 0 and any(is_on(one, day, first, last, every) for one in on or [""]):
            yield day


def is_on(item: str, day: date, first: date, last: int, every: str) -> bool:
    """One entry of `on`; "" for the day of the first time."""
    if not item:
        same = {"day": True, "week": day.weekday() == first.weekday(), "month": day.day == first.day}
        return same.get(every, (day.month, day.day) == (first.month, first.day))
    *nth, name = item.split()
    if name.isdecimal() or name == "last":
        return day.day == (last if name == "last" else int(name))
    if nth == ["last"]:
        return day.weekday() == WEEKDAYS.index(name) and day.day + 7 > last
    number = ["first", "second", "third", "fourth"].index(nth[0]) if nth else (day.day - 1) // 7
    return day.weekday() == WEEKDAYS.index(name) and (day.day - 1) // 7 == number


WEEKLY = st.lists(st.sampled_from(WEEKDAYS), max_size=4, unique=True)
NTH = st.builds("{} {}".format, st.sampled_from(["first", "second", "third", "fourth", "last"]),
                st.sampled_from(WEEKDAYS))  # fmt: skip
MONTHLY = st.lists(st.one_of(st.integers(1, 31).map(str), st.just("last"), NTH), max_size=4, unique=True)
RULES = st.one_of(
    st.tuples(st.sampled_from(["day", "year"]), st.just([])),
    st.tuples(st.just("week"), WEEKLY),
    st.tuples(st.just("month"), MONTHLY),
)


@given(RULES, st.integers(1, 5), DAYS, st.integers(0, 700))
def test_days_are_those_of_a_calendar_walked_day_by_day(
    rule: tuple[str, list[str]], interval: int, first: date, length: int
) -> None:
    every, on = rule
    until = first + timedelta(days=length)
    found = days(first, every=every, interval=interval, on=on, until=until.isoformat())
    assert found == [day.isoformat() for day in walked(every, interval, on, first, until)][:MOST]


@given(RULES, st.integers(1, 99), DAYS, st.one_of(st.none(), st.integers(1, MOST)), st.one_of(st.none(), DAYS))
def test_every_series_is_finite_and_in_order(
    rule: tuple[str, list[str]], interval: int, first: date, times: int | None, until: date | None
) -> None:
    keys = {"every": rule[0], "on": rule[1], "interval": interval, "times": times, "until": until and until.isoformat()}
    repeat = Repeat.model_validate(keys)
    found = [turn.day for turn in turns(repeat, first)]
    assert len(found) <= MOST
    assert found == sorted(set(found))
    assert all(first <= day <= (until or day) for day in found)
    if has_end(repeat, first):
        assert not is_too_long(repeat, first)


def test_a_series_up_to_the_end_of_time_is_too_long() -> None:
    assert is_too_long(Repeat(every="day", until="9999-12-31"), FIRST)
    assert is_too_long(Repeat(every="year", until="2037-01-01"), FIRST)
    assert not is_too_long(Repeat(every="day", times=MOST), FIRST)
    assert days(date(9999, 12, 30), every="day", until="9999-12-31") == ["9999-12-30", "9999-12-31"]


@pytest.mark.parametrize("text", ["first", "first first mon", "mon first", "0", "32", "²", "Mon", "", "last last"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        on_of(text)


ZONES = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"]


@given(st.sampled_from(ZONES), DAYS, st.integers(0, 24 * 60 - 1), st.integers(1, 40))
def test_the_hour_stays_the_same_whatever_clocks_do(zone: str, first: date, minute: int, times: int) -> None:
    """By the clock of its zone; an hour that clocks skip is moved by what they skip, and only that one."""
    wall = datetime.combine(first, datetime.min.time()) + timedelta(minutes=minute)
    base, _ = resolve(f"{wall:%Y-%m-%d %H:%M}", zone, "10:00")
    assert base is not None
    before = None
    for number in range(times):
        at, problem = later(base, timedelta(days=7 * number), wall.time())
        assert at is not None
        expected = (wall + timedelta(days=7 * number)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert at.instant == expected
        if problem is None:
            assert at.wall == f"{wall + timedelta(days=7 * number):%Y-%m-%dT%H:%M}"
        assert before is None or timedelta(days=6, hours=22) <= at.instant - before <= timedelta(days=7, hours=2)
        before = at.instant
