"""Evergreen posts for the empty slots of content plans that let them: which one goes where, and writing it down.

The choice is a function of the files alone. What was chosen stands in the post's file from then on, so that another
post, written elsewhere, changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from smmgen.building.slots import Chosen
from smmgen.config import Config, days, seconds
from smmgen.content import front_matter
from smmgen.content.composed import as_written
from smmgen.content.evergreen import with_slots
from smmgen.content.fixing import edited
from smmgen.safe_files import Inside
from smmgen.variants.rows import PlanRow
from smmgen.variants.slots import Slot

ENOUGH = 366
"""Times of one post, as of one that repeats."""


class Filling(NamedTuple):
    """An evergreen post in a slot, on these accounts: all of the post's own."""

    path: str
    slot: Slot
    accounts: tuple[str, ...]


@dataclass(slots=True)
class _Post:
    path: str
    uid: str
    kind: str
    accounts: frozenset[str]
    rest: int
    """Days between two times."""
    days: set[date] = field(default_factory=set)

    def fits(self, slot: Slot, free: frozenset[str], named: Sequence[str] | None) -> bool:
        """It belongs there, and has rested for long enough on both sides."""
        day = date.fromisoformat(slot.day)
        return (
            slot.kind in ("", self.kind)
            and bool(self.accounts)
            and self.accounts <= free
            and (named is None or self.uid in named)
            and len(self.days) < ENOUGH
            and all(abs((day - other).days) >= max(self.rest, 1) for other in self.days)
        )

    def turn(self, slot: Slot) -> tuple[date, int, str]:
        """The one that rested longest comes first."""
        day = date.fromisoformat(slot.day)
        return max((other for other in self.days if other < day), default=date.min), len(self.days), self.path


def fillings(
    wanted: Iterable[Chosen], rows: Iterable[PlanRow], now: datetime, project: Path, config: Config
) -> list[Filling]:
    """What fills the slots that are empty, still to come and on no blackout day, in order of time. `rows`: every post
    on every account."""
    posts, dark = _posts(rows, project, config), [*map(days, config.publish.blackout)]
    found: list[Filling] = []
    for one in wanted:
        allowed = one.plan.front.evergreen
        for slot, accounts in one.plan.gaps() if allowed else ():
            day = date.fromisoformat(slot.day)
            is_dark = any(first <= day <= last for first, last in dark)
            if one.has(slot) and slot.at > now.timestamp() and not is_dark:
                found += _into(slot, accounts, posts, allowed if isinstance(allowed, list) else None)
    return found


def _into(
    slot: Slot, accounts: Sequence[str], posts: Sequence[_Post], named: Sequence[str] | None
) -> Iterator[Filling]:
    """Posts for the accounts on which the slot is empty; none goes anywhere else."""
    free = frozenset(accounts)
    while fitting := [post for post in posts if post.fits(slot, free, named)]:
        post = min(fitting, key=lambda post: post.turn(slot))
        post.days.add(date.fromisoformat(slot.day))
        free -= post.accounts
        yield Filling(post.path, slot, tuple(name for name in accounts if name in post.accounts))


def _posts(rows: Iterable[PlanRow], project: Path, config: Config) -> list[_Post]:
    """Every evergreen post that is ready and without errors."""
    found: dict[str, _Post] = {}
    for row in rows:
        if not row.post.is_evergreen or row.post.state != "ready":
            continue
        if row.path not in found:
            found[row.path] = _Post(row.path, row.uid, row.post.kind, frozenset(), _rest(row.path, project, config))
        post = found[row.path]
        post.accounts |= {row.account}
        if row.here:
            post.days.add(date.fromisoformat(row.here[:10]))
    return list(found.values())


def _rest(path: str, project: Path, config: Config) -> int:
    """Its `cooldown`, in days."""
    source, _ = front_matter.read(project, path)
    said = source.data.get("evergreen") if source else None
    written = said.get("cooldown") if isinstance(said, dict) else None
    return seconds(written or config.rules.repeat_within) // 86400


def write(project: Path, fillings: Iterable[Filling]) -> None:
    """Put the times into the posts' files; what else they say keeps its bytes."""
    times: dict[str, list[str]] = {}
    for one in fillings:
        times.setdefault(one.path, []).append(one.slot.here.replace("T", " "))
    with Inside(project) as files:
        for path, added in times.items():
            source, _ = front_matter.read(project, path)
            if source is not None:
                fixes = [fix._replace(span=as_written(fix.span, source.lines)) for fix in with_slots(source, added)]
                files.replace(path, edited(files.read(path).decode(), fixes).encode(), as_before=True)
