"""`smm publish --watch`: publish in rounds, and sleep until the next post is due."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smmgen.errors import UserError
from smmgen.ledger.store import LedgerError
from smmgen.publishing.results import Report, Row

LONGEST_SLEEP = 60.0
"""Seconds: a new build, a pause and a changed smm.toml are noticed after so long at the latest."""
AFTER_ERROR = 10.0
LONGEST_REST = timedelta(minutes=15)


class Stop:
    """A stop request. A signal handler may set it at any moment, so it has no lock."""

    _BLINK = 0.25

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        """Stop after the current call."""
        self._asked = True

    def asked(self) -> bool:
        """Whether it was asked to stop."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Sleep so long, or until somebody asks."""
        ends = time.monotonic() + seconds
        while not self._asked and (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, self._BLINK))


def watch(
    look: Callable[[frozenset[str]], Report],
    stop: Stop,
    clock: Callable[[], datetime],
    tell: Callable[[list[Row], list[str]], None],
) -> None:
    """Publish until `stop` is asked for.

    `look` is one round without the accounts it is given, which rest after a failure: a minute, then longer each time.
    `tell` hears what a round found that the one before had not: rows, and sentences. An error of the set-up in the
    first round is raised; later ones pass, as a build under way does, or a network that is lost.
    """
    rests, told = Rests(), _Told()
    first = True
    while not stop.asked():
        try:
            report = look(rests.resting(clock()))
        except UserError as error:
            if first and not isinstance(error, LedgerError):
                raise
            pause, report = AFTER_ERROR, Report([], [f"{error.message}; {error.hint}" if error.hint else error.message])
        else:
            rests.note(report, clock())
            pause = until_next(report, clock())
        first = False
        if news := told.news(report):
            tell(*news)
        stop.wait(pause)


def until_next(report: Report, now: datetime) -> float:
    """Seconds to sleep."""
    left = (report.next - now).total_seconds() if report.next else LONGEST_SLEEP
    return min(max(left, 0.0), LONGEST_SLEEP)


@dataclass(slots=True)
class Rests:
    """Accounts that rest after a failure; each further failure in a row doubles the time."""

    _until: dict[str, datetime] = field(default_factory=dict)
    _last: dict[str, timedelta] = field(default_factory=dict)

    def resting(self, now: datetime) -> frozenset[str]:
        """Those whose time is not over."""
        return frozenset(name for name, until in self._until.items() if until > now)

    def note(self, report: Report, now: datetime) -> None:
        """After a round. Who published is well again."""
        for row in report.rows:
            if row.state in ("published", "scheduled") and row.account not in report.rests:
                self._last.pop(row.account, None)
        for name, asked in report.rests.items():
            twice = min(self._last.get(name, timedelta()) * 2, LONGEST_REST)
            self._last[name] = max(timedelta(seconds=asked), twice)
            self._until[name] = now + self._last[name]


@dataclass(slots=True)
class _Told:
    """What the last round reported and need not be repeated."""

    _known: set[tuple[str, ...]] = field(default_factory=set)

    def news(self, report: Report) -> tuple[list[Row], list[str]] | None:
        rows = {(row.key, row.state, row.reason): row for row in report.rows}
        notices = {(notice,): notice for notice in report.notices}
        fresh = [row for name, row in rows.items() if name not in self._known]
        said = [notice for name, notice in notices.items() if name not in self._known]
        self._known = {*rows, *notices}
        return (fresh, said) if fresh or said else None
