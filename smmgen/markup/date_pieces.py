"""The pieces of which statements about time are made: days, weekdays, hours, `завтра`, and nothing that looks so.

All patterns are for `flat` text and look at a bounded number of characters around a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from smmgen.markup.date_context import (
    AT_BEFORE,
    BEYOND_BEFORE,
    DAY_AFTER,
    EACH_BEFORE,
    FEAST_BEFORE,
    FIRST_HOUR_BEFORE,
    HOUR_AFTER,
    HOUR_BEFORE,
    HOUSE,
    LAST_BEFORE,
    NEXT_BEFORE,
    RATIO_BEFORE,
    SHORT_AFTER,
    SHORT_BEFORE,
    SINCE_BEFORE,
    STREET_BEFORE,
    SURROUNDINGS,
    UNIT,
    VERSION_BEFORE,
    WEDNESDAY_BEFORE,
)
from smmgen.markup.date_words import (
    AFTERNOON,
    AMBIGUOUS,
    EN_MONTHS,
    EVERY,
    RELATIVE,
    RU_MONTHS,
    SHORT,
    VERBS,
    WEEKDAYS,
)
from smmgen.patterns import later


class Day(NamedTuple):
    """`12 декабря 2026`. `number`, `name` and `years` are the places of its parts, (0, 0) for what is not written."""

    start: int
    end: int
    day: int
    month: int | None
    """None beside a weekday: `Saturday the 12th`, and never without one."""
    year: int | None = None
    number: tuple[int, int] = (0, 0)
    name: tuple[int, int] = (0, 0)
    years: tuple[int, int] = (0, 0)
    alone: bool = True


class Weekday(NamedTuple):
    """`в эту субботу`: `number` from 0, Monday; the place is that of the name."""

    start: int
    end: int
    number: int
    every: bool = False
    """`каждую субботу`, `on Saturdays`: of all weeks."""
    week: int = 0
    """1 for `в следующую субботу`, -1 for `last Saturday`."""
    alone: bool = True


class Hour(NamedTuple):
    """`17:00`, `5 pm`; 24 hours."""

    start: int
    end: int
    hour: int
    minute: int = 0
    alone: bool = True


class Relative(NamedTuple):
    """`завтра`: days from the one on which the text is read."""

    start: int
    end: int
    days: int
    alone: bool = True


Piece = Day | Weekday | Hour | Relative

_FLAT = str.maketrans(
    {"ё": "е", "Ё": "Е"} | dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\t\r", " ") | dict.fromkeys("‐‑‒–—―−", "-")
)
_HIDDEN = later(r"[a-z][a-z0-9+.-]{1,20}://[^\s)>\]]*|\]\([^)\s]*|(?<!\w)[#@]\w+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")
_NEAR = 24
"""How far the words reach that tell what a number means."""


def flat(text: str) -> str:
    """As long as the text, in lower case, with `е` for `ё`, one kind of dash and of blank; addresses blotted out."""
    plain = text.translate(_FLAT)
    low = plain.lower()
    if len(low) != len(plain):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
    return _HIDDEN.sub(lambda found: "\0" * len(found[0]), low)


def pieces(text: str, words: str) -> Iterator[Piece]:
    """All of them in order; `words` is the text as `flat` makes it."""
    at = 0
    while begins := _BEGINS.search(words, at):
        at = begins.start() + 1
        found = _ANY.match(words, begins.start())
        if found is None:
            continue
        for piece in _READERS[found.lastgroup or ""](text, words, found):
            yield piece
            at = piece.end


def _any(forms: Iterable[str]) -> str:
    return "|".join(sorted(forms, key=len, reverse=True))


_BLANK = r"(?:[ ]{1,3}\n?[ ]{0,3}|\n[ ]{0,3})"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_RU_NUMBER = rf"{_NUMBER}(?:-?(?:го|му|ого|ому|ое|ым|е|м)(?!\w))?"
_EN_NUMBER = rf"{_NUMBER}(?:(?:st|nd|rd|th)(?!\w))?(?![\w:])(?![ ]?(?:-[ ]?\d\d?[ ]?)?(?:am|pm|a\.m\.|p\.m\.)(?!\w))"
_AND = rf"(?:[ ]?-[ ]?|,?{_BLANK}(?:и|или|по|до|на|and|to|through|or){_BLANK}(?:the[ ])?|,[ ]|[ ]?&[ ]?)"
_YEAR = r"(?:19|20)\d\d(?![\d-])"
_EN_MONTH = rf"(?:{_any(EN_MONTHS)})(?![\w-])"
_RU_DAYS = rf"(?:{_RU_NUMBER}{_AND}){{0,6}}{_RU_NUMBER}{_BLANK}(?:{_any(RU_MONTHS)})(?![\w-])(?:\.?,?{_BLANK}{_YEAR})?"
_EN_DAYS = rf"(?:{_EN_NUMBER}{_AND}){{0,6}}{_EN_NUMBER}{_BLANK}(?:of[ ])?{_EN_MONTH}(?:\.?,?{_BLANK}{_YEAR})?"
_EN_MONTH_FIRST = rf"{_EN_MONTH}\.?{_BLANK}(?:the[ ])?(?:{_EN_NUMBER}{_AND}){{0,6}}{_EN_NUMBER}(?:,?{_BLANK}{_YEAR})?"
_PART = r"(?:[ ]?(?:утра|дня|вечера|ночи|a\.m\.|p\.m\.|am|pm)(?![\w-]))"
_CLOCK = r"(?:2[0-3]|[01]?\d)(?!\d)"
_EXACT = rf"{_CLOCK}(?:[:.][0-5]\d)?(?![\d:%°])"

_BEGINS = later(r"[0-9adfjmnostwyвзпстч](?<!\w.)")
"""Where a piece may begin: a quick look, so that most of a text costs nothing."""
_ANY = later(
    rf"""
    (?P<iso>(?<![\w-])20\d\d-(?:0[1-9]|1[0-2])-(?:3[01]|[12]\d|0[1-9])(?![\w-]))
    |(?P<days>(?<![\w:/+№\0])(?<!\d[.,-])(?:{_RU_DAYS}|{_EN_DAYS}))
    |(?P<clock>(?<![\w:/+.,\0]){_CLOCK}:[0-5]\d(?![\w:%°])(?![.,]\d){_PART}?)
    |(?P<dotted>(?<![\w:/+№$€£\0])(?<!\d[.,])\d\d?\.\d\d(?:\.(?:20)?\d\d)?(?![\w/:%°\0])(?![.,]\d){_PART}?)
    |(?P<spoken>(?<![\w.,:/+\0])(?:{_CLOCK}[ ]?-[ ]?)?{_CLOCK}(?:{_PART}|[ ]?(?:часов|часа|час|ч)(?!\w){_PART}?))
    |(?P<from_to>(?<!\w)(?:с|from)[ ]{_EXACT}[ ](?:до|to|till|until)[ ]{_EXACT}(?:{_PART}|[ ](?:часов|часа|ч)(?!\w))?)
    |(?P<ordinal>(?<![\w.,:/+-])(?:the[ ]{_NUMBER}(?:st|nd|rd|th)(?![ ](?:of[ ])?{_EN_MONTH})
        |{_NUMBER}-(?:го|е)|{_NUMBER}(?:-го)?[ ]числа)(?!\w))
    |(?P<month_first>(?<!\w){_EN_MONTH_FIRST})
    |(?P<relative>(?<![\w-])(?:{_any(RELATIVE)})(?![\w-]))
    |(?P<weekday>(?<!\w)(?:{_any([*WEEKDAYS, *EVERY, *SHORT])})(?!\w))
    """,
    re.VERBOSE,
)
_DIGITS = later(r"(\d+)(?:-?(?:го|му|ого|ому|ое|ым|е|м)(?!\w)|st|nd|rd|th)?")
_NUMBERS = later(r"\d+")
_EXACTLY = later(r"\d+(?:[:.]\d+)?")
_PARTS = later(r"утра|дня|вечера|ночи|a\.m\.|p\.m\.|am|pm")
_RU_PARTS = frozenset({"утра", "дня", "вечера", "ночи"})
_MONTH_FOLLOWS = later(rf"{_BLANK}(?:{_any(RU_MONTHS)}|{_EN_MONTH})")
_MONTHS = later(_any([*RU_MONTHS, *EN_MONTHS]))


def _before(words: str, start: int) -> str:
    return words[max(0, start - _NEAR) : start]


def _iso(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    start, end = found.span()
    year, month, day = map(int, found[0].split("-"))
    yield Day(start, end, day, month, year, (start + 8, end), (start + 5, start + 7), (start, start + 4))


def _days(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    """`12 и 14 декабря 2026`, `December 12–14`: the month and the year belong to all numbers."""
    start, end = found.span()
    named = _MONTHS.search(words, start, end)
    if named is None or (named[0] in VERBS and not text[named.start()].isupper()):
        return
    if STREET_BEFORE.search(_before(words, start)) or (text[named.start()].isupper() and HOUSE.match(words, end)):
        return
    numbers = [*_DIGITS.finditer(words, start, end)]
    year = numbers.pop() if len(numbers[-1][1]) == 4 else None
    month = RU_MONTHS.get(named[0]) or EN_MONTHS[named[0]]
    for place, number in enumerate(numbers):
        is_first, is_last = place == 0, number is numbers[-1]
        yield Day(
            start if is_first else number.start(),
            end if is_last else number.end(),
            int(number[1]),
            month,
            int(year[1]) if year else None,
            number.span(1),
            named.span(),
            year.span() if year else (0, 0),
        )


def _clock(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    start, end = found.span()
    before = _before(words, start)
    hour, minute = (int(number) for number in _NUMBERS.findall(found[0])[:2])
    is_sure = found[0][1] != ":" or _part(found[0]) or AT_BEFORE.search(before) or SINCE_BEFORE.search(before)
    is_sure = is_sure or HOUR_AFTER.match(words, end) or HOUR_BEFORE.search(before)
    if is_sure and not RATIO_BEFORE.search(before) and not UNIT.match(words, end):
        yield Hour(start, end, _of_day(hour, _part(found[0])), minute)


def _dotted(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    """`12.12` is a day, `в 17.00` and `в 10.10` are hours, and `17.00` alone may be a price."""
    start, end = found.span()
    before, numbers = _before(words, start), [*_NUMBERS.finditer(words, start, end)]
    first, second, *rest = (int(number[0]) for number in numbers)
    part = _part(found[0])
    is_day = 1 <= first <= 31 and 1 <= second <= 12
    at, since = AT_BEFORE.search(before), SINCE_BEFORE.search(before) or FIRST_HOUR_BEFORE.search(before)
    if not rest and first < 24 and second < 60 and (part or at or (since and not is_day)):
        if not UNIT.match(words, end):
            yield Hour(start, end, _of_day(first, part), second)
    elif is_day and not part and (rest or _is_day(words, found, before)):
        year = (rest[0] if rest[0] > 99 else 2000 + rest[0]) if rest else None
        places = [number.span() for number in numbers]
        yield Day(start, end, first, second, year, places[0], places[1], places[2] if rest else (0, 0))


def _is_day(words: str, found: re.Match[str], before: str) -> bool:
    """Two numbers with a dot are a date: the day has two digits, and nothing near them speaks of a price or version."""
    return found[0][2] == "." and not VERSION_BEFORE.search(before) and not UNIT.match(words, found.end())


def _spoken(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    """`5 pm`, `7 вечера`; `в 3 дня` and `в 17 часов`, where `3 дня` and `5 часов` are how long it takes."""
    start, end = found.span()
    before, part = _before(words, start), _part(found[0])
    numbers = [*_NUMBERS.finditer(words, start, end)]
    said_at = AT_BEFORE.search(before) or SINCE_BEFORE.search(before) or len(numbers) > 1
    counted = not part or part == "дня" or (part in _RU_PARTS and int(numbers[0][0]) < 5)
    if (counted and not said_at) or (int(numbers[-1][0]) > 12 and part):
        return
    last = _of_day(int(numbers[-1][0]), part)
    if len(numbers) > 1:
        yield Hour(start, numbers[0].end(), _no_later(int(numbers[0][0]), part, last))
    yield Hour(numbers[-1].start(), end, last)


def _from_to(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    start, end = found.span()
    numbers = [*_EXACTLY.finditer(words, start, end)]
    part = _part(found[0])
    if _MONTH_FOLLOWS.match(words, end) or UNIT.match(words, end) or all(map(_may_be_day, numbers)):
        return
    is_sure = bool(part) or ":" in found[0] or "." in found[0] or "час" in found[0]
    (first, first_minute), (last, last_minute) = (_read(number[0]) for number in numbers)
    last = _of_day(last, part)
    yield Hour(numbers[0].start(), numbers[0].end(), _no_later(first, part, last), first_minute, is_sure)
    yield Hour(numbers[1].start(), end, last, last_minute, is_sure)


def _ordinal(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    number = _NUMBERS.search(words, found.start())
    if number:
        yield Day(found.start(), found.end(), int(number[0]), None, number=number.span(), alone=False)


def _relative(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    start, end = found.span()
    beyond = BEYOND_BEFORE.search(_before(words, start))
    days = RELATIVE[found[0]]
    yield Relative(start - len(beyond[0]), end, 2 * days) if beyond else Relative(start, end, days)


def _weekday(text: str, words: str, found: re.Match[str]) -> Iterator[Piece]:
    start, end = found.span()
    name, before = found[0], _before(words, start)
    if FEAST_BEFORE.search(before) or (name in AMBIGUOUS and not _is_wednesday(words, found, before)):
        return
    week = 1 if NEXT_BEFORE.search(before) else -1 if LAST_BEFORE.search(before) else 0
    every = name in EVERY or EACH_BEFORE.search(before) is not None
    number = EVERY[name] if name in EVERY else WEEKDAYS.get(name, SHORT.get(name, 0))
    paired = name in SHORT and (SHORT_AFTER.match(words, end) or SHORT_BEFORE.search(before))
    yield Weekday(start, end, number, every, week, alone=name not in SHORT or bool(paired))


def _is_wednesday(words: str, found: re.Match[str], before: str) -> bool:
    """`в среду`, `среда, 12`; not the surroundings."""
    said = WEDNESDAY_BEFORE.search(before) or DAY_AFTER.match(words, found.end()) or not before.strip(" \n*_")
    return bool(said) and not SURROUNDINGS.match(words, found.end())


def _part(written: str) -> str:
    part = _PARTS.search(written)
    return part[0].replace(".", "") if part else ""


def _of_day(hour: int, part: str) -> int:
    """The hour of 24: 5 `pm` is 17, 12 `am` is 0."""
    if part in AFTERNOON and hour < 12:
        return hour + 12
    return 0 if hour == 12 and part in ("am", "ночи") else hour


def _no_later(first: int, part: str, last: int) -> int:
    """The first hour of a range whose part of the day stands at its end: `11–1 pm` begins in the morning."""
    return first if _of_day(first, part) > last else _of_day(first, part)


def _read(exact: str) -> tuple[int, int]:
    hour, _, minute = exact.replace(".", ":").partition(":")
    return int(hour), int(minute or 0)


def _may_be_day(exact: re.Match[str]) -> bool:
    day, dot, month = exact[0].partition(".")
    return bool(dot) and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


_READERS: Mapping[str, Callable[[str, str, re.Match[str]], Iterator[Piece]]] = {
    "iso": _iso,
    "days": _days,
    "month_first": _days,
    "clock": _clock,
    "dotted": _dotted,
    "spoken": _spoken,
    "from_to": _from_to,
    "ordinal": _ordinal,
    "relative": _relative,
    "weekday": _weekday,
}
