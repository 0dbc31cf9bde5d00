"""The days, weekdays and hours that a text states, in Russian and English, each with its place.

    find("Ждём в субботу, 12 декабря, в 17:00")  # one When: a weekday, a day and an hour

`find` reads a text once, in time proportional to its length, and knows no calendar; `date_meaning.py` tells which days
are meant. Dates are `12 декабря`, `12.12`, `12.12.2026`, `2026-12-12`, `December 12th`, `the 12th of December`, several
(`12, 13 и 14 декабря`) and ranges (`12–14 декабря`, `с 12.12 по 14.12`); hours are `17:00`, `в 17.00`, `7 вечера`,
`5 pm`, `с 17 до 19` beside a date. Addresses, hashtags, prices, versions, telephone numbers, ratios, and streets that
are called after a day are none. `12/12` is not read: half the world means the month first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smmgen.markup.date_pieces import Day, Hour, Piece, Relative, Weekday, flat, pieces
from smmgen.markup.date_words import ABBREVIATED
from smmgen.patterns import later


class When(NamedTuple):
    """Pieces of a text that belong together: `в субботу, 12 декабря, с 17 до 19`.

    `start`, `end`: from the first to the last of them, in code points, end exclusive.
    """

    start: int
    end: int
    days: tuple[Day, ...] = ()
    """Several where a text lists them; two where it states a range."""
    weekday: Weekday | None = None
    hours: tuple[Hour, ...] = ()
    """The second is the end."""
    relative: Relative | None = None
    spans: bool = False
    """The days, or the weekdays, are the first and the last of a range."""
    last_weekday: Weekday | None = None
    until: bool = False
    """It is only a limit: `до 12 декабря`, `by Friday`."""

    @property
    def every(self) -> bool:
        """It is said of each week: `по субботам`."""
        return self.weekday is not None and self.weekday.every


_REACH = 48
"""Pieces further apart belong to different statements."""
_SIGNS = r"[^\w.!?\n]"
_WORDS = (
    r"в|во|с|со|к|от|at|on|the|of|from|ровно|примерно|около|начало|начинаем|начнем|начинается|начнется|ждем|вас"
    r"|встречаемся|собираемся|starts?|starting|begins?|doors|часов|time|время|приходите|уже"
)
_BETWEEN = later(
    rf"(?: г(?:ода|оду|од|\.))?\.?{_SIGNS}{{0,8}}\n?{_SIGNS}{{0,8}}(?:(?:{_WORDS})(?!\w){_SIGNS}{{0,6}}){{0,3}}"
)
"""What stands between pieces of one statement: signs, one line's end, and words that say nothing else."""
_RANGE = later(r"\.?[ \t]?(?:-|по|до|на|to|through|thru|until|till)[ \t\n]?(?:the )?")
_LIST = later(r"\.?(?:,|[ \t\n]?(?:и|and|&|или|or))[ \t\n]?")
_LIMIT = later(r"(?:(?<!\w)(?:до|по|не позднее|by|until|till|before|through|ends?|заканчива\w{2,4}) ?(?:the )?)\Z")


def find(text: str) -> tuple[When, ...]:
    """What the text states, in order; nothing overlaps."""
    words = flat(text)
    return tuple(_joined(words, [*pieces(text, words)]))


def _joined(words: str, found: Sequence[Piece]) -> Iterator[When]:
    group: list[Piece] = []
    for piece in found:
        if group and not _goes_on(words, group, piece):
            yield from _whole(words, group)
            group = []
        group.append(piece)
    yield from _whole(words, group)


def _goes_on(words: str, group: Sequence[Piece], piece: Piece) -> bool:
    """The piece belongs to the statement: close enough, and of a kind that it does not have yet."""
    between = words[group[-1].end : piece.start]
    if len(between) > _REACH:
        return False
    same = [one for one in group if type(one) is type(piece)]
    if same:
        second = same[-1] is group[-1] and _RANGE.fullmatch(between)
        listed = isinstance(piece, Day) and same[-1] is group[-1] and _LIST.fullmatch(between)
        return bool((second and len(same) == 1) or listed)
    if between.startswith(".") and not between.startswith(".,") and not _is_short(words, group[-1]):
        return False
    return _BETWEEN.fullmatch(between) is not None


def _is_short(words: str, piece: Piece) -> bool:
    """It ends with an abbreviation: `12 дек.`"""
    return words[piece.start : piece.end].rpartition(" ")[2] in ABBREVIATED


def _whole(words: str, group: Sequence[Piece]) -> Iterator[When]:
    """The statement, unless it is of pieces that mean nothing alone."""
    if not any(piece.alone for piece in group) and len({type(piece) for piece in group}) < 2:
        return
    days = tuple(piece for piece in group if isinstance(piece, Day))
    weekdays = [piece for piece in group if isinstance(piece, Weekday)]
    hours = tuple(piece for piece in group if isinstance(piece, Hour))
    start, end = group[0].start, group[-1].end
    yield When(
        start,
        end,
        days,
        weekdays[0] if weekdays else None,
        hours,
        next((piece for piece in group if isinstance(piece, Relative)), None),
        spans=_spans(words, days) or len(weekdays) > 1,
        last_weekday=weekdays[1] if len(weekdays) > 1 else None,
        until=_is_limit(words, start, days, weekdays),
    )


def _is_limit(words: str, start: int, days: Sequence[Day], weekdays: Sequence[Weekday]) -> bool:
    """`до` and `by` stand before a single day; `по субботам` is no limit."""
    if len(days) > 1 or len(weekdays) > 1 or any(weekday.every for weekday in weekdays):
        return False
    return _LIMIT.search(words[max(0, start - 24) : start]) is not None


def _spans(words: str, days: Sequence[Day]) -> bool:
    return len(days) == 2 and _RANGE.fullmatch(words[days[0].end : days[1].start]) is not None
