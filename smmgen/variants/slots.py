"""Slots of content plans on their days, and the posts that fill them: worked out from rows alone, no file is read.

A slot takes place at its time by the clock of the project's zone. On the night on which clocks change it means what
the same `schedule` means in a post: an hour that is skipped is as much later, and of one that comes twice the first
counts.

A post fills a slot on an account

* by naming it, `slot: tip`, on a day on which it takes place, whatever the hour; or
* without naming any, at the very time of the slot and in its rubric.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from smmgen.config import Config, seconds
from smmgen.content.documents.plan import PlanFront
from smmgen.content.schedule import resolve
from smmgen.variants.planned import Planned
from smmgen.variants.rows import PlanRow, PostRow


class Slot(NamedTuple):
    """A slot on one of its days. `at`: Unix seconds; `here`: `2026-12-07T10:00` by the project's clock."""

    number: int
    """Of `slots` in the plan."""
    name: str
    title: str
    kind: str
    """Its rubric, "" where any will do."""
    at: int
    here: str
    accounts: tuple[str, ...]

    @property
    def day(self) -> str:
        return self.here[:10]


class Place(NamedTuple):
    """A slot on one account, and the post in it. `more`: others that claim it, too."""

    slot: Slot
    account: str
    row: PlanRow | None = None
    more: tuple[PlanRow, ...] = ()


class Portion(NamedTuple):
    """A rubric in the mix. `target`: percent, None where the plan names none; `share`: of all posts, in whole percent;
    `excess`: posts too many, below zero too few."""

    kind: str
    target: Decimal | None
    posts: int
    share: int
    excess: int


@dataclass(frozen=True, eq=False)
class ContentPlan:
    """One plan with its posts. `rows`: what goes out on its accounts in its days, in order of time."""

    planned: Planned[PlanFront]
    accounts: tuple[str, ...]
    rows: Sequence[PlanRow]
    slots: Sequence[Slot]
    _claims: Mapping[tuple[str, str, str], Sequence[PlanRow]] = field(repr=False)
    """Account, slot's name and day -> the posts that name it."""

    @property
    def front(self) -> PlanFront:
        return self.planned.front

    @property
    def path(self) -> str:
        return self.planned.path

    @cached_property
    def places(self) -> Sequence[Place]:
        """Every slot on each of its accounts, in order of time."""
        at_times: dict[tuple[str, int, str], list[PlanRow]] = defaultdict(list)
        for row in self.rows:
            if not row.post.slot:
                for kind in {row.post.kind, ""}:
                    at_times[row.account, row.at or 0, kind].append(row)
        return [self._place(slot, account, at_times) for slot in self.slots for account in slot.accounts]

    def _place(self, slot: Slot, account: str, at_times: Mapping[tuple[str, int, str], Sequence[PlanRow]]) -> Place:
        found = self._claims.get((account, slot.name, slot.day)) or at_times.get((account, slot.at, slot.kind)) or ()
        return Place(slot, account, found[0], tuple(found[1:])) if found else Place(slot, account)

    @cached_property
    def posts(self) -> Sequence[PostRow]:
        """Each once, in order of their first time."""
        return [*{row.post.id: row.post for row in reversed(self.rows)}.values()][::-1]

    @cached_property
    def mix(self) -> Sequence[Portion]:
        """The rubrics of the plan's mix, then others that its posts have; "" stands for none."""
        counts = dict.fromkeys(self.front.mix, 0)
        for post in self.posts:
            counts[post.kind] = counts.get(post.kind, 0) + 1
        return [_portion(kind, self.front.mix.get(kind), count, len(self.posts)) for kind, count in counts.items()]

    @cached_property
    def by_day(self) -> Mapping[str, Sequence[PlanRow]]:
        """Its rows that are in no slot and name none, by day."""
        filled = {place.row.post.id for place in self.places if place.row}
        found: dict[str, list[PlanRow]] = defaultdict(list)
        for row in self.rows:
            if row.post.id not in filled and not row.post.slot:
                found[row.here[:10]].append(row)
        return found

    def gaps(self) -> Iterator[tuple[Slot, tuple[str, ...]]]:
        """Slots that are empty somewhere, and where."""
        empty: dict[Slot, list[str]] = defaultdict(list)
        for place in self.places:
            if place.row is None:
                empty[place.slot].append(place.account)
        return ((slot, tuple(accounts)) for slot, accounts in empty.items())

    def covers(self, row: PlanRow) -> bool:
        return row.account in self.accounts and self.front.first.isoformat() <= row.here[:10] <= self._last

    @cached_property
    def _last(self) -> str:
        return self.front.last.isoformat()


