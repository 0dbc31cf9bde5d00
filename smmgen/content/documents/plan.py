"""The content plan of a month, or of any span of days: which slots there are on which account, and for what.

A post fills a slot by naming it, `slot: tip`, or by going out at its very time in its rubric: see `variants/slots.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from smmgen.config import Clock, Days, Duration, days
from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents import values
from smmgen.content.documents.base import Document, Front, Model, Names, Reference, listed
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import WEEKDAYS, Share, Weekday
from smmgen.content.schedule import resolve
from smmgen.content.source import Field as Path
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, accounts_of, check_rubric

LONGEST = 400
"""Days of a plan."""
PLACES = 10_000
"""Slots on their days on their accounts: what a page can show."""
YEARS = range(1970, 2200)
"""In which posts may be scheduled, too."""
MOST = 100
"""Slots, themes and spans of quiet days of a plan."""


def period(text: str) -> tuple[date, date]:
    """As of any document, but not longer than a plan may be. Raises ValueError."""
    first, last = values.period(text)
    if first.year not in YEARS or last.year not in YEARS:
        raise ValueError(f"`{text}` is not in a plausible year")
    if (last - first).days >= LONGEST:
        raise ValueError(f"`{text}` is longer than {LONGEST} days; write several plans")
    return first, last


def _checked(text: str) -> str:
    return values.checked(text, period)


def _spread(value: object) -> object:
    """`mon-fri` and `daily` are the days that they mean; one day is a list of one."""
    return [day for one in value for day in _days_of(one)] if isinstance(value, list) else _days_of(value)


def _days_of(value: object) -> list[object]:
    if value == "daily":
        return [*WEEKDAYS]
    first, dash, last = str(value).partition("-")
    if not dash or first not in WEEKDAYS or last not in WEEKDAYS:
        return [value]
    start = WEEKDAYS.index(first)
    count = (WEEKDAYS.index(last) - start) % 7 + 1
    return [WEEKDAYS[(start + number) % 7] for number in range(count)]


Weekdays = Annotated[
    list[Weekday], Field(min_length=1), BeforeValidator(_spread, json_schema_input_type=list[str] | str)
]
Spans = Annotated[list[Days], Field(max_length=MOST), BeforeValidator(listed, json_schema_input_type=list[str] | str)]
Evergreen = Annotated[bool | list[str], BeforeValidator(listed, json_schema_input_type=bool | list[str] | str)]
SLOT = r"\w[\w-]{0,39}"


class PlanTheme(Model):
    """What some days are about."""

    days: Days = Field(description="2026-12-01..2026-12-07, or one day")
    theme: str = Field(min_length=1, description="What these days are about")
    campaign: str | None = Field(None, description="The campaign whose posts belong there: a file in content/campaigns")


class PlanSlot(Model):
    """A place for a post, every week."""

    name: Annotated[str, Field(pattern=f"^{SLOT}$")] = Field(
        description="What posts call it: `slot: tip`. Letters, digits, - and _"
    )
    days: Weekdays = Field(description="Days of the week: mon, [mon, thu], mon-fri or daily")
    at: Clock = Field(description="Time of day in the project's time zone, such as 10:00")
    kind: str | None = Field(None, description="The rubric: one of [rubrics] in smm.toml (default: any)")
    title: str | None = Field(None, description="What goes there, for people (default: its name)")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms (default: those of the plan)")


class PlanFront(Front):
    """The keys of a content plan; the text under them says why it looks like this."""

    period: Annotated[str, AfterValidator(_checked)] = Field(
        description="Months, a quarter or days: 2026-12, 2026-12..2027-01, 2026-12-01..2027-02-28"
    )
    accounts: Names = Field(default_factory=list, description="Accounts or platforms it is for (default: all)")
    themes: list[PlanTheme] = Field(default_factory=list, max_length=MOST, description="What which days are about")
    slots: list[PlanSlot] = Field(
        default_factory=list, max_length=MOST, description="Places for posts, by day of the week and time"
    )
    mix: dict[str, Share] = Field(
        default_factory=dict, description="Share of each rubric in percent: {useful: 40, fun: 60}; 100 together"
    )
    quiet: Spans = Field(default_factory=list, description="Days without slots: 2026-12-31..2027-01-02")
    filled_before: Duration | None = Field(None, description="As under [rules], for this plan")
    ready_before: Duration | None = Field(None, description="As under [rules], for this plan")
    evergreen: Evergreen = Field(
        False, description="true: evergreen posts may fill empty slots; or the names of those that may"
    )

    @property
    def first(self) -> date:
        return period(self.period)[0]

    @property
    def last(self) -> date:
        return period(self.period)[1]

    def days(self) -> Iterator[date]:
        """Every day of the period."""
        first, last = period(self.period)
        return (first + timedelta(number) for number in range((last - first).days + 1))

    def quiet_days(self) -> frozenset[date]:
        """Those without slots."""
        spans = [*map(days, self.quiet)]
        return frozenset(day for day in self.days() if any(first <= day <= last for first, last in spans))

    def days_of(self, slot: PlanSlot) -> Iterator[date]:
        """The days on which it takes place: quiet ones are left out."""
        wanted, quiet = {WEEKDAYS.index(day) for day in slot.days}, self.quiet_days()
        return (day for day in self.days() if day.weekday() in wanted and day not in quiet)


@dataclass(frozen=True, slots=True)
class Plan(Document):
    """`accounts` are names of accounts, in the order of smm.toml; all of them where it names none."""

    front: PlanFront
    accounts: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, date]:
        return period(self.front.period)

    @property
    def references(self) -> tuple[Reference, ...]:
        themes = enumerate(self.front.themes)
        named = self.front.evergreen if isinstance(self.front.evergreen, list) else []
        return (
            *(Reference("campaign", one.campaign, ("themes", at, "campaign")) for at, one in themes if one.campaign),
            *(Reference("post", uid, ("evergreen", at)) for at, uid in enumerate(named)),
        )


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The plan, and what is wrong with its file."""
    front, report = read_front(source, PlanFront)
    if front is None:
        return None, report.found
    named = accounts_of(front.accounts, vocabulary, report, "accounts")
    accounts = named if front.accounts else tuple(vocabulary.config.accounts)
    places = sum(len(accounts) * sum(1 for _ in front.days_of(slot)) for slot in front.slots)
    if places > PLACES:
        message = f"the slots take place {places} times, counted on each account; {PLACES} are the most"
        report.field(codes.INVALID_VALUE, ("slots",), message, "write several plans, each for fewer days or accounts")
        return None, report.found
    for at, slot in enumerate(front.slots):
        _check_slot(front, slot, ("slots", at), accounts, vocabulary, report)
    _check_names(front, report)
    for at, theme in enumerate(front.themes):
        first, last = days(theme.days)
        if last < front.first or front.last < first:
            message = f"the days {theme.days} are not in the plan, which is for {front.first} to {front.last}"
            report.field(codes.INVALID_VALUE, ("themes", at, "days"), message, "change the days, or the period")
    return Plan(**identity(source, front), kind=PLAN.name, accounts=accounts), report.found


