"""A text calls a day by the wrong weekday, or says “tomorrow” of another day than the one after the post goes out.

Readers come on the wrong day, and a date is easily forgotten when a post is moved. A date without a year is the next
one of that name, seen from the post's `schedule`. Words such as «завтра» alone are right on any day; beside a date or a
weekday they are compared with `schedule`. A day that no calendar has is reported, too.

Wrong: `Ждём в субботу, 13 декабря` in a post of 2026, when that is a Sunday.

Right: `Ждём в воскресенье, 13 декабря`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from smmgen.content.model import Fields
from smmgen.diagnostics import Fix, Severity, Span
from smmgen.markup.date_meaning import day_of, wrong_weekday
from smmgen.markup.date_words import RELATIVE, SHORT, WEEKDAYS
from smmgen.markup.date_writing import with_weekday
from smmgen.markup.dates import When, find
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.texts import Lines, key_of, published
from smmgen.rules.writing import View, is_draft, views
from smmgen.variants.shingles import spelt, words_of

CODE = code("SMM224", "weekday-mismatch", Severity.WARNING, fact=False, docs=__doc__)

_NAMES = spelt(" ".join((*WEEKDAYS, *SHORT, *RELATIVE)))
"""One of them is in every text that may be wrong about a day ..."""
_NO_DAYS = (
    (b"31", spelt("апреля июня сентября ноября april june september november")),
    (b"30", spelt("февраля february")),
)
"""... or a day that this month does not have."""
_PARAGRAPH = later(r"(?:[^\n]|\n(?!\n))+")
_LISTED = later(r",?\s(?:(?:и|или|and|or)\s)?(?:(?:в|во|on)\s)?", re.IGNORECASE)
"""What stands between two days of a list."""
_FIELDS = ("first_comment", "title", "description", "question")
_SOME_DAY = date(2000, 1, 1)


def check_post(subject: PostSubject) -> Iterable[Finding]:
    return _found(subject) if _may_be_wrong(subject.words) and not is_draft(subject.post) else ()


def _may_be_wrong(words: frozenset[bytes]) -> bool:
    if not words.isdisjoint(_NAMES):
        return True
    return any(day in words and not words.isdisjoint(months) for day, months in _NO_DAYS)


def _found(subject: PostSubject) -> Iterator[Finding]:
    lines = Lines(subject.post.source.text)
    for start, view in _paragraphs(subject, lines):
        for when in _single(find(view.text), view.text):
            for given, accounts in _days(subject, view.accounts).items():
                if message := _wrong(when, given, view.text):
                    fixes = tuple(_fixes(when, given, view.text, start, lines))
                    span = lines.span(start + when.start, start + when.end)
                    for name in subject.minding(accounts, subject.post.accounts):
                        yield Finding(message, _HINT, span=span, account=name, fixes=fixes)


def _single(found: Sequence[When], text: str) -> Iterator[When]:
    """Those that state one day: `сегодня, в среду и в пятницу` lists three."""
    for when, after in zip_longest(found, found[1:]):
        is_list = when.relative and when.weekday and not when.days and after and after.weekday and not after.relative
        if not (is_list and _LISTED.fullmatch(text, when.end, after.start)):
            yield when


_HINT = "change the day, the weekday, or `schedule`"


def _paragraphs(subject: PostSubject, lines: Lines) -> Iterator[tuple[int, View]]:
    """Those that may be wrong."""
    for start, view in _stretches(subject, lines):
        for found in _PARAGRAPH.finditer(view.text):
            if _may_be_wrong(frozenset(words_of(found[0]))):
                yield start + found.start(), View(view.accounts, found[0])


def _stretches(subject: PostSubject, lines: Lines) -> Iterator[tuple[int, View]]:
    """Each text with its place in the file, and whoever gets it."""
    post = subject.post
    for view in views(subject):
        yield len(post.source.text) - len(post.source.body), view
    for stretch in published(post.source, lines):
        if key_of(stretch.field) in _FIELDS:
            path = stretch.field if stretch.field[0] in Fields.model_fields else stretch.field[1:]
            accounts = (name for name in post.accounts if post.written(name, path) == stretch.field)
            yield stretch.start, View(tuple(accounts), stretch.text)


def _days(subject: PostSubject, accounts: Iterable[str]) -> dict[date | None, list[str]]:
    """The day on which the post goes out, and where; None for one without a time."""
    found: dict[date | None, list[str]] = {}
    for name in accounts:
        at = subject.post.moments[name]
        found.setdefault(date.fromisoformat(at.wall[:10]) if at else None, []).append(name)
    return found


def _wrong(when: When, given: date | None, text: str) -> str:
    """What is wrong with the statement in a post of that day; "" if nothing is."""
    words = " ".join(text[when.start : when.end].split())
    for day in when.days:
        if day.month and day_of(day, given or _SOME_DAY) is None:
            return f"`{' '.join(text[day.start : day.end].split())}` is no day of the calendar"
    if given is None and not (when.days and when.days[0].year):
        return ""
    if right := wrong_weekday(when, given or _SOME_DAY):
        return f"the text says `{words}`, but {right} is a {right:%A}"
    if when.relative and given and not when.spans:
        meant = given + timedelta(days=when.relative.days)
        if not _agrees(when, meant, given):
            said = "" if meant == given else f": `{text[when.relative.start : when.relative.end]}` is then {meant}"
            return f"the text says `{words}`, but the post goes out on {given}{said}, a {meant:%A}"
    return ""


def _agrees(when: When, meant: date, given: date) -> bool:
    if len(when.days) == 1:
        return day_of(when.days[0], given) in (None, meant)
    if when.days or when.weekday is None or when.every or when.last_weekday or when.until:
        return True
    return when.weekday.number == meant.weekday()


def _fixes(when: When, given: date | None, text: str, start: int, lines: Lines) -> Iterator[Fix]:
    right = wrong_weekday(when, given or _SOME_DAY)
    if right and when.weekday:
        for first, last, new in with_weekday(text, when.weekday, right.weekday()):
            yield Fix(Span(*lines.span(start + first, start + last)), new, safe=False)
