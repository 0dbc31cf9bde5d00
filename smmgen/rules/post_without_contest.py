"""A contest names a post that does not name the contest.

Only a post that says `contest: NAME` is compared with the contest's dates and prizes, is shown on its page, and makes
the ledger keep what was promised.

Wrong: `announced_by: warm-box` in the contest `box`, and no `contest` in the post `warm-box`.

Right: the same, and `contest: box` in the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import CONTEST, ContestFront
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.keys import name_of
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1415", "post-without-contest", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    contests = plan.all_of(CONTEST)
    posts = {post.uid: post for post in plan.every} if contests else {}
    for contest in contests:
        name = name_of(CONTEST.name, contest.uid)
        for uid, field in _named(contest.front):
            if (post := posts.get(uid)) and name not in post.refers:
                hint = f"add `contest: {contest.uid}` to {post.path}"
                message = f"the post `{uid}` does not name the contest"
                yield contest.path, Finding(message, hint, span=contest.span(field), others=(post.path,))


def _named(front: ContestFront) -> Iterator[tuple[str, Field]]:
    yield from ((uid, ("announced_by", index)) for index, uid in enumerate(front.announced_by))
    yield from ((uid, ("results_in", index)) for index, uid in enumerate(front.results_in))
    yield from ((stage.post, ("stages", index, "post")) for index, stage in enumerate(front.stages))
