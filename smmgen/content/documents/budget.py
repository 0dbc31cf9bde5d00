"""The budget: how much may be spent in a time, on what, and what a result is worth.

A document says which line pays for it (`Document.costs`); what was really spent is in data/spend, what came of it in
data/results. `smmgen.budgets` holds them against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.base import UID, Document, Front, Model, Names
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import Amount, Day, Money, Period, Share, period
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary
from smmgen.suggest import did_you_mean

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Line(Model):
    """What money is spent on."""

    uid: Annotated[str, Field(pattern=rf"^{UID}$")] = Field(description="Name by which costs and payments refer to it")
    title: str | None = Field(None, description="Name shown in the preview")
    plan: Money = Field(description="How much may be spent")
    fixed: bool = Field(False, description="It is spent in any case, such as a salary: nobody is warned at `warn_at`")
    hidden: bool = Field(False, description="It is on no page that is not for the team alone")

    @property
    def name(self) -> str:
        return self.title or self.uid


class Rate(Model):
    """What a currency costs, and when."""

    rate: Annotated[Amount, Field(gt=0)] = Field(description="What one of it costs in the currency of the budget")
    date: Day = Field(description="The day of the rate: 2026-11-20")


class ApproveOver(Model):
    """From which amount on somebody has to agree."""

    amount: Amount = Field(description="More than this needs a yes")
    by: Names = Field(min_length=1, description="Roles, as in [roles]")


class BudgetFront(Front):
    """The keys of a budget; the text under them is for people."""

    period: Period = Field(description="Months, a quarter or days: 2026-12, 2026-10..2026-12, 2026-q4")
    currency: Currency | None = Field(None, description="Currency of its amounts (default: that of the project)")
    limit: Money | None = Field(None, description="How much all lines together may have")
    lines: Annotated[list[Line], Field(min_length=1)] = Field(description="What money is spent on")
    worth: dict[str, Money] = Field(
        default_factory=dict, description="What one result brings, without its own costs: {order: 640, join: 35}"
    )
    warn_at: Share = Field(Decimal(80), description="Share of a line from which on its spending is pointed out")
    approve_over: ApproveOver | None = Field(None, description="What needs a yes: {amount: 15000, by: owner}")
    rates: dict[Currency, Rate] = Field(
        default_factory=dict, description="Other currencies: {EUR: {rate: 98.5, date: 2026-11-20}}"
    )

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return period(self.period)

    def line(self, uid: str) -> Line | None:
        return next((line for line in self.lines if line.uid == uid), None)

    def line_hint(self, word: str, otherwise: str) -> str:
        """Which line may be meant by a name or title; else `otherwise`."""
        folded = word.casefold()
        titled = next((line.uid for line in self.lines if (line.title or "").casefold() == folded), word)
        return f"did you mean `{titled}`?" if titled != word else did_you_mean(word, self.by_uid, otherwise)

    @property
    def by_uid(self) -> Mapping[str, Line]:
        return {line.uid: line for line in self.lines}


@dataclass(frozen=True, slots=True)
class Budget(Document):
    front: BudgetFront

    @property
    def days(self) -> tuple[date, date]:
        return self.front.days


def covering(budgets: Iterable[Budget], day: date) -> Budget | None:
    """The one that has the day; of several, the one that begins first."""
    having = (one for one in budgets if one.days[0] <= day <= one.days[1])
    return min(having, key=lambda one: (one.days, one.path), default=None)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The budget, and what is wrong with its file."""
    front, report = read_front(source, BudgetFront)
    if front is None:
        return None, report.found
    _check_lines(front, report)
    return Budget(**identity(source, front), kind=BUDGET.name), report.found


def _check_lines(front: BudgetFront, report: Report) -> None:
    seen: set[str] = set()
    for index, line in enumerate(front.lines):
        if line.uid in seen:
            message, hint = f"there are two lines `{line.uid}`", "give one of them another `uid`"
            report.field(codes.INVALID_VALUE, ("lines", index, "uid"), message, hint)
        seen.add(line.uid)
        if line.plan.amount < 0:
            report.field(codes.INVALID_VALUE, ("lines", index, "plan"), "a plan cannot be less than nothing")


BUDGET: Kind[Any] = Kind(
    name="budget",
    folder="content/budget",
    summary="What may be spent in a time, on what, and what a result is worth",
    model=BudgetFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
period:           # 2026-12, 2026-10..2026-12 or 2026-q4
limit:            # all lines together, such as 180000
lines:            # what money is spent on; costs and payments name one
  - {uid: advertising, plan: 0}
worth: {}         # what one result brings: {order: 640, join: 35}
---
What is to be reached with it, and who decided.
""",
    page="budget.html",
    private=(("notes",), ("text",), ("limit",), ("approve_over",)),
)
