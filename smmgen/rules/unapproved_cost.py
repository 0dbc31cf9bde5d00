"""Something costs more than `approve_over` of the budget says, and smm.toml asks for nobody's yes.

What is approved are posts, as they are sent: the yes to a post is one to its cost, and to that of the contest and the
event that it names. So such a cost needs a post, and `[[review]]` a rule that asks for the role where the amount is
over that of the budget. Whether somebody has said yes is reported as ever (SMM2311), and nothing is sent without it.

Wrong: `approve_over: {amount: 15000, by: owner}` in the budget, `cost: {amount: 16000, budget: ads}` in a post, and no
`[[review]]` with the role.

Right: in smm.toml:

```
[[review]]
needs = ["owner"]
when = { amount = 15000 }
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from smmgen.budgets import Book
from smmgen.charges import Charge, said
from smmgen.content.documents.budget import ApproveOver
from smmgen.diagnostics import Severity
from smmgen.keys import POST
from smmgen.people import Review, When
from smmgen.rules.base import Finding, Plan, code
from smmgen.suggest import did_you_mean

CODE = code("SMM1708", "unapproved-cost", Severity.ERROR, fact=False, docs=__doc__)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book in plan.books.books:
        if over := book.front.approve_over:
            yield from _unknown_roles(plan, book, over)
            asked = any(_asks(review, over) for review in plan.config.review)
            for cost in book.costs:
                if book.value(cost) > over.amount and (found := _finding(plan, book, cost, over, asked=asked)):
                    yield cost.path, found


def _unknown_roles(plan: Plan, book: Book, over: ApproveOver) -> Iterator[tuple[str, Finding]]:
    for role in over.by:
        if role not in plan.config.roles:
            hint = did_you_mean(role, plan.config.roles, "add it to [roles] in smm.toml")
            span = book.budget.span(("approve_over", "by"))
            yield book.budget.path, Finding(f"there is no role `{role}`", hint, span=span)


def _asks(review: Review, over: ApproveOver) -> bool:
    """It asks for the roles wherever the amount is over that of the budget."""
    own = When(amount=review.when.amount) == review.when
    reaches = review.when.amount is None or Decimal(str(review.when.amount)) <= over.amount
    return own and reaches and {*over.by} <= {*review.needs}


def _finding(plan: Plan, book: Book, cost: Charge, over: ApproveOver, *, asked: bool) -> Finding | None:
    amount, roles, others = said(book.value(cost), book.currency), _listed(over.by), (book.budget.path,)
    if not asked:
        needs = ", ".join(f'"{role}"' for role in over.by)
        hint = f"add to smm.toml: `[[review]]` with `needs = [{needs}]` and `when = {{ amount = {over.amount:f} }}`"
        message = f"{amount} need the yes of {roles}, and smm.toml does not ask for it"
        return Finding(message, hint, span=cost.place, others=others)
    kind, uid = cost.named_as
    if kind != POST and not plan.naming(cost.document):
        message = f"{amount} need the yes of {roles}, and no post names the {kind} that could be approved"
        return Finding(message, f"write `{kind}: {uid}` in its posts", span=cost.place, others=others)
    return None


def _listed(roles: Sequence[str]) -> str:
    return " and ".join(f"`{role}`" for role in roles)