def _portion(kind: str, target: Decimal | None, posts: int, among: int) -> Portion:
    wanted = (target or 0) * among / 100
    share = round(Decimal(100 * posts) / among) if among else 0
    return Portion(kind, target, posts, share, round(posts - wanted))


def content_plans(
    planned: Sequence[Planned[PlanFront]], rows: Iterable[PlanRow], config: Config
) -> Sequence[ContentPlan]:
    """The plans with their posts, in order of path."""
    if not planned:
        return ()
    accounts = [accounts_named(one.front.accounts, config) for one in planned]
    spans = [(one.front.first.isoformat(), one.front.last.isoformat()) for one in planned]
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    timed = sorted(
        (row for row in rows if first <= row.here[:10] <= last), key=lambda row: (row.at or 0, row.path, row.account)
    )
    found = []
    for one, names, span in zip(planned, accounts, spans, strict=True):
        of_plan = [row for row in timed if row.account in names and span[0] <= row.here[:10] <= span[1]]
        found.append(ContentPlan(one, names, of_plan, slots_of(one.front, config), _claims(of_plan)))
    return found


def _claims(rows: Iterable[PlanRow]) -> Mapping[tuple[str, str, str], Sequence[PlanRow]]:
    claims: dict[tuple[str, str, str], list[PlanRow]] = defaultdict(list)
    for row in rows:
        if row.post.slot:
            claims[row.account, row.post.slot, row.here[:10]].append(row)
    return claims


def slots_of(front: PlanFront, config: Config) -> Sequence[Slot]:
    """Every slot of the plan on each of its days, in order of time."""
    zone = config.project.timezone or "UTC"
    plan = accounts_named(front.accounts, config)
    found = []
    for index, slot in enumerate(front.slots):
        accounts = tuple(one for one in accounts_named(slot.accounts, config) if one in plan) if slot.accounts else plan
        for day in front.days_of(slot):
            moment, _ = resolve(f"{day} {slot.at}", zone, slot.at)
            if moment:
                title = slot.title or slot.name
                at = int(moment.instant.timestamp())
                found.append(Slot(index, slot.name, title, slot.kind or "", at, moment.wall, accounts))
    return sorted(found, key=lambda slot: (slot.at, slot.number))


def accounts_named(names: Sequence[str], config: Config) -> tuple[str, ...]:
    """The accounts that these names of accounts and platforms mean, in the order of smm.toml; all where there are
    none."""
    accounts = config.accounts.items()
    return tuple(name for name, account in accounts if not names or name in names or account.platform in names)


def standing(place: Place, now: float, ready_before: int, sent: bool = False, waits: bool = False) -> str:
    """How a slot stands at this time, in Unix seconds: `filled`, `empty`, `draft` and `hold` as its post is,
    `unapproved` where that `waits` for somebody's yes, `late` when it is to be ready by now, `missed` when its time has
    passed with nothing ready. `sent`: it has gone out."""
    row = place.row
    if row is None:
        return "missed" if place.slot.at < now else "empty"
    if sent or (row.post.state == "ready" and not waits):
        return "filled"
    at = row.at or place.slot.at
    state = "unapproved" if row.post.state == "ready" else row.post.state
    return "missed" if at < now else "late" if at - ready_before < now else state


def ready_before(front: PlanFront, config: Config) -> int:
    """Seconds before its time at which a post in a slot is to be ready."""
    return seconds(front.ready_before or config.rules.ready_before)


def filled_before(front: PlanFront, config: Config) -> int:
    """Seconds before its time at which a slot is to have a post."""
    return seconds(front.filled_before or config.rules.filled_before)


def is_commercial(row: PlanRow, config: Config) -> bool:
    """It is of an advertising rubric, or carries an advertising mark."""
    rubric = config.rubrics.get(row.post.kind)
    return bool(rubric and rubric.ads) or row.post.is_ad or row.is_ad
