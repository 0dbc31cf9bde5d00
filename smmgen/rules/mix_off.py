"""A rubric's share of the posts is more than ten points from the content plan's `mix`.

Only a plan whose slots all have posts is judged, and one without slots from its tenth post on: before that, shares say
little. `smm plan` shows them at any time. Every post counts once, on however many accounts; drafts count.

Wrong: `mix: {useful: 60, fun: 40}` with eight posts of `fun` among ten.

Right: six posts of `useful` and four of `fun`, or another mix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.slots import ContentPlan, Portion

CODE = code("SMM1003", "mix-off", Severity.WARNING, fact=False, docs=__doc__)
WHOLE = 100
POINTS = 10
POSTS = 10
"""From how many on a plan without slots is judged."""


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for one in plan.content_plans:
        if sum(one.front.mix.values()) == WHOLE and _is_settled(one):
            for portion in one.mix:
                if _is_off(portion, len(one.posts)):
                    message, hint = _said(portion, len(one.posts)), _hint(portion, one.mix)
                    span, others = one.planned.span(("mix", portion.kind)), _too_many(portion, one)
                    yield one.path, Finding(message, hint, span=span, others=others)


def _is_settled(plan: ContentPlan) -> bool:
    if plan.slots:
        return not any(place.row is None for place in plan.places)
    return len(plan.posts) >= POSTS


def _is_off(portion: Portion, among: int) -> bool:
    """By more than ten points, and by a whole post."""
    return bool(portion.excess) and abs(100 * portion.posts - (portion.target or Decimal(0)) * among) > POINTS * among


def _too_many(portion: Portion, plan: ContentPlan) -> tuple[str, ...]:
    """The posts of the rubrics that have too many."""
    kinds = {portion.kind} if portion.excess > 0 else {one.kind for one in plan.mix if one.excess > 0}
    return tuple(sorted({post.path for post in plan.posts if post.kind in kinds}))


def _said(portion: Portion, among: int) -> str:
    what = f"of the rubric `{portion.kind}`" if portion.kind else "without a rubric"
    are = f"{portion.posts} of {among} posts are {what}, {portion.share} %"
    return f"{are}; planned are {portion.target:f} %" if portion.target else f"{are}; the mix has none"


def _hint(portion: Portion, mix: Sequence[Portion]) -> str:
    """How many posts to swap, and for what."""
    count = abs(portion.excess)
    others = [one for one in mix if one.excess * portion.excess < 0]
    names = " or ".join(f"`{one.kind}`" for one in others if one.kind) or "others"
    posts = f"{count} post{'s' * (count != 1)}"
    if portion.excess > 0:
        return f"swap {posts} of it for {names}, or change the mix"
    return f"swap {posts} of {names} for it, or change the mix"
