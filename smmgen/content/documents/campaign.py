"""The campaign: posts with one goal, between two dates. `campaign: spring` in a post names it.

Its dates and accounts are held against its posts, and links of its posts get its UTM marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from smmgen.config import Days, days
from smmgen.content.documents.base import Document, Front, Model, Names
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, accounts_of


class Utm(Model):
    """What links get, so that the site's statistics know where people came from; a link's own marks go before."""

    source: str | None = Field(None, description="utm_source (default: the network's name)")
    medium: str = Field("social", description="utm_medium")
    campaign: str | None = Field(None, description="utm_campaign (default: the campaign's name)")
    content: str | None = Field(None, description="utm_content (default: the post's name)")
    term: str | None = Field(None, description="utm_term")
    sites: Names = Field(
        default_factory=list, description="Hosts whose links get the parameters (default: that of `url` in [project])"
    )

    def marks(self, campaign: str, platform: str, post: str) -> Mapping[str, str]:
        """What a link of this post on this network gets."""
        found = {
            "utm_source": self.source or platform,
            "utm_medium": self.medium,
            "utm_campaign": self.campaign or campaign,
            "utm_content": self.content or post,
        }
        return {**found, "utm_term": self.term} if self.term else found


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
    def first(self) -> date:
        return days(self.front.dates)[0]

    @property
    def last(self) -> date:
        return days(self.front.dates)[1]


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The campaign, and what is wrong with its file."""
    front, report = read_front(source, CampaignFront)
    if front is None:
        return None, report.found
    named = accounts_of(front.accounts, vocabulary, report, "accounts")
    accounts = named if front.accounts else tuple(vocabulary.config.accounts)
    return Campaign(**identity(source, front), kind=CAMPAIGN.name, accounts=accounts), report.found


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
)