def _check_slot(
    front: PlanFront, slot: PlanSlot, field: Path, accounts: tuple[str, ...], vocabulary: Vocabulary, report: Report
) -> None:
    check_rubric(slot.kind, (*field, "kind"), vocabulary, report)
    for other in accounts_of(slot.accounts, vocabulary, report, "accounts", field):
        if other not in accounts:
            message = f"the plan is not for `{other}`"
            report.field(codes.INVALID_VALUE, (*field, "accounts"), message, "add it to `accounts` of the plan")
    zone = vocabulary.config.project.timezone or "UTC"
    for day in front.days_of(slot):
        _, problem = resolve(f"{day} {slot.at}", zone, slot.at)
        if problem:
            hint = "a post with this `schedule` goes out then, too"
            report.field(problem.code, (*field, "at"), problem.message, hint)


def _check_names(front: PlanFront, report: Report) -> None:
    seen: set[str] = set()
    for at, slot in enumerate(front.slots):
        if slot.name in seen:
            message = f"two slots are called `{slot.name}`"
            report.field(codes.INVALID_VALUE, ("slots", at, "name"), message, "give each a name of its own")
        seen.add(slot.name)


PLAN = Kind(
    name="plan",
    folder="content/plan",
    summary="The content plan of a month: slots, themes, the mix of rubrics, quiet days",
    model=PlanFront,
    parse=parse,
    archetype="""\
---
period: {{ title }}  # a month, 2026-12, or 2026-12-01..2027-02-28
themes: []        # {days: 2026-12-01..2026-12-07, theme: What the week is about, campaign: NAME}
slots: []         # {name: tip, days: [mon, thu], at: 10:00, kind: RUBRIC}
mix: {}           # percent of each rubric, 100 together: {useful: 40, fun: 60}
quiet: []         # days without slots: 2026-12-31..2027-01-02
---
Why it looks like this: for the client, and for us in a year.
""",
    page="plan.html",
)
