"""The event that people come to: `event: cupping-1212` in a post names it.

Its posts are held against it: the day, the weekday and the hour in their texts, when they go out, and whether there is
still anything to invite to. `smm event series` writes drafts of the posts that `series` asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from smmgen.config import Clock, Duration, seconds
from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import Cost, Document, Front, Model, Names, Reference
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import Money, Paid
from smmgen.content.schedule import Moment, resolve
from smmgen.content.source import Field as Path
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, check_rubric, near_target
from smmgen.suggest import only

Age = Literal["0+", "6+", "12+", "16+", "18+"]
State = Literal["open", "sold-out", "moved", "cancelled"]


class Venue(Model):
    """Where it is."""

    name: str = Field(description="What people call the place")
    address: str | None = Field(None, description="Town, street and house")
    lat: Annotated[float, Field(ge=-90, le=90)] | None = Field(None, description="Latitude in degrees (WGS 84)")
    lon: Annotated[float, Field(ge=-180, le=180)] | None = Field(None, description="Longitude in degrees (WGS 84)")
    public: bool = Field(False, description="A street or a park, where the authorities have to be told")
    permit: str | None = Field(None, description="Their answer, or when they were told; of a public place")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class Tickets(Model):
    """Where one gets them."""

    at: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = Field(None, description="Address with https://")
    timepad: Annotated[int, Field(ge=1, le=10**12)] | None = Field(None, description="The event's number at Timepad")


class Step(Model):
    """One post of the series, so long before the event begins or after it ends."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True, serialize_by_alias=True)

    before: Duration | None = Field(None, description="How long before the event begins: 7d, 3h")
    after: Duration | None = Field(None, description="How long after it ends: 1d")
    rubric: str | None = Field(None, alias="as", description="The rubric: one of [rubrics] in smm.toml")
    accounts: Names = Field(
        default_factory=list, description="Accounts or platforms (default: those of the event's other posts, else all)"
    )
    at: Clock | None = Field(None, description="The hour, if it is not that of the event: 10:00")

    @model_validator(mode="after")
    def _one_of_both(self) -> Step:
        if (self.before is None) == (self.after is None):
            raise ValueError("write `before: 7d` or `after: 1d`")
        return self

    @property
    def name(self) -> str:
        """What its file is called after: `before-7d`."""
        return f"before-{self.before}" if self.before else f"after-{self.after}"


class EventFront(Front):
    """The keys of an event; the text under them says what people come for."""

    title: str = Field(description="Name of the event")
    starts: str = Field(description="When it begins: 2026-12-12 17:00, in the project's time zone if it names none")
    ends: str | None = Field(None, description="When it ends: 2026-12-12 19:00")
    place: Venue | None = Field(
        None, description="Where: {name: Roastery, address: Pushkin street 5, lat: 55.76, lon: 37.6}"
    )
    capacity: Annotated[int, Field(ge=1, le=10_000_000)] | None = Field(
        None, description="How many people it has room for"
    )
    price: Money | None = Field(None, description='What a person pays: 1500, "20 EUR"; 0 if nothing')
    tickets: Tickets | None = Field(None, description="Where to get tickets: {at: https://...}")
    age: Age | None = Field(None, description="Age mark, such as 12+")
    host: str | None = Field(None, description="Who runs it; nobody is at two events at once")
    campaign: str | None = Field(None, description="The campaign it belongs to; posts of the series get it")
    series: list[Step] = Field(
        default_factory=list, description="The posts that it needs: [{before: 7d, as: news}, {after: 1d}]"
    )
    cost: Paid | None = Field(
        None, description="What it costs, and which line of the budget pays: {amount: 9000, budget: contests}"
    )
    state: State = Field("open", description="open, sold-out, moved (to `starts`) or cancelled")
    moved_from: Names = Field(default_factory=list, description="When it was to begin before it was moved, each time")


