"""Hints for times that cannot be parsed: they contain no more than what was written.

What is missing stands as `YYYY`, `MM`, `DD` or `HH:MM`; what is not understood gives the form alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import date as Date
from typing import NamedTuple

FORM = "write it as year-month-day and hour: `YYYY-MM-DD HH:MM`"

_MONTHS = tuple(
    re.compile(rf"(?:{names})\w*", re.IGNORECASE)
    for names in (
        "янв|jan", "фев|feb", "мар|mar", "апр|apr", "ма[йя]|may", "июн|jun", "июл|jul", "авг|aug", "сен|sep", "окт|oct",
        "ноя|nov", "дек|dec",
    )
)  # fmt: skip
_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
_ORDINAL = r"(?:st|nd|rd|th|-?го|-?е)?"
_YEAR = r"(?P<year>\d{4})(?!\d)(?:\s*(?:года|год|г)\b\.?)?"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)",
        r"(?P<day>\d{1,2})[.\-](?P<month>\d{1,2})[.\-](?P<year>\d{4}|\d{2})(?![\d:])(?:\s*(?:года|год|г)\b\.?)?",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?{_WORD}(?:,?\s+{_YEAR})?",
        rf"{_WORD}\s+(?P<day>\d{{1,2}}){_ORDINAL}(?![\d:])(?:,?\s+{_YEAR})?",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?!\d)",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})(?!\d)",
    )
)
_TIME_FIRST = re.compile(r"^(\d{1,2}:\d{2}),?\s+(\d{1,4}[-./].*|\d{1,2}\s.*)$")
_WEEKDAYS = (
    ("mon", "пн", "пон"), ("tue", "вт"), ("wed", "ср"), ("thu", "чт", "чет"), ("fri", "пт", "пят"),
    ("sat", "сб", "суб"), ("sun", "вс", "вос"),
)  # fmt: skip
_WEEKDAY = re.compile(r"([^\W\d_]{2,11})[.,]{0,2}\s+(?=\d)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?=Z?$)")
_SPAN = re.compile(r"\b(?:через|спустя|in|after|за)\b", re.IGNORECASE)
_TIME = re.compile(
    r"""[\s,]*(?:[TtТт]|(?P<said>(?:в|at|@)\s))?\s*
        (?P<hour>\d{1,2}) (?:(?:[:.\-]|\s*(?:h|ч)\s*|\s)(?P<minute>\d{2})(?:(?P<second>:\d{2})(?:[.,]\d{1,9})?)?(?!\d))?
        \s*(?P<half>[ap]\.?m\b\.?|утра\b|дня\b|вечера\b|ночи\b|час\w*|ч\b\.?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET = re.compile(
    r"\s*\(?(?P<base>utc|gmt|z|мск|msk)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\)?", re.IGNORECASE
)
_AREA = re.compile(r"\s*\(?(?P<zone>[A-Za-z]+/[A-Za-z_/]+)\)?")
_MOSCOW = re.compile(r"\s*\(?(?:по\s+)?(?:мск|msk|моск\w*(?:\s+времени)?)\)?", re.IGNORECASE)
_UTC = re.compile(r"\s*\(?(?:utc|gmt|z)\)?", re.IGNORECASE)
_HOUR = re.compile(r"(?:\s+|[TtТт])(?P<hour>\d{1,2})(?![\d:.])\s*")
_ABBREVIATION = re.compile(r"\s*\(?(?P<zone>[A-Za-z]{2,5})\)?")
_FIRST, _LAST = 10**9, 4 * 10**9
"""Whole numbers that are Unix times of this century."""


class _Wall(NamedTuple):
    """A date in its possible forms, a time, and a zone as it is to be written, "" where there is none."""

    dates: tuple[str, ...]
    time: str
    zone: str

    def hint(self) -> str:
        forms = " or ".join(f"`{f'{date} {self.time}'.rstrip()}{self.zone}`" for date in self.dates)
        missing = "YYYY" in forms
        return f"write {forms}, with the year for `YYYY`" if missing else f"write {forms}"


def hint(text: str) -> str:
    """How to write the time that `text` speaks of."""
    text = _plain(text)
    return next((said for dates, rest in _dates(text) if (said := _with_dates(dates, rest))), "") or _only_time(text)


def meant(text: str) -> str:
    """The time that `text` speaks of, as it is to be written; "" where it may be another one, or lacks a part."""
    walls = (_wall(dates, rest) for dates, rest in _dates(_plain(text)))
    wall = next((wall for wall in walls if wall), None)
    if wall is None or len(wall.dates) > 1 or not wall.time or "YYYY" in wall.dates[0]:
        return ""
    return f"{wall.dates[0]} {wall.time}{wall.zone}"


def day(text: str) -> str:
    """The only day that `text` may mean, without an hour, as it is to be written; "" of anything else."""
    found = (dates for dates, rest in _dates(_plain(text)) if not rest.strip())
    return next((dates[0] for dates in found if len(dates) == 1), "")


def month_of(name: str) -> int:
    """From 1; 0 for a word that is no month."""
    return next((number for number, form in enumerate(_MONTHS, 1) if form.fullmatch(name)), 0)


def _plain(text: str) -> str:
    """On one line, the date first; that of a calendar (RFC 5545) with its signs, that of a mail without its weekday,
    if it is the right one."""
    text = _COMPACT.sub(r"\1-\2-\3 \4:\5:\6", " ".join(text.split()))
    if found := _WEEKDAY.match(text):
        rest = _plain(text[found.end() :])
        dates = next((dates for dates, _ in _dates(rest)), ())
        return rest if any(_is_on(date, found[1]) for date in dates if len(dates) == 1) else text
    return _TIME_FIRST.sub(r"\2 \1", text)


def _is_on(date: str, weekday: str) -> bool:
    """Whether this date, with its year, is on that day of the week."""
    return "YYYY" not in date and weekday.casefold().startswith(_WEEKDAYS[Date.fromisoformat(date).weekday()])


def _wall(dates: tuple[str, ...], rest: str) -> _Wall | None:
    time, rest = _time(rest) if "YYYY" in dates[0] else _hour(rest)
    zone = _zone(rest)
    return None if zone is None else _Wall(dates, time, zone)


def _with_dates(dates: tuple[str, ...], rest: str) -> str:
    """The hint for one of these dates and what follows it; "" if it cannot be parsed."""
    if wall := _wall(dates, rest):
        return wall.hint()
    time, rest = _time(rest) if "YYYY" in dates[0] else _hour(rest)
    if time and (abbreviation := _ABBREVIATION.fullmatch(rest)):
        meant = _Wall(dates, time, " +HH:MM").hint()
        return f"{meant}, with the offset of `{abbreviation['zone']}`, or a zone such as `[Europe/Moscow]`"
    return ""


def unix(number: int) -> str:
    """The hint for a number of seconds."""
    meant = from_unix(number)
    return f"as a Unix time that is `{meant}`" if meant else FORM


def from_unix(number: int) -> str:
    """The time of so many seconds, as it is to be written; "" where the number is no such time."""
    return f"{datetime.fromtimestamp(number, UTC):%Y-%m-%d %H:%M}Z" if _FIRST <= number < _LAST else ""


def zone(name: str) -> str:
    """The hint for the name of a zone that is `UTC+3` or the like; "" when it is not. `Etc/GMT-3` is three hours ahead
    (its sign is turned round, as POSIX has it)."""
    found = _OFFSET.fullmatch(name)
    offset = _offset(found) if found else ""
    if not offset:
        return ""
    etc = "Etc/GMT" + ("-" if offset[0] == "+" else "+") + str(int(offset[1:3]))
    return f"write the offset `{offset}`" + (f", or the zone `{etc}`" if offset.endswith(":00") else "")


def _dates(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The date that the text begins with, in the forms that it may mean, and what follows; for each way to read it."""
    for form in _DATES:
        if (found := form.match(text)) and (dates := tuple(dict.fromkeys(_meant(found)))):
            yield dates, text[found.end() :]


def _meant(found: re.Match[str]) -> Iterator[str]:
    """With slashes, day and month cannot be told apart unless one is above 12."""
    parts = found.groupdict(default="")
    month, day, year = parts["month"], parts["day"], parts.get("year", "")
    if not month.isdigit():
        month = str(number) if (number := month_of(month)) else ""
    pairs = [(month, day), (day, month)] if re.match(r"\d{1,2}/", found[0]) else [(month, day)]
    yield from (form for one, other in pairs if (form := _checked(year, one, other)))


def _checked(year: str, month: str, day: str) -> str:
    """`2026-12-05`, "" where there is no such day. Two digits are a year of this century."""
    full = f"20{year}" if len(year) == 2 else year
    try:
        datetime(int(full or 2024), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return ""
    return f"{int(full):04}-{int(month):02}-{int(day):02}" if full else f"YYYY-{int(month):02}-{int(day):02}"


def _time(text: str) -> tuple[str, str]:
    """`22:00` and what follows; "" where no time stands."""
    found = _TIME.match(text)
    if not found or not (found["minute"] or found["half"] or found["said"]):
        return "", text
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half.startswith("p") or half in ("дня", "вечера"):
        hour += 12 if hour < 12 else 0
    elif half.startswith("a") or half == "ночи":
        hour = 0 if hour == 12 else hour
    if hour > 23 or int(found["minute"] or 0) > 59:
        return "", text
    return f"{hour:02}:{found['minute'] or '00'}{found['second'] or ''}", text[found.end() :]


def _hour(text: str) -> tuple[str, str]:
    """The same behind a whole date, where a number alone is the hour."""
    found = _HOUR.match(text)
    time, rest = _time(text)
    if time or not found or int(found["hour"]) > 23:
        return time, rest
    return f"{int(found['hour']):02}:00", text[found.end() :]


def _zone(text: str) -> str | None:
    """As it is written behind a time; None where it is not understood."""
    if not text.strip(" .,"):
        return ""
    if _MOSCOW.fullmatch(text):
        return " [Europe/Moscow]"
    if _UTC.fullmatch(text):
        return "Z"
    if found := _AREA.fullmatch(text):
        return f" [{found['zone']}]"
    found = _OFFSET.fullmatch(text)
    return f" {offset}" if found and (offset := _offset(found)) else None


def _offset(found: re.Match[str]) -> str:
    """`+03:00`; "" where there is no such offset. Moscow is three hours ahead already."""
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    minutes *= 1 if found["sign"] == "+" else -1
    minutes += 180 if (found["base"] or "").casefold() in ("мск", "msk") else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"{'+' if minutes >= 0 else '-'}{hours:02}:{rest:02}" if hours <= 14 and rest <= 59 else ""


def _only_time(text: str) -> str:
    """Words such as `tomorrow` say nothing that stays true; the hour is kept."""
    found = None if _SPAN.search(text) else re.search(r"(?:^|\s)(\d.*)$", text)
    time, rest = _time(f" в {found[1]}") if found else ("", "")
    if not time or (zone := _zone(rest)) is None:
        return FORM
    return f"write the date too, year first: `YYYY-MM-DD {time}{zone}`"
