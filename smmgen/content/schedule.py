"""Wall time, zone and instant of a post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from smmgen.content import codes
from smmgen.diagnostics import Code
from smmgen.suggest import did_you_mean, only


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant together with the wall time and IANA zone (or fixed offset such as `+03:00`) it came from."""

    instant: datetime
    """Aware, in UTC."""
    wall: str
    """`2026-11-27T10:00`"""
    zone: str

    @property
    def local(self) -> datetime:
        """Aware wall time with the offset that holds at that instant."""
        return datetime.fromisoformat(self.iso)

    @property
    def iso(self) -> str:
        """RFC 3339 with offset, seconds included: `2026-11-27T10:00:00+03:00`."""
        return _rfc3339(self.wall, self.instant)


@lru_cache(maxsize=1024)
def _rfc3339(text: str, instant: datetime) -> str:
    wall = datetime.fromisoformat(text)
    minutes = round((wall.replace(tzinfo=UTC) - instant).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{wall.isoformat(timespec='seconds')}{sign}{hours:02}:{rest:02}"


class TimeProblem(NamedTuple):
    """What is wrong with a time, or what was chosen."""

    code: Code
    message: str
    hint: str = ""
    instead: str = ""
    """The whole time as it was surely meant; "" where there is more than one way to read it."""
    safe: bool = False
    """It can have meant nothing else."""


Resolved = tuple[Moment | None, TimeProblem | None]

_FORM = re.compile(
    r"""(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
        (?: (?:[Tt]|[ ]+) (?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)
            (?: [ ]* (?P<offset> [Zz] | [+-][0-9]{2}:?[0-9]{2} ) )? )?
        (?: [ ]* \[ (?P<zone>[^\]\s]+) \] )?""",
    re.VERBOSE,
)
_YEARS = range(1970, 2200)


@lru_cache(maxsize=4096)
def resolve(text: str, zone: str | None, default_time: str) -> Resolved:
    """Read a time: `2026-11-27 10:00`, with `T`, seconds, an offset or `Z`, `[Area/City]` (RFC 9557), or a date alone.

    `zone` is the project's IANA zone, `default_time` the hour of a date alone. A wall time that clocks skip is moved
    forward by as much as they skip; of one that happens twice the first is taken; both come with a warning. A problem
    without a moment is an error.
    """
    written = text.strip()
    found = _FORM.fullmatch(written)
    if found is None:
        return _unreadable(written)
    wall = _wall(found["date"], found["time"] or default_time)
    if isinstance(wall, TimeProblem):
        return None, _in_full(wall, written, found)
    if found["offset"]:
        return _with_offset(wall, found["offset"].upper(), found["zone"])
    name = found["zone"] or zone
    if name is None:
        hint = "write an offset or a zone, such as `[Europe/Moscow]`, or set `timezone` under [project] in smm.toml"
        return None, TimeProblem(codes.NAIVE_DATETIME, f"it is unclear in which zone `{written}` is", hint)
    known = load_zone(name)
    if known is None:
        return None, _in_full(unknown_zone(name), written, found)
    moment, problem = _in_zone(wall, known, name)
    return moment, _in_full(problem, written, found) if problem else None


def _in_full(problem: TimeProblem, written: str, found: re.Match[str]) -> TimeProblem:
    """The problem, with `instead` in place of the part of the time that is wrong: date and hour, or the zone."""
    if not problem.instead:
        return problem
    start, end = found.span("zone") if problem.message.startswith("unknown time zone") else _wall_place(found)
    if start < 0:
        return problem._replace(instead="")
    return problem._replace(instead=f"{written[:start]}{problem.instead}{written[end:]}")


def _wall_place(found: re.Match[str]) -> tuple[int, int]:
    return found.start("date"), found.end("time") if found["time"] else found.end("date")


@lru_cache(maxsize=64)
def load_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of this name; None where there is none, on any machine alike."""
    return ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """The names of the tz database. A system has more files, whose names mean another thing on each machine
    (`localtime`) or none that people use (`right/…`, `posixrules`, `Factory`)."""
    names = (files("tzdata") / "zones").read_text("utf-8").split()
    return frozenset(names) - {"Factory"}


def zone_of(timezone: str | None) -> tzinfo:
    """The zone that smm.toml names, which was checked when it was read; without one, UTC."""
    return (load_zone(timezone) if timezone else None) or UTC


def minute(moment: datetime, zone: tzinfo) -> str:
    """`2026-12-05 10:00 Europe/Moscow`: a moment for people, its zone named."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} {zone}"


def wall_in(moment: Moment | None, zone: str) -> str:
    """The wall time `2026-11-27T10:00` in this zone; in the moment's own where none is given, "" without a moment."""
    if moment is None or not zone or moment.zone == zone:
        return moment.wall if moment else ""
    there = moment.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return there.isoformat(timespec="seconds" if there.second else "minutes")


def unknown_zone(name: str) -> TimeProblem:
    """The mistake of naming an unknown time zone, with a similar one as its hint."""
    city = next((known for known in sorted(_zones()) if known.rsplit("/", 1)[-1].casefold() == name.casefold()), "")
    from smmgen.content import loose_times  # patterns for times that are wrong, which are rare

    hint = loose_times.zone(name) or (f"did you mean `{city}`?" if city else "")
    hint = hint or did_you_mean(name, _zones(), "write the name of an IANA zone, such as `Europe/Moscow`")
    meant = city or ("" if loose_times.zone(name) else only(name, _zones()))
    return TimeProblem(codes.UNREADABLE_TIME, f"unknown time zone `{name}`", hint, meant)


def _wall(date: str, time: str) -> datetime | TimeProblem:
    hours, _, rest = time.partition(":")
    if hours == "24":
        return _midnight(date, time)
    try:
        wall = datetime.fromisoformat(f"{date}T{hours:0>2}:{rest}")
    except ValueError:
        return TimeProblem(codes.UNREADABLE_TIME, *_impossible(date, time))
    if wall.year not in _YEARS:
        return TimeProblem(codes.UNREADABLE_TIME, f"the year {date[:4]} is not plausible", "write a year such as 2026")
    return wall


def _midnight(date: str, time: str) -> TimeProblem:
    message, hint = "`24:00` is not an hour", "midnight is `00:00` of the next day"
    try:
        following = datetime.fromisoformat(date) + timedelta(days=1)
    except (ValueError, OverflowError):
        return TimeProblem(codes.UNREADABLE_TIME, message, hint)
    meant = f"{following:%Y-%m-%d} 00:00"
    is_midnight = re.fullmatch(r"24:00(?::00)?", time)
    return TimeProblem(codes.UNREADABLE_TIME, message, f"{hint}: `{meant}`", meant if is_midnight else "", safe=True)


def _impossible(date: str, time: str) -> tuple[str, str]:
    year, month, day = (int(part) for part in date.split("-"))
    if not 1 <= month <= 12:
        swapped = f"`{year:04}-{day:02}-{month:02}`" if 1 <= day <= 12 and month <= 31 else ""
        return f"there is no month {month:02}", f"did you mean {swapped}?" if swapped else "write year-month-day"
    try:
        datetime.fromisoformat(date)
    except ValueError:
        hint = f"month {month:02} of {year} is shorter" if day > 28 else "days begin with 01"
        return f"there is no day `{date}`", hint
    return f"there is no time `{time}`", "hours go from 00 to 23, minutes and seconds from 00 to 59"


def _with_offset(wall: datetime, offset: str, zone: str | None) -> Resolved:
    shown = "+00:00" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"
    hours, minutes = int(shown[1:3]), int(shown[4:])
    if hours > 14 or minutes > 59:
        hint = "offsets go from -12:00 to +14:00; Moscow is +03:00"
        return None, TimeProblem(codes.UNREADABLE_TIME, f"there is no offset `{offset}`", hint)
    delta = timedelta(hours=hours, minutes=minutes) * (-1 if shown[0] == "-" else 1)
    moment = Moment(wall.replace(tzinfo=timezone(delta)).astimezone(UTC), _iso(wall), zone or shown)
    return (moment, None) if zone is None else _agreeing(moment, wall, delta, zone, offset)


def _agreeing(moment: Moment, wall: datetime, delta: timedelta, zone: str, offset: str) -> Resolved:
    """Offset and zone are both given (RFC 9557, section 3.4): they must mean the same instant."""
    known = load_zone(zone)
    if known is None:
        return None, unknown_zone(zone)
    if offset == "Z" or moment.instant.astimezone(known).utcoffset() == delta:
        local = moment.instant.astimezone(known).replace(tzinfo=None) if offset == "Z" else wall
        return Moment(moment.instant, _iso(local), zone), None
    message = f"`{offset}` is not the offset of {zone} then"
    hint = f"there it is {_offset(wall.replace(tzinfo=known))}; leave one of the two away"
    return None, TimeProblem(codes.UNREADABLE_TIME, message, hint)


def _in_zone(wall: datetime, zone: ZoneInfo, name: str) -> Resolved:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    instant = first.astimezone(UTC)
    moment = Moment(instant, _iso(wall), name)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before == after:
        return moment, None
    if before > after:
        message = f"`{_spoken(wall)}` happens twice in {name}; the first one is chosen"
        hint = f"write the offset to choose: {_offset(first)} is the first, {_offset(second)} the second"
        return moment, TimeProblem(codes.AMBIGUOUS_TIME, message, hint, f"{_spoken(wall)} {_offset(first)}")
    chosen = instant.astimezone(zone).replace(tzinfo=None)
    message = f"`{_spoken(wall)}` does not exist in {name}: clocks go forward; `{_spoken(chosen)}` is chosen"
    hint = f"write `{_spoken(chosen)}`, or another time"
    return Moment(instant, _iso(chosen), name), TimeProblem(codes.TIME_IN_GAP, message, hint, _spoken(chosen))


def _offset(moment: datetime) -> str:
    return f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:5]


def _spoken(wall: datetime) -> str:
    return wall.isoformat(" ", "seconds" if wall.second else "minutes")


def _iso(wall: datetime) -> str:
    return wall.isoformat("T", "seconds" if wall.second else "minutes")


def _unreadable(text: str) -> Resolved:
    from smmgen.content import loose_times

    message = f"`{text}` is not a time that can be read"
    return None, TimeProblem(codes.UNREADABLE_TIME, message, loose_times.hint(text), loose_times.meant(text))
