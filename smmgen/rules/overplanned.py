"""Documents need more of a budget's line than it has: what posts, contests and events cost, taken together.

Reported at the costs that take most of the line, as soon as they are written down and before anything is paid. Costs in
another currency are counted at the rate of the budget.

Wrong: `prizes: [{what: A box of warmth, count: 3, cost: 7000, budget: contests}]`, where the budget has
`{uid: contests, plan: 20000}`.

Right: `cost: 6500`, or a line that has more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from smmgen.budgets import Book, LineState
from smmgen.charges import Charge, said
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1701", "overplanned", Severity.ERROR, fact=False, docs=__doc__)
MOST = 3
"""Documents of one line that it is reported at."""


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for book in plan.books.books:
        for state in plan.books.lines(book):
            if state.promised > state.plan:
                yield from _findings(book, state, plan.books.of_line(book, state.line.uid)[0])


def _findings(book: Book, state: LineState, costs: Sequence[Charge]) -> Iterator[tuple[str, Finding]]:
    """At the greatest cost of each document."""
    each: dict[str, list[Charge]] = defaultdict(list)
    for cost in costs:
        each[cost.document].append(cost)
    sums = {name: book.total(found) for name, found in each.items()}
    most = sorted(each, key=lambda name: (-sums[name], name))
    paths = (book.budget.path, *(each[name][0].path for name in most))
    for name in most[:MOST]:
        cost = max(each[name], key=book.value)
        uid, whole, plan = state.line.uid, said(state.promised, book.currency), said(state.plan, book.currency)
        message = (
            f"{cost.whose} takes {said(sums[name], book.currency)} of line `{uid}`: {whole} are needed, {plan} planned"
        )
        others = tuple(dict.fromkeys(path for path in paths if path != cost.path))
        yield cost.path, Finding(message, _hint(book, each, sums, most, name), span=cost.place, others=others)


def _hint(book: Book, each: dict[str, list[Charge]], sums: dict[str, Decimal], most: Sequence[str], name: str) -> str:
    """What to do, and who else takes of it."""
    hint = f"lower the cost, or raise the plan in {book.budget.path}"
    rest = [f"{each[one][0].whose} {said(sums[one], book.currency)}" for one in most if one != name]
    return f"{hint}; others: {', '.join(rest[:MOST])}" + ", …" * (len(rest) > MOST) if rest else hint
