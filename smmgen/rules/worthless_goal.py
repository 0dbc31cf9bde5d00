"""A campaign spends from a budget's line to reach a goal, and the budget does not say what one of it is worth.

Then nobody can tell whether the money came back: ROMI and the day of payback need `worth`. The names are those of
results, `order` or `orders`.

Wrong: `goal: {metric: orders, target: 300}` in the campaign, and no `worth` in the budget.

Right: the same, and `worth: {order: 640}` in the budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.budgets import Book
from smmgen.content.documents.campaign import CAMPAIGN
from smmgen.content.documents.metrics import METRICS
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1706", "worthless-goal", Severity.WARNING, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for campaign in plan.all_of(CAMPAIGN) if plan.books.books else ():
        goal = campaign.front.goal
        metric = METRICS.get(goal.metric or "") if goal else None
        if goal is None or metric is None or not metric.one:
            continue
        spends = [book for book in plan.books.books if any(cost.document == campaign.row.name for cost in book.costs)]
        if spends and not any(_is_worth(book, metric.one) for book in spends):
            others = tuple(book.budget.path for book in spends)
            hint = f"add `worth: {{{metric.one}: …}}` to {others[0]}: what one of them brings, without its own costs"
            message = f"no budget says what one of `{goal.metric}` is worth"
            yield campaign.path, Finding(message, hint, span=campaign.span(("goal", "metric")), others=others)


def _is_worth(book: Book, one: str) -> bool:
    return book.called(one) in book.front.worth
