"""A campaign has reached the point at which it was to end early, and posts are still scheduled.

What was spent and what came of it is in data/spend and data/results. A payment counts for the campaign if it names it,
or a post, contest or event of it, or if it names nothing and the campaign alone has the line in its `budget`.

Wrong: `stop: {spent: 90000}`, payments of `91000`, and a post of the campaign that is still to go out.

Right: `status: hold` in that post, or a higher figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.campaigns import Figures, figures, reached
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PostRow

CODE = code("SMM1908", "stop-reached", Severity.ERROR, fact=False, docs=__doc__)
NEEDS_CLOCK = True
_NAMED = 5
"""Posts that a hint names."""


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    stopping = [campaign for campaign in plan.all_of(CAMPAIGN) if campaign.front.stop] if plan.now else []
    for campaign in stopping:
        posts = _scheduled(plan, campaign.row.name)
        found = figures(plan.books, campaign.row.name) if posts else Figures()
        for metric, value, most in reached(campaign.front, found):
            message = f"`{metric}` has reached {value:,.0f} of {most:,.0f}, and {_counted(posts)} still scheduled"
            hint = f"hold {_listed(posts)}, or raise the figure"
            span, others = campaign.span(("stop", metric)), tuple(post.path for post in posts)
            yield campaign.path, Finding(message, hint, span=span, others=others)


def _scheduled(plan: Plan, campaign: str) -> Sequence[PostRow]:
    """Posts of the campaign that are to go out, in order of time."""
    now = plan.now.timestamp() if plan.now else 0
    rows = [row for row in plan.naming(campaign) if row.at is not None and row.at >= now and row.status == "ready"]
    coming = sorted((row for row in rows if plan.is_new(row)), key=lambda row: (row.at or 0, row.path))
    return list({row.post.id: row.post for row in coming}.values())


def _counted(posts: Sequence[PostRow]) -> str:
    return "a post is" if len(posts) == 1 else f"{len(posts)} posts are"


def _listed(posts: Sequence[PostRow]) -> str:
    names = [f"`{post.uid}`" for post in posts[:_NAMED]]
    more = [f"{len(posts) - _NAMED} more"] if len(posts) > _NAMED else []
    *first, last = [*names, *more]
    return f"{', '.join(first)} and {last}" if first else last
