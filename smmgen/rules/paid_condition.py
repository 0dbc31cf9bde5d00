"""Following somebody else's page is a condition of the contest, but a post that announces it has no advertising mark.

Only with `law = "ru"` under `[rules]`. Sending people to a sponsor's page is advertising of the sponsor, who in most
cases pays for it: the post needs `ads` with an erid.

Wrong: `follow: "@bakery"` in a contest, and a post with `contest: box` and no mark.

Right: the same contest, and `ads: {erid: 2VtzqxKx7bN, advertiser: Bakery}` in the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import CONTEST
from smmgen.diagnostics import Severity
from smmgen.keys import name_of
from smmgen.rules import law
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1407", "paid-condition", Severity.WARNING, fact=False, docs=__doc__)
ONLY_IF = law.is_on


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for contest in plan.all_of(CONTEST):
        entry = contest.front.entry
        if entry is None or not entry.follow:
            continue
        naming = plan.naming(name_of(CONTEST.name, contest.uid))
        announcing = [row.post for row in naming if row.uid in contest.front.announced_by and not row.post.is_ad]
        for post in {post.path: post for post in announcing}.values():
            others = ", ".join(f"`{name}`" for name in entry.follow)
            message = f"`{post.uid}` sends people to {others} without an advertising mark"
            hint = f"add `ads` with the sponsor's erid to {post.path}, or drop the condition"
            yield contest.path, Finding(message, hint, span=contest.span(("entry", "follow")), others=(post.path,))
