"""Wall times to instants, in every zone and across every change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smmgen.content.schedule import Moment, resolve

MOSCOW = "Europe/Moscow"


def moment_of(text: str, zone: str | None = MOSCOW, default: str = "10:00") -> Moment:
    moment, problem = resolve(text, zone, default)
    assert moment is not None, problem
    assert problem is None
    return moment


@pytest.mark.parametrize(
    ("text", "iso", "zone"),
    [
        ("2026-11-27 10:00", "2026-11-27T10:00:00+03:00", MOSCOW),
        ("2026-11-27T10:00", "2026-11-27T10:00:00+03:00", MOSCOW),
        ("2026-11-27 9:05", "2026-11-27T09:05:00+03:00", MOSCOW),
        ("2026-11-27T10:00:30", "2026-11-27T10:00:30+03:00", MOSCOW),
        ("  2026-11-27  10:00 ", "2026-11-27T10:00:00+03:00", MOSCOW),
        ("2026-11-27", "2026-11-27T10:00:00+03:00", MOSCOW),
        ("2026-11-27 10:00 +05:00", "2026-11-27T10:00:00+05:00", "+05:00"),
        ("2026-11-27T10:00-0330", "2026-11-27T10:00:00-03:30", "-03:30"),
        ("2026-11-27T10:00Z", "2026-11-27T10:00:00+00:00", "+00:00"),
        ("2026-11-27 10:00 [Europe/Berlin]", "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
        ("2026-11-27 [Europe/Berlin]", "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
        ("2026-11-27T10:00+01:00[Europe/Berlin]", "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
        ("2026-11-27T09:00Z[Europe/Berlin]", "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
        ("2026-10-25T02:30+02:00[Europe/Berlin]", "2026-10-25T02:30:00+02:00", "Europe/Berlin"),
        ("2026-10-25T02:30+01:00[Europe/Berlin]", "2026-10-25T02:30:00+01:00", "Europe/Berlin"),
        ("2028-02-29 00:00", "2028-02-29T00:00:00+03:00", MOSCOW),
    ],
)
def test_forms(text: str, iso: str, zone: str) -> None:
    moment = moment_of(text)
    assert (moment.iso, moment.zone) == (iso, zone)
    assert moment.instant == datetime.fromisoformat(iso)
    assert moment.instant.tzinfo is UTC
    assert moment.local.isoformat() == iso


def test_wall_has_seconds_only_where_they_matter() -> None:
    assert moment_of("2026-11-27 10:00:00").wall == "2026-11-27T10:00"
    assert moment_of("2026-11-27 10:00:30").wall == "2026-11-27T10:00:30"


def test_date_alone_takes_the_default_time() -> None:
    assert moment_of("2026-11-27", default="18:30").wall == "2026-11-27T18:30"


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("2026-02-30 10:00", "SMM113", "there is no day `2026-02-30`", "month 02 of 2026 is shorter"),
        ("2026-11-00", "SMM113", "there is no day `2026-11-00`", "days begin with 01"),
        ("2026-27-11", "SMM113", "there is no month 27", "did you mean `2026-11-27`?"),
        ("2026-11-27 25:00", "SMM113", "there is no time `25:00`", "hours go from 00 to 23"),
        ("2026-11-27 10:60", "SMM113", "there is no time `10:60`", "hours go from 00 to 23"),
        ("2026-11-30 24:00", "SMM113", "`24:00` is not an hour", "midnight is `00:00` of the next day: `2026-12-01"),
        ("0226-11-27", "SMM113", "the year 0226 is not plausible", "write a year such as 2026"),
        ("2026-11-27 10:00 [Europe/Moskow]", "SMM113", "unknown time zone `Europe/Mosk", "did you mean `Europe/Mos"),
        ("2026-11-27 10:00 [moscow]", "SMM113", "unknown time zone `moscow`", "did you mean `Europe/Mos"),
        ("2026-11-27 10:00 [GMT+3]", "SMM113", "unknown time zone `GMT+3`", "write the offset `+03:00`, or"),
        ("2026-11-27 10:00 [UTC+3]", "SMM113", "unknown time zone `UTC+3`", "write the offset `+03:00`, or"),
        ("2026-11-27 10:00 [../../etc/passwd]", "SMM113", "unknown time zone `../../etc/passwd`", "write the name"),
        ("2026-11-27 10:00 [Europe]", "SMM113", "unknown time zone `Europe`", ""),
        ("2026-11-27 10:00 +15:00", "SMM113", "there is no offset `+15:00`", "offsets go from -12:00 to +14:00"),
        ("2026-11-27 10:00 +05:00 [Europe/Berlin]", "SMM113", "`+05:00` is not the offset of", "there it is +01:00"),
        ("27.11.2026 10:00", "SMM113", "`27.11.2026 10:00` is not a time that can be read", "write `2026-11-27 10:00`"),
        ("1.2.2026", "SMM113", "`1.2.2026` is not", "write `2026-02-01`"),
        ("11/27/2026 9:30", "SMM113", "`11/27/2026 9:30` is not", "write `2026-11-27 09:30`"),
        ("01/02/2026", "SMM113", "`01/02/2026` is not", "write `2026-01-02` or `2026-02-01`"),
        ("2026-1-5 9:00", "SMM113", "`2026-1-5 9:00` is not", "write `2026-01-05 09:00`"),
        ("2026/11/27", "SMM113", "`2026/11/27` is not", "write `2026-11-27`"),
        ("2026-11-27 10.30", "SMM113", "`2026-11-27 10.30` is not", "write `2026-11-27 10:30`"),
        ("2026-11-27 10:00 Europe/Berlin", "SMM113", "`2026-11-27 10:00 E", "write `2026-11-27 10:00 [Europe/Berlin]`"),
        ("2026-11-27 10:00 MSK", "SMM113", "`2026-11-27 10:00 M", "write `2026-11-27 10:00 [Europe/Moscow]`"),
        ("tomorrow", "SMM113", "`tomorrow` is not", "write it as year-month-day and hour: `YYYY-MM-DD HH:MM`"),
        ("", "SMM113", "`` is not", "write it as year-month-day and hour: `YYYY-MM-DD HH:MM`"),
        ("٢٠٢٦-11-27", "SMM113", "`٢٠٢٦-11-27` is not", "write `2026-11-27`"),
    ],
)  # fmt: skip
def test_unreadable(text: str, code: str, message: str, hint: str) -> None:
    moment, problem = resolve(text, MOSCOW, "10:00")
    assert moment is None
    assert problem is not None
    assert (problem.code.code, problem.message[: len(message)], problem.hint[: len(hint)]) == (code, message, hint)


def test_no_zone() -> None:
    moment, problem = resolve("2026-11-27 10:00", None, "10:00")
    assert moment is None
    assert problem is not None
    assert problem.code.code == "SMM112"
    assert moment_of("2026-11-27 10:00 +03:00", zone=None).iso == "2026-11-27T10:00:00+03:00"


def test_gap_moves_forward() -> None:
    moment, problem = resolve("2027-03-28 02:30", "Europe/Berlin", "10:00")
    assert moment is not None
    assert problem is not None
    assert (moment.wall, moment.iso) == ("2027-03-28T03:30", "2027-03-28T03:30:00+02:00")
    assert problem.code.code == "SMM601"
    assert "`2027-03-28 03:30` is chosen" in problem.message


def test_fold_takes_the_first() -> None:
    moment, problem = resolve("2026-10-25 02:30", "Europe/Berlin", "10:00")
    assert moment is not None
    assert problem is not None
    assert moment.iso == "2026-10-25T02:30:00+02:00"
    assert problem.code.code == "SMM602"
    assert "+02:00 is the first, +01:00 the second" in problem.hint


def test_a_day_that_was_skipped() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    moment, problem = resolve("2011-12-30 12:00", "Pacific/Apia", "10:00")
    assert moment is not None
    assert problem is not None
    assert (problem.code.code, moment.wall) == ("SMM601", "2011-12-31T12:00")


ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
WALLS = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - wall times have no zone


def assert_sound(wall: datetime, zone: str) -> str:
    """The chosen wall time is the one clocks show at the chosen instant; the code of the warning, if any."""
    wall = wall.replace(microsecond=0)
    moment, problem = resolve(wall.isoformat(" "), zone, "10:00")
    assert moment is not None
    shown = moment.instant.astimezone(ZoneInfo(zone))
    assert shown.replace(tzinfo=None) == datetime.fromisoformat(moment.wall)
    assert moment.local == moment.instant
    code = problem.code.code if problem else ""
    assert (datetime.fromisoformat(moment.wall) == wall) == (code != "SMM601")
    earlier = shown.replace(fold=0).astimezone(UTC)
    assert earlier == moment.instant, "the first of two is chosen"
    return code


@given(ZONES, WALLS)
@settings(max_examples=150, deadline=None)
def test_every_zone(zone: str, wall: datetime) -> None:
    assert_sound(wall, zone)


def transitions(zone: str, year: int) -> list[datetime]:
    """UTC hours of the year within which the zone's offset changes."""
    known, start = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in range(0, 366 * 24, 6)]
    offsets = [hour.astimezone(known).utcoffset() for hour in hours]
    return [hours[at] for at in range(1, len(hours)) if offsets[at] != offsets[at - 1]]


