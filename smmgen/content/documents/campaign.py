"""The campaign: posts with one goal, between two dates. `campaign: spring` in a post names it.

Its dates and accounts are held against its posts, and links of its posts get its UTM marks. What it may cost, when it
is to end early, what is advertised and what is tried are held against what data/ and the posts say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, create_model, model_validator

from smmgen.config import Config, Days, days
from smmgen.content.codes import INVALID_VALUE
from smmgen.content.collector import Report
from smmgen.content.documents.base import UID, Cost, Document, Front, Model, Names, Reference
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.documents.values import Amount, Day
from smmgen.content.model import Post
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, accounts_of
from smmgen.keys import POST
from smmgen.utm import MARKS, Marking, Utm, marking

Target = Annotated[Amount, Field(gt=0)]


class Goal(Model):
    """What is to be achieved: in words, or a metric and how much of it."""

    words: str | None = Field(None, description="What it is meant to achieve, in words")
    metric: str | None = Field(None, description="What is counted: orders, joins, views; see how-to/campaigns.md")
    target: Target | None = Field(None, description="How much of it")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.metric is None) != (self.target is None):
            raise ValueError("`metric` and `target` belong together", "write {metric: orders, target: 300}")
        if self.metric is None and self.words is None:
            raise ValueError("the goal says nothing", "write it in words, or {metric: orders, target: 300}")
        return self


def _in_words(value: object) -> object:
    return {"words": value} if isinstance(value, str) else value


class Creative(Model):
    """One advertisement, as it is registered with the advertising data operator."""

    post: str = Field(description="The post that is the advertisement: its uid")
    uid: Annotated[str, Field(pattern=rf"^{UID}$")] | None = Field(None, description="Its id at the operator")
    contract: str | None = Field(None, description="The contract it belongs to; `self` for goods of one's own")
    kktu: Annotated[str, Field(pattern=r"^\d+(\.\d+){0,2}$")] | None = Field(
        None, description="What is advertised, a code of the KKTU, in quotes"
    )
    form: str | None = Field(None, description="Its form at the operator, such as text_graphic")
    pay: Literal["cpa", "cpc", "cpm", "other"] | None = Field(None, description="What is paid for")
    erid: str | None = Field(None, description="The token it got; the post has it in `ads`, too")
    digest: Names = Field(
        default_factory=list, description="Of the text, link and pictures that were registered; `smm check` says it"
    )


class _Bet(Model):
    """Something that is tried, and what is expected of it."""

    then: str = Field(description="What is expected: er_views +20%")
    judge: Day = Field(description="The day on which it is judged: 2026-12-15")
    verdict: str | None = Field(None, description="What came of it, with numbers")

    @property
    def idea(self) -> str:
        return str(getattr(self, "if"))


if TYPE_CHECKING:
    Bet = _Bet
else:  # `if` is a word of Python
    Bet = create_model("Bet", __base__=_Bet, **{"if": (str, Field(description="What is tried"))})


class CampaignFront(Front):
    """The keys of a campaign; the text under them is for people."""

    title: str = Field(description="Name shown in the preview")
    dates: Days = Field(description="First and last day, in the project's time zone: 2026-12-01..2026-12-31")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms it is for (default: all)")
    audiences: Names = Field(default_factory=list, description="Whom it is for: names of audiences")
    goal: Annotated[Goal, BeforeValidator(_in_words, json_schema_input_type=Goal | str)] | None = Field(
        None, description="What it is meant to achieve: in words, or {metric: orders, target: 300}"
    )
    kpi: dict[str, Target] = Field(
        default_factory=dict, description="What else is to be reached: {views: 60000, er_views: 4, per_join_max: 60}"
    )
    budget: str | None = Field(None, description="The budget line that pays for it")
    stop: dict[str, Target] = Field(
        default_factory=dict, description="When it is to end early: {spent: 90000, per_join: 120}"
    )
    creatives: list[Creative] = Field(default_factory=list, description="Its advertisements")
    bets: list[Bet] = Field(
        default_factory=list, description="What is tried: {if: people in the picture, then: er_views +20%, judge: …}"
    )
    utm: Utm | None = Field(None, description="UTM parameters for the links of its posts; {} for the default ones")


@dataclass(frozen=True, slots=True)
class Campaign(Document):
    """`accounts` are names of accounts, in the order of smm.toml; all of them where it names none. `declared`: names
    of audiences of smm.toml, which are no documents."""

    front: CampaignFront
    accounts: tuple[str, ...] = ()
    declared: frozenset[str] = frozenset()

    @property
    def days(self) -> tuple[date, date]:
        return days(self.front.dates)

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[1]

    @property
    def references(self) -> tuple[Reference, ...]:
        audiences = ((name, ("audiences", at)) for at, name in enumerate(self.front.audiences))
        posts = ((one.post, ("creatives", at, "post")) for at, one in enumerate(self.front.creatives))
        return (
            *(Reference("audience", name, field) for name, field in audiences if name not in self.declared),
            *(Reference(POST, uid, field) for uid, field in posts),
        )

    @property
    def costs(self) -> tuple[Cost, ...]:
        """It spends from a line, and payments say how much: on its first day and on its last, which may be in another
        budget."""
        line = self.front.budget
        return tuple(Cost(line, None, ("budget",), day) for day in dict.fromkeys(self.days)) if line else ()


def marking_of(post: Post, platform: str, config: Config, campaign: Document | None) -> Marking:
    """What links of the post get on a network. `campaign`: the one it names, if it is there."""
    uid, own = (campaign.uid, campaign.front.utm) if isinstance(campaign, Campaign) else ("", None)
    return marking(post.short_name, platform, uid, own, config.utm.marks, config.project.url)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The campaign, and what is wrong with its file."""
    front, report = read_front(source, CampaignFront)
    if front is None:
        return None, report.found
    named = accounts_of(front.accounts, vocabulary, report, "accounts")
    accounts = named if front.accounts else tuple(vocabulary.config.accounts)
    declared = frozenset(vocabulary.config.audiences)
    campaign = Campaign(**identity(source, front), kind=CAMPAIGN.name, accounts=accounts, declared=declared)
    _check_marks(campaign, vocabulary.config, report)
    return campaign, report.found


def _check_marks(campaign: Campaign, config: Config, report: Report) -> None:
    """What its links get is as [utm] in smm.toml says."""
    utm = campaign.front.utm
    if utm is None:
        return
    given = {f"utm_{mark}": value for mark in MARKS if (value := getattr(utm, mark))}
    for name, value, pattern in config.utm.broken({"utm_campaign": campaign.uid, **given}):
        field = ("utm", name.removeprefix("utm_")) if name in given else ("uid",)
        hint = "[utm] in smm.toml says what may stand there"
        report.field(INVALID_VALUE, field, f"`{name}={value}` does not match `{pattern}`", hint)


CAMPAIGN = Kind(
    name="campaign",
    folder="content/campaigns",
    summary="Posts with one goal, between two dates: `campaign: NAME`",
    model=CampaignFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
dates:            # the first and the last day: 2026-12-01..2026-12-31
goal:             # in words, or {metric: orders, target: 300}
audiences: []
utm: {}           # links of its posts get UTM marks
---
What it is for, whom it is to reach, how we shall know that it worked.
""",
    page="campaign.html",
    private=(
        ("notes",),
        ("text",),
        ("budget",),
        ("stop",),
        ("bets",),
        ("creatives", "*", "contract"),
    ),
)
