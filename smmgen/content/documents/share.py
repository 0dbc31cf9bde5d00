"""The share: what of the project somebody else is to see. `smm build --for client` makes a site of its own for them.

Whatever is not named here is left out, and so is what kinds keep private: notes, costs, contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from smmgen.config import Days, days
from smmgen.content.documents.base import Document, Front, Names
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary, accounts_of


class ShareFront(Front):
    """The keys of a share; the text under them is for the team."""

    title: str = Field(description="Whom it is for, for the team")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms that are shown (default: all)")
    kinds: Names = Field(default_factory=lambda: ["post"], description="Kinds of documents that are shown")
    dates: Days | None = Field(None, description="Days that are shown, in the project's time zone (default: all)")
    drafts: bool = Field(False, description="Show drafts and held posts, too")
    fields: Names = Field(
        default_factory=list, description="Private fields that are shown all the same: campaign.notes, event.cost"
    )


@dataclass(frozen=True, slots=True)
class Share(Document):
    """`accounts` are names of accounts, in the order of smm.toml; all of them where it names none."""

    front: ShareFront
    accounts: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[date, date] | None:
        return days(self.front.dates) if self.front.dates else None


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The share, and what is wrong with its file."""
    front, report = read_front(source, ShareFront)
    if front is None:
        return None, report.found
    named = accounts_of(front.accounts, vocabulary, report, "accounts")
    accounts = named if front.accounts else tuple(vocabulary.config.accounts)
    return Share(**identity(source, front), kind=SHARE.name, accounts=accounts), report.found


SHARE = Kind(
    name="share",
    folder="content/shares",
    summary="What somebody else is to see of the project: `smm build --for NAME`",
    model=ShareFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
kinds: [post]
---
Who they are, and what they asked to see.
""",
)
