"""Another day, weekday or hour in the words of the text: `12-го мая` -> `13-го мая`, `в субботу` -> `во вторник`.

Each function gives the edits, or none where the same words cannot say it: (start, end, what belongs there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time

from smmgen.markup.date_pieces import Day, Hour, Weekday, flat
from smmgen.markup.date_words import months_like, weekdays_like
from smmgen.patterns import later

Edit = tuple[int, int, str]

_ORDINAL = later(r"st|nd|rd|th", re.IGNORECASE)
_IN = later(r"(?<!\w)(во?)(\s{1,3})\Z", re.IGNORECASE)
_AGREES = later(r"(?<!\w)(?:эт\w{1,2}|кажд\w{2,3}|следующ\w{2,3}|ближайш\w{2,3}|прошл\w{2,3}|минувш\w{2,3})\s{1,3}\Z")
"""Words that change with the gender of the weekday after them."""
_ACCUSATIVE = later(r"(?<!\w)(?:в|во|на|через|по|эту|каждую|следующую|ближайшую|прошлую|минувшую)\s{1,3}\Z")
_GENDERS = "mmfmffn"
_CLOCK = later(r"(\d{1,2})([:.])(\d\d)\Z")
_SPOKEN = later(r"(\d{1,2})(\s?)(часов|часа|час|утра|дня|вечера|ночи|am|pm|a\.m\.|p\.m\.)\Z", re.IGNORECASE)


def edited(text: str, start: int, end: int, edits: list[Edit]) -> str:
    """The words from `start` to `end`, and what is edited around them, after the edits."""
    edits = sorted(edits)
    at, last = min([start, *(edit[0] for edit in edits)]), max([end, *(edit[1] for edit in edits)])
    pieces = []
    for first, behind, new in edits:
        pieces += [text[at:first], new]
        at = behind
    return "".join([*pieces, text[at:last]])


def with_day(text: str, day: Day, right: date) -> list[Edit]:
    """The text says another day; its month and year change where they have to."""
    edits = [_numbered(text, day, right.day)]
    if day.month is not None and day.month != right.month:
        edits.append(_month(text, day, right.month))
    if day.year is not None and day.year != right.year:
        start, end = day.years
        edits.append((start, end, str(right.year)[-(end - start) :]))
    return [(start, end, new) for start, end, new in edits if text[start:end] != new]


def with_weekday(text: str, weekday: Weekday, number: int) -> list[Edit]:
    """The text names another weekday, in the same case; `в` becomes `во` before `вторник`."""
    start, end = weekday.start, weekday.end
    before, form = text[max(0, start - 24) : start], flat(text[start:end])
    if _AGREES.search(flat(before)) and _GENDERS[weekday.number] != _GENDERS[number]:
        return []
    new = weekdays_like(form, _ACCUSATIVE.search(flat(before)) is not None)[number]
    edits = [(start, end, _cased(new, text[start:end]))]
    said = _IN.search(before)
    if said and said[1].lower() != (right := "во" if new == "вторник" else "в"):
        edits.append((start - len(said[0]), start - len(said[2]), right.title() if said[1][0].isupper() else right))
    return sorted(edits)


def with_hour(text: str, hour: Hour, right: time) -> list[Edit]:
    """The text states another hour, in the same form."""
    written = text[hour.start : hour.end]
    new = _hour(written, right)
    return [(hour.start, hour.end, new)] if new else []


def _numbered(text: str, day: Day, right: int) -> Edit:
    start, end = day.number
    is_dotted = day.name[0] > end and text[end] == "."
    is_iso = day.years[1] > 0 and day.years[1] + 4 == start
    is_wide = text[start] == "0" or is_dotted or is_iso
    new = f"{right:02}" if is_wide and end - start == 2 else str(right)
    ordinal = _ORDINAL.match(text, end)
    if ordinal:
        return start, ordinal.end(), new + _cased(_english(right), ordinal[0])
    return start, end, new


def _month(text: str, day: Day, right: int) -> Edit:
    start, end = day.name
    written = text[start:end]
    new = f"{right:02}" if written.isdecimal() else list(months_like(flat(written)))[right - 1]
    return start, end, _cased(new, written)


def _english(number: int) -> str:
    return "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _cased(new: str, written: str) -> str:
    if len(written) > 1 and written.isupper():
        return new.upper()
    return new.capitalize() if written[:1].isupper() else new


def _hour(written: str, right: time) -> str:
    if clock := _CLOCK.fullmatch(written):
        hour = f"{right.hour:02}" if len(clock[1]) == 2 else str(right.hour)
        return f"{hour}{clock[2]}{right.minute:02}"
    spoken = _SPOKEN.fullmatch(written)
    if spoken is None or right.minute:
        return ""
    part = flat(spoken[3])
    if part.startswith("час"):
        return f"{right.hour}{spoken[2]}{_hours(right.hour)}"
    if part[0] in "ap":
        half = "p" if right.hour >= 12 else "a"
        new = f"{half}.m." if "." in part else f"{half}m"
        return f"{(right.hour - 1) % 12 + 1}{spoken[2]}{_cased(new, spoken[3])}"
    return f"{(right.hour - 1) % 12 + 1}{spoken[2]}{next(_part(right.hour))}"


def _hours(number: int) -> str:
    if number % 10 == 1 and number != 11:
        return "час"
    return "часа" if number % 10 in (2, 3, 4) and not 10 < number < 15 else "часов"


def _part(hour: int) -> Iterator[str]:
    """The part of the day in which an hour lies, as Russian has it."""
    yield from (name for end, name in ((4, "ночи"), (12, "утра"), (17, "дня"), (24, "вечера")) if hour < end)
