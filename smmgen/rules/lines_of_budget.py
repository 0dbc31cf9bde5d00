"""What documents of one kind still need of a budget's line, where too much was paid for something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smmgen.budgets import Book, LineState
from smmgen.charges import ZERO, Charge, said
from smmgen.content.documents.kind import AnyKind
from smmgen.rules.base import Plan


class Short(NamedTuple):
    """The dearest cost of a document that is not paid for yet; `needs` and `has` as people read them."""

    cost: Charge
    needs: str
    has: str
    line: str
    book: Book


def short_of_line(plan: Plan, kind: AnyKind) -> Iterator[Short]:
    """Where the line's plan would do for all, and more is needed than it has left. Other rules say that the plan is
    too small, or that more is paid than planned."""
    names = {document.row.name for document in plan.all_of(kind)}
    for book in plan.books.books if names else ():
        for state in plan.books.lines(book):
            if state.free < ZERO and max(state.promised, state.paid) <= state.plan:
                yield from _short(plan, book, state, names)


def _short(plan: Plan, book: Book, state: LineState, names: set[str]) -> Iterator[Short]:
    costs, payments = plan.books.of_line(book, state.line.uid)
    for name in sorted(names):
        own = [cost for cost in costs if cost.document == name]
        lacking = book.total(own) - book.total(one for one in payments if one.document == name)
        left = state.free + lacking
        if own and lacking > ZERO and left < lacking:
            needs, has = said(lacking, book.currency), said(max(left, ZERO), book.currency)
            yield Short(max(own, key=book.value), needs, has, state.line.uid, book)