@given(
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca",
         "Antarctica/Troll", "Asia/Beirut", "Europe/Moscow", "America/St_Johns"]
    ),
    st.integers(2008, 2036),
    st.data(),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_around_every_change_of_clocks(zone: str, year: int, data: st.DataObject) -> None:
    """A wall time is reported exactly when going there and back again loses or doubles it."""
    changes = transitions(zone, year)
    assume(changes)
    change = data.draw(st.sampled_from(changes)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wall = change + timedelta(minutes=data.draw(st.integers(-9 * 60, 4 * 60)))
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    exists = first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
    twice = exists and first.astimezone(UTC) != second.astimezone(UTC)
    assert assert_sound(wall, zone) == ("SMM601" if not exists else "SMM602" if twice else "")


@given(st.text(max_size=40))
def test_any_text_gives_a_moment_or_a_reason(text: str) -> None:
    moment, problem = resolve(text, MOSCOW, "10:00")
    assert moment is not None or problem is not None


@given(
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{1,2}:[0-9]{2})?( ?[+-][0-9]{2}:?[0-9]{2})?", fullmatch=True)
)
def test_anything_like_a_time_gives_a_moment_or_a_reason(text: str) -> None:
    moment, problem = resolve(text, MOSCOW, "10:00")
    assert (moment is None) == (problem is not None and problem.code.severity == "error")
