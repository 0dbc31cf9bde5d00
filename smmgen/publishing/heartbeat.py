"""`smm status --heartbeat`: whether publishing goes on, from what `smm status` knows: a function of rows and time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from smmgen.durations import in_words
from smmgen.publishing.results import Row

Timed = Sequence[tuple[datetime, Row]]
"""Rows with their planned times."""
_TO_COME = ("planned", "due", "scheduled", "later")
_AMISS = ("missed", "failed", "held", "waiting for approval", "blocked", "unknown", "sending")


class Alarm(NamedTuple):
    """Why a person is called, and what to do."""

    message: str
    hint: str


def alarms(rows: Sequence[Row], now: datetime, late: timedelta, ahead: timedelta) -> list[Alarm]:
    """What must not be, worst first.

    `late`: how long a post may be due before nobody can be at work. `ahead`: the time for which something must be
    planned, and for which what went wrong is remembered.
    """
    timed = [(datetime.fromisoformat(row.at), row) for row in rows if row.at]
    return [*_stopped(timed, now, late), *_went_wrong(timed, now, ahead), *_empty(timed, now, ahead)]


def _stopped(timed: Timed, now: datetime, late: timedelta) -> Iterator[Alarm]:
    overdue = [(at, row) for at, row in timed if row.state == "due" and now - at > late]
    if overdue:
        at, row = min(overdue, key=lambda one: one[0])
        told = f"{row.title or row.post} for `{row.account}` has been due for {in_words(now - at)}"
        yield Alarm(f"nobody publishes: {told}", "see whether `smm publish` is still run, and what it prints")


def _went_wrong(timed: Timed, now: datetime, since: timedelta) -> Iterator[Alarm]:
    counts = Counter(row.state for at, row in timed if now - at < since)
    for state in _AMISS:
        if counts[state]:
            yield Alarm(f"{counts[state]} {state} in the last {in_words(since)}", "`smm status` shows what to do")


def _empty(timed: Timed, now: datetime, ahead: timedelta) -> Iterator[Alarm]:
    if not any(row.state in _TO_COME and at <= now + ahead for at, row in timed):
        yield Alarm(f"nothing is planned for the next {in_words(ahead)}", "`smm list` shows drafts and posts on hold")
