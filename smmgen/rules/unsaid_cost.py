"""A post is advertising (`ads`), and nobody says what it costs. Only asked of posts on days that are in a budget.

Money for advertising that is not written down is missing from the plan of its line, and its campaign looks cheaper than
it is. Where nothing is paid, `cost: 0` says so.

Wrong: `ads: {erid: 2VtzqwExample, advertiser: Warmth LLC}` without `cost`.

Right: the same, and `cost: {amount: 12000, budget: winter-menu}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1710", "unsaid-cost", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book in plan.books.books:
        for cost in book.costs:
            if cost.is_unsaid and cost.day:
                line = book.front.lines[0].uid
                hint = f"add `cost: {{amount: …, budget: {line}}}`, or `cost: 0` where nothing is paid"
                message = "the post is advertising, and nobody says what it costs"
                yield cost.path, Finding(message, hint, span=cost.place, others=(book.budget.path,))
