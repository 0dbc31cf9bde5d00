"""The times of a post that repeats: each is the post itself, with another day, deadline and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from smmgen.content.evergreen import KEY, SLOTS
from smmgen.content.model import Post, Time
from smmgen.content.repeat import MOST, Turn, has_end, turns
from smmgen.content.schedule import Moment, Resolved, TimeProblem, resolve
from smmgen.content.source import Field

_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt]|[ ]+)([0-9]{1,2}):([0-9]{2})")


class Placed(NamedTuple):
    """One time of a series on one account; None where it cannot be told."""

    turn: Turn
    account: str
    at: Moment | None
    not_after: Moment | None
    problem: TimeProblem | None = None


def first_day(post: Post) -> date | None:
    """The day of its `schedule`, on the clock of its zone."""
    written = (post.front.schedule or "").strip()
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def turns_of(post: Post) -> Sequence[Turn]:
    """Every time at which it goes out; none where it does not repeat, or it cannot be told when."""
    if post.front.evergreen:
        days = sorted(post.filled)
        return [Turn(number, date.fromisoformat(day)) for number, day in enumerate(days)][:MOST]
    repeat, first = post.front.repeat, first_day(post)
    return turns(repeat, first) if repeat and first and has_end(repeat, first) else ()


def slot_of(post: Post) -> Field:
    """Where the time of an evergreen post is written; () of others."""
    if not post.front.evergreen:
        return ()
    written = enumerate(post.front.evergreen.slots)
    return next(((*SLOTS, at) for at, text in written if text.strip().startswith(post.occurrence)), KEY)


def occurrences(post: Post) -> Sequence[Post]:
    """The post at each of its times; itself where it does not repeat."""
    found = turns_of(post)
    if not found:
        texts = (post.document, *post.comments.values())
        return (replace(post, **_turned(post, 0)),) if any(text.turns for text in texts) else (post,)
    everywhere = [{name: place(post, name, turn) for name in post.accounts} for turn in found]
    times = tuple(_time(post, turn, placed.values()) for turn, placed in zip(found, everywhere, strict=True))
    return [_at(post, turn, placed, times) for turn, placed in zip(found, everywhere, strict=True)]


def _time(post: Post, turn: Turn, placed: Iterable[Placed]) -> Time:
    first = min((one.at for one in placed if one.at), key=lambda at: at.instant, default=None)
    count = post.document.turns
    return Time(turn.occurrence, first.wall if first else "", turn.number % count + 1 if count else 0)


def _at(post: Post, turn: Turn, placed: Mapping[str, Placed], times: tuple[Time, ...]) -> Post:
    return replace(
        post,
        occurrence=turn.occurrence,
        times=times,
        moments={name: one.at for name, one in placed.items()},
        deadlines={name: one.not_after for name, one in placed.items()},
        **_turned(post, turn.number),
    )


def _turned(post: Post, number: int) -> dict[str, Any]:
    """Its texts in that turn."""
    comments = {name: comment.turn(number) for name, comment in post.comments.items()}
    return {"document": post.document.turn(number), "comments": comments}


def placed(post: Post) -> Iterator[Placed]:
    """Every time of its series on every account."""
    return (place(post, name, turn) for turn in turns_of(post) for name in post.accounts)


def place(post: Post, account: str, turn: Turn) -> Placed:
    """When the account sends it in that turn: by the clock of its zone, as many days after its own first day as the
    others. `not_after` goes with it."""
    if post.front.evergreen:
        return Placed(turn, account, post.filled[turn.occurrence], post.deadlines.get(account))
    base, deadline = post.moments.get(account), post.deadlines.get(account)
    first = first_day(post)
    if base is None or first is None:
        return Placed(turn, account, base, deadline)
    days = turn.day - first
    at, problem = _moved(base, days, turn.moved, first) if turn.moved else later(base, days, _written(post, account))
    if deadline and at:
        deadline, _ = later(deadline, days + _beyond(at, base, days), None)
    return Placed(turn, account, at, deadline, problem)


def _moved(base: Moment, days: timedelta, moved: str, first: date) -> Resolved:
    """`moved` is a day, or a day and hour for all accounts."""
    offset = datetime.fromisoformat(base.wall).date() - first
    try:
        day = date.fromisoformat(moved) if len(moved) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return resolve(moved, _zone_name(base), base.wall[11:16])
    return later(base, day + offset - datetime.fromisoformat(base.wall).date(), None)


def _beyond(at: Moment, base: Moment, days: timedelta) -> timedelta:
    """By how many days the time was moved away from its own."""
    usual = datetime.fromisoformat(base.wall).date() + days
    return datetime.fromisoformat(at.wall).date() - usual


def later(base: Moment, days: timedelta, clock: time | None) -> Resolved:
    """The same hour so many days later, in the moment's zone."""
    wall = datetime.fromisoformat(base.wall)
    try:
        wall = datetime.combine(wall.date() + days, clock or wall.time())
    except OverflowError:
        return None, None
    zone = _zone_name(base)
    return resolve(f"{wall:%Y-%m-%d %H:%M:%S}{'' if zone else f' {base.zone}'}", zone, "00:00")


def _zone_name(moment: Moment) -> str | None:
    """The IANA name; None where the moment has a fixed offset."""
    return None if moment.zone[:1] in "+-" else moment.zone


def _written(post: Post, account: str) -> time | None:
    """The hour as it is written, which differs from the moment's where clocks skip it on the first day."""
    text, base = post.fields[account].schedule or "", post.moments[account]
    found = _CLOCK.match(text.strip())
    if base is None or found is None:
        return None
    again, _ = resolve(text, _zone_name(base), base.wall[11:16])
    return time(int(found[1]), int(found[2])) if again and again.instant == base.instant else None