@dataclass(frozen=True, slots=True)
class Event(Document):
    """`ends` and `moved_from` are None and left out where they cannot be read."""

    front: EventFront
    starts: Moment
    ends: Moment | None = None
    moved_from: tuple[Moment, ...] = ()

    @property
    def references(self) -> tuple[Reference, ...]:
        campaign = self.front.campaign
        return (Reference("campaign", campaign, ("campaign",)),) if campaign else ()

    @property
    def costs(self) -> tuple[Cost, ...]:
        cost = self.front.cost
        return (cost.cost(("cost",), self.days[0]),) if cost else ()

    @property
    def dates(self) -> tuple[date, ...]:
        """The days on which it is, by the clock where it is; at most a year of them."""
        return tuple(days_between(self.starts, self.ends))

    @property
    def days(self) -> tuple[date, date]:
        return self.dates[0], self.dates[-1]


def days_between(starts: Moment, ends: Moment | None) -> Iterator[date]:
    """The first day, and those up to the one on which it ends: until midnight is no day more."""
    first, last = starts.local, ends.local - timedelta(seconds=1) if ends else starts.local
    for number in range(max(0, min((last.date() - first.date()).days, 366)) + 1):
        yield first.date() + timedelta(days=number)


def step_at(step: Step, starts: Moment, ends: Moment | None) -> tuple[date, str]:
    """When the post of a step goes out: day and hour `17:00`, by the clock where the event is.

    Whole days before or after are counted on the calendar; the hour is that of the event unless the step names one.
    """
    around = starts.local if step.before or ends is None else ends.local
    length = timedelta(seconds=seconds(step.before or step.after or "0m"))
    wall = around.replace(tzinfo=None) + (-length if step.before else length)
    return wall.date(), step.at or f"{wall:%H:%M}"


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The event, and what is wrong with its file."""
    front, report = read_front(source, EventFront)
    if front is None:
        return None, report.found
    _check_series(front, vocabulary, report)
    starts = moment_of(front.starts, ("starts",), vocabulary, report)
    ends = moment_of(front.ends, ("ends",), vocabulary, report) if front.ends else None
    earlier = [moment_of(text, ("moved_from", at), vocabulary, report) for at, text in enumerate(front.moved_from)]
    if starts is None:
        return None, report.found
    known = identity(source, front)
    return Event(
        **known, kind=EVENT.name, starts=starts, ends=ends, moved_from=tuple(filter(None, earlier))
    ), report.found


def moment_of(text: str, field: Path, vocabulary: Vocabulary, report: Report) -> Moment | None:
    """The time that is written there. That clocks skip it is said by a rule of events, more loudly."""
    moment, problem = resolve(text, vocabulary.config.project.timezone, "00:00")
    if problem and problem.code != codes.TIME_IN_GAP:
        fixes = report.instead(field, text, problem.instead, safe=problem.safe)
        report.field(problem.code, field, problem.message, problem.hint, fixes=fixes)
    return moment


def _check_series(front: EventFront, vocabulary: Vocabulary, report: Report) -> None:
    """Accounts and rubrics of its steps are those of smm.toml."""
    for at, step in enumerate(front.series):
        for place, name in enumerate(step.accounts):
            if name not in vocabulary.targets:
                field: Path = ("series", at, "accounts", place)
                hint = near_target(name, vocabulary.targets, vocabulary.options)
                fixes = report.instead(field, name, only(name, vocabulary.targets))
                report.field(codes.UNKNOWN_PLATFORM, field, f"unknown platform or account `{name}`", hint, fixes=fixes)
        if step.rubric:
            check_rubric(step.rubric, ("series", at, "as"), vocabulary, report)


EVENT = Kind(
    name="event",
    folder="content/events",
    summary="Something that people come to, at a place and an hour: `event: NAME`",
    model=EventFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
starts:           # 2026-12-12 17:00
ends:
place:            # {name: , address: , lat: , lon: }
capacity:
price:
age:
series: [{before: 7d}, {before: 1d}, {after: 1d}]   # `smm event series` writes drafts of these posts
state: open       # open | sold-out | moved | cancelled
---
What people come for.
""",
    page="event.html",
    private=(("notes",), ("cost",), ("place", "permit")),
)
