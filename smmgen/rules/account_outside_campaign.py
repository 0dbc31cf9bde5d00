"""A post goes to an account that its campaign does not include.

Wrong: `campaign: winter-menu` and `platforms: [vk, telegram]` where the campaign has `accounts: [vk]`.

Right: remove the account from the post, or add it to the campaign. A campaign without `accounts` is for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code, destination

CODE = code("SMM1913", "account-outside-campaign", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post, campaign = subject.post, subject.campaign
    for account in post.accounts if campaign else ():
        if campaign and account not in campaign.accounts:
            message = f"the campaign `{campaign.uid}` does not include `{account}`"
            hint = f"remove it here, or add it to `accounts` in {campaign.path}"
            yield Finding(message, hint, destination(post, subject.config.accounts[account]), account=account)
