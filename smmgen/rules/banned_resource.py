"""A campaign with advertisements is for an account where Russian law allows no advertising.

Only with `law = "ru"` under `[rules]`. Advertisements are the posts under `creatives`. Dates and sources are in
docs/how-to/law.md.

Wrong: `accounts: [vk, insta]` in a campaign with `creatives`, where `insta` is an account on Instagram.

Right: `accounts: [vk]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.campaign import Campaign
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1912", "banned-resource", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    campaign, accounts = subject.document, subject.config.accounts
    if not isinstance(campaign, Campaign) or not campaign.front.creatives or not law.is_on(subject.config):
        return
    for name in campaign.accounts:
        for row in law.with_status("banned"):
            if row.covers(accounts[name]) and row.holds_on(campaign.last.isoformat()):
                message = f"the campaign advertises on `{name}`: Russian law allows no advertising on {row.title}"
                yield Finding(message, "leave the account out", _place(campaign, name, accounts[name].platform))


def _place(campaign: Campaign, account: str, platform: str) -> Field:
    named = campaign.front.accounts
    at = next((at for at, name in enumerate(named) if name in (account, platform)), None)
    return ("accounts", at) if at is not None else ("creatives",)
