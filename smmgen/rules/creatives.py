"""Posts that campaigns name as their advertisements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smmgen.content.documents.campaign import CAMPAIGN, CampaignFront, Creative
from smmgen.diagnostics import Span
from smmgen.rules.base import Plan, PostSubject
from smmgen.variants.planned import Planned
from smmgen.variants.rows import PostRow


class Named(NamedTuple):
    """A creative, the campaign whose file names it, and the post if it is there. `span`: where the post is named."""

    creative: Creative
    campaign: Planned[CampaignFront]
    span: Span
    post: PostRow | None


def creatives(plan: Plan) -> Iterator[Named]:
    """All there are, in order of the campaigns' paths."""
    campaigns = [campaign for campaign in plan.all_of(CAMPAIGN) if campaign.front.creatives]
    known = {post.uid: post for post in plan.every} if campaigns else {}
    for campaign in campaigns:
        for at, one in enumerate(campaign.front.creatives):
            yield Named(one, campaign, campaign.span(("creatives", at, "post")), known.get(one.post))


def creative_of(subject: PostSubject) -> Creative | None:
    """The post as an advertisement of its own campaign."""
    campaign, name = subject.campaign, subject.post.name
    return next((one for one in campaign.front.creatives if one.post == name), None) if campaign else None
