"""The campaign: posts with one goal, between two dates. `campaign: spring` in a post names it.

Its dates and accounts are held against its posts, and links of its posts get its UTM marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from smmgen.config import Config, Days, days
from smmgen.content.codes import INVALID_VALUE
from smmgen.content.collector import Report
from smmgen.content.documents.base import Document, Front, Names
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.model import Post
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, accounts_of
from smmgen.utm import MARKS, Marking, Utm, marking


class CampaignFront(Front):
    """The keys of a campaign; the text under them is for people."""

    title: str = Field(description="Name shown in the preview")
    dates: Days = Field(description="First and last day, in the project's time zone: 2026-12-01..2026-12-31")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms it is for (default: all)")
    goal: str | None = Field(None, description="What it is meant to achieve, in words")
    utm: Utm | None = Field(None, description="UTM parameters for the links of its posts; {} for the default ones")


@dataclass(frozen=True, slots=True)
class Campaign(Document):
    """`accounts` are names of accounts, in the order of smm.toml; all of them where it names none."""

    front: CampaignFront
    accounts: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, date]:
        return days(self.front.dates)

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[1]


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
    campaign = Campaign(**identity(source, front), kind=CAMPAIGN.name, accounts=accounts)
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
goal:
utm: {}           # links of its posts get UTM marks
---
What it is for, whom it is to reach, how we shall know that it worked.
""",
    page="campaign.html",
    private=(("notes",), ("text",)),
)
