"""A post is scheduled before its campaign begins or after it ends.

Days are days in the project's time zone.

Wrong: `campaign: winter-menu` and `schedule: 2027-02-01 10:00` where the campaign has `dates: 2026-12-01..2026-12-31`.

Right: change the time of the post, or the dates of the campaign.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code

CODE = code("SMM1903", "post-outside-campaign", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post, campaign = subject.post, subject.campaign
    if campaign is None:
        return
    zone = zone_of(subject.config.project.timezone)
    for account, moment in post.moments.items():
        if moment is None or campaign.first <= moment.instant.astimezone(zone).date() <= campaign.last:
            continue
        day = moment.instant.astimezone(zone).date()
        when = f"begins on {campaign.first}" if day < campaign.first else f"ends on {campaign.last}"
        message = f"scheduled for {day}, but the campaign `{campaign.uid}` {when}"
        hint = f"move the post, or the dates in {campaign.path}"
        yield Finding(message, hint, post.written(account, ("schedule",)), account=account)
