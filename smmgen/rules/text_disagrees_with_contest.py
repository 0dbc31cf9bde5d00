"""The post that announces a contest states a day, an hour or a number of prizes that is not the contest's.

People take part by the post, not by the file. Days of the contest are those on which it opens and closes, is drawn, and
until which prizes can be collected, and those that its rules state. What `until` is said of must be the end of entries,
or of a time to answer or to collect. The hour is compared where it belongs to the end of entries or to the draw.

Wrong: `До 18 декабря напишите комментарий` in the announcement of a contest with `closes: 2026-12-19 21:00`.

Right: `До 19 декабря напишите комментарий`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from smmgen.config import seconds
from smmgen.content.documents.contest import CONTEST, Contest, rules_text
from smmgen.content.schedule import Moment
from smmgen.diagnostics import Severity
from smmgen.markup.date_meaning import dates_of
from smmgen.markup.dates import When, find
from smmgen.patterns import later
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.order_of_times import spoken
from smmgen.rules.texts import Lines, Stretch, published, without_code

CODE = code("SMM1404", "text-disagrees-with-contest", Severity.WARNING, fact=False, docs=__doc__)

_DRAWN = later(
    r"(?<!\w)(?:розыгрыш\w*|разыгр\w+|выбер\w+|определ\w+|случайн\w+|победител\w*|draw\w*|drawn|pick\w*|winners?|random\w*)",
    re.IGNORECASE,
)
_NEAR = 60
"""How many characters before a statement tell what it is of."""
_NUMBERS = {
    "один": 1, "одна": 1, "одного": 1, "одному": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "двум": 2, "двое": 2,
    "три": 3, "трех": 3, "трем": 3, "трое": 3, "четыре": 4, "четырех": 4, "четырем": 4, "четверо": 4, "пять": 5,
    "пяти": 5, "пятеро": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7, "восемь": 8, "восьми": 8, "девять": 9,
    "девяти": 9, "десять": 10, "десяти": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,5}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_PRIZES = later(
    rf"(?<![\w.,:/-]){_NUMBER}(?!\w|[.,]\d) (?:\w+(?:ых|их|ый|ий|ого|его|ые) |lucky |happy )?"
    r"(?:приз(?!ыв)\w{0,3}|победител\w{1,3}|подар\w{2,4}|счастливчик\w{0,3}|prizes?|winners?|gifts?)(?!\w)"
    r"|(?<!\w)(?:разыгрываем|разыграем|дарим|giving away|give away|we raffle) "
    rf"{_NUMBER.replace('number', 'given')}(?!\w|[.,]\d)",
    re.IGNORECASE,
)
"""`три приза`, `5 lucky winners`, `разыгрываем три`."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    contest = subject.library.get(CONTEST.name, {}).get(subject.post.front.contest or "")
    if not isinstance(contest, Contest) or subject.post.uid not in contest.front.announced_by:
        return
    source, promised = subject.post.source, _Promised(contest, _day_of(subject, contest))
    lines = Lines(source.text)
    for stretch in published(source, lines):
        text = without_code(stretch, subject.post.document, source.body_line)
        for start, end, message in sorted({*_days(text, promised), *_prizes(text, contest)}):
            span = lines.span(stretch.start + start, stretch.start + end)
            yield Finding(message, f"mend the text, or {contest.path}", span=span)


def _day_of(subject: PostSubject, contest: Contest) -> date:
    """When the post is read."""
    moments = [moment for moment in (*subject.post.moments.values(), *contest.times) if moment]
    return moments[0].local.date() if moments else date(2000, 1, 1)


@dataclass(frozen=True, eq=False)
class _Promised:
    """The days of a contest. `given`: when the post goes out, which tells the year of days without one."""

    contest: Contest
    given: date

    @cached_property
    def ends(self) -> frozenset[date]:
        """Days until which something can be done."""
        front, closes, draw = self.contest.front, self.contest.closes, self.contest.draws
        found, claim = {*_ending(closes)}, front.claim
        if claim and claim.until:
            found.add(date.fromisoformat(claim.until))
        if draw and claim and claim.within:
            found.add((draw.local + timedelta(seconds=seconds(claim.within))).date())
        return frozenset(found | {day for when, days in self._stated if when.until for day in days})

    @cached_property
    def days(self) -> frozenset[date]:
        """All of them."""
        moments = (moment for moment in self.contest.times if moment)
        stated = (day for _, days in self._stated for day in days)
        return self.ends.union((moment.local.date() for moment in moments), stated, {self.given})

    @cached_property
    def _stated(self) -> Sequence[tuple[When, tuple[date, ...]]]:
        """Those of its rules."""
        return [(when, dates_of(when, self.given)) for when in find(rules_text(self.contest))]

    @property
    def words(self) -> str:
        """`opens on 2026-12-04 18:00, closes on … and is drawn on …`"""
        names = ("opens on", "closes on", "is drawn on")
        said = [f"{name} {spoken(at)}" for name, at in zip(names, self.contest.times, strict=True) if at]
        return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)

    @property
    def end(self) -> str:
        closes = self.contest.closes
        return f"closes on {spoken(closes)}" if closes else self.words


def _ending(closes: Moment | None) -> Iterator[date]:
    """What closes at midnight lasts until the day before, or that day, however one puts it."""
    if closes:
        day = closes.local.date()
        yield day
        if closes.wall[11:16] == "00:00":
            yield day - timedelta(days=1)


Place = tuple[int, int, str]
"""Where in a text what is wrong."""


def _days(stretch: Stretch, promised: _Promised) -> Iterator[Place]:
    for when in find(stretch.text):
        days = dates_of(when, promised.given) if when.days else ()
        known = promised.ends if when.until else promised.days
        if not days or not promised.contest.closes:
            continue
        words = " ".join(stretch.text[when.start : when.end].split())
        if any(day not in known for day in days):
            until, real = ("until ", promised.end) if when.until else ("", promised.words)
            yield when.start, when.end, f"the text says {until}`{words}`, but the contest {real}"
        elif at := _other_hour(stretch.text, when, days, promised.contest):
            yield when.start, when.end, f"the text says `{words}`, but it is {spoken(at)}"


def _other_hour(text: str, when: When, days: Sequence[date], contest: Contest) -> Moment | None:
    """When it really is, where the hour of the end or of the draw is another one."""
    closes, draw = contest.closes, contest.draws
    is_draw = _DRAWN.search(text[max(0, when.start - _NEAR) : when.end + _NEAR])
    meant = closes if when.until else draw if is_draw else None
    if meant is None or len(when.hours) != 1 or days != (meant.local.date(),):
        return None
    hour = when.hours[0]
    stated = f"{hour.hour:02}:{hour.minute:02}"
    times = {at.wall[11:16] for at in contest.times if at and at.local.date() == meant.local.date()}
    return None if stated in times else meant


def _prizes(stretch: Stretch, contest: Contest) -> Iterator[Place]:
    counts = {prize.count for prize in contest.front.prizes}
    known = {*counts, contest.front.winners}
    for found in _PRIZES.finditer(stretch.text) if counts else ():
        word = (found["number"] or found["given"]).casefold().replace("ё", "е")
        number = int(word) if word.isdigit() else _NUMBERS.get(word)
        if number is not None and number not in known:
            prizes = contest.front.winners
            has = "1 prize" if prizes == 1 else f"{prizes} prizes"
            yield found.start(), found.end(), f"the text says `{' '.join(found[0].split())}`, but the contest has {has}"
