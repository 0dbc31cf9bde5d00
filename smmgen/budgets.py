"""Budgets, what documents cost, what was paid and what came of it, held against each other.

Everything is `Decimal`, in the currency of the budget. Nothing is rounded on the way: `hundredths` rounds what is
shown. A cost or payment belongs to the budget whose period has its day. One without a day belongs to the only budget
that has its line; where there is none such, or are several, to none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from smmgen import charges
from smmgen.charges import ZERO, Charge, Gain, Holder
from smmgen.content.documents.budget import BUDGET, BudgetFront, Line
from smmgen.variants.planned import Planned
from smmgen.variants.rows import DocumentRow, PostRow

CAMPAIGN = "campaign/"
"""Begins the name of a campaign."""


@dataclass(frozen=True)
class Book:
    """One budget with what belongs to it. Amounts that are in another currency and have no rate count as nothing and
    are reported."""

    budget: Planned[BudgetFront]
    currency: str
    costs: list[Charge] = field(default_factory=list)
    payments: list[Charge] = field(default_factory=list)
    gains: list[Gain] = field(default_factory=list)

    @property
    def front(self) -> BudgetFront:
        return self.budget.front

    @property
    def uid(self) -> str:
        return self.budget.uid

    def has(self, day: date) -> bool:
        first, last = self.front.days
        return first <= day <= last

    def rate(self, currency: str) -> Decimal | None:
        """What one of this currency is in that of the budget; None where nobody says."""
        if currency in ("", self.currency):
            return Decimal(1)
        rate = self.front.rates.get(currency)
        return rate.rate if rate else None

    def value(self, charge: Charge) -> Decimal:
        """In the currency of the budget."""
        return (charge.amount or ZERO) * (self.rate(charge.currency) or ZERO)

    def planned(self, line: Line) -> Decimal:
        """What the line may spend."""
        return line.plan.amount * (self.rate(line.plan.currency) or ZERO)

    @property
    def limit(self) -> Decimal | None:
        limit = self.front.limit
        return limit.amount * (self.rate(limit.currency) or ZERO) if limit else None

    def total(self, charges: Iterable[Charge]) -> Decimal:
        return sum((self.value(charge) for charge in charges), ZERO)

    def called(self, result: str) -> str:
        """As `worth` calls it: `order` for `orders`."""
        spellings = (result, result.removesuffix("s"), f"{result}s")
        return next((name for name in spellings if name in self.front.worth), result)

    def worth(self, gain: Gain) -> Decimal:
        """What these results bring; nothing where the budget does not say what one is worth."""
        found = self.front.worth.get(gain.result)
        return gain.number * found.amount * (self.rate(found.currency) or ZERO) if found else ZERO


class LineState(NamedTuple):
    """How much of a line is planned, promised by documents, paid, and free: neither paid nor promised."""

    line: Line
    plan: Decimal
    promised: Decimal
    paid: Decimal
    free: Decimal
    warn_at: Decimal
    """Percent of the plan."""

    @property
    def note(self) -> str:
        """`overspent`, `overplanned`, `nearly spent` or ""."""
        if self.paid > self.plan:
            return "overspent"
        if self.promised > self.plan:
            return "overplanned"
        return "nearly spent" if self.paid > self.warned and not self.line.fixed else ""

    @property
    def warned(self) -> Decimal:
        """More than this is nearly all."""
        return self.plan * self.warn_at / 100

    @property
    def sums(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        return self.plan, self.promised, self.paid, self.free

    @property
    def left(self) -> Decimal:
        return self.plan - self.paid

    @property
    def share(self) -> Decimal:
        """Percent of the plan that is paid; 0 of nothing planned and nothing paid."""
        if not self.plan:
            return Decimal(100) if self.paid > 0 else ZERO
        return self.paid / self.plan * 100


class Recovery(NamedTuple):
    """What a document, such as a campaign, cost and brought. `results`: kind -> count and what one of them cost;
    `payback`: the day on which all of the cost has come back."""

    document: str
    cost: Decimal
    worth: Decimal
    results: Mapping[str, tuple[Decimal, Decimal | None]]
    payback: date | None
    is_valued: bool
    """The budget says what results are worth."""

    @property
    def romi(self) -> Decimal | None:
        """Return on marketing investment, percent: (worth - cost) / cost. None where nothing was paid, and where nobody
        says what a result is worth."""
        return (self.worth - self.cost) / self.cost * 100 if self.cost > 0 and self.is_valued else None


class Books:
    """All budgets, in order of their first day, and what belongs to none. Of two whose periods overlap, the first in
    order counts; that is reported."""

    def __init__(self, documents: Holder, rows: Sequence[DocumentRow], posts: Sequence[PostRow], currency: str) -> None:
        """`rows`: documents that are no posts. `currency`: the project's."""
        budgets = sorted(documents.all_of(BUDGET), key=lambda one: (one.front.days, one.path))
        self.books = [Book(budget, budget.front.currency or currency) for budget in budgets]
        self.stray: list[Charge] = []
        """Costs and payments of no budget."""
        every: list[DocumentRow | PostRow] = [*rows, *posts]
        self._named = {charges.name(row): row.refers for row in every if row.refers}
        self._lineages: dict[str, list[str]] = {}
        self.known = frozenset(map(charges.name, every))
        """Names of all documents."""
        for charge in charges.costs(every):
            book = self.book_for(charge)
            (book.costs if book else self.stray).append(charge)
        for charge in charges.payments(documents):
            book = self.on(charge.day)
            (book.payments if book else self.stray).append(charge)
        for gain in charges.gains(documents):
            if book := self.on(gain.day):
                book.gains.append(gain._replace(result=book.called(gain.result)))

    def on(self, day: date | None) -> Book | None:
        return next((book for book in self.books if day and book.has(day)), None)

    def book_for(self, charge: Charge) -> Book | None:
        if charge.day:
            return self.on(charge.day)
        having = [book for book in self.books if book.front.line(charge.line)]
        if len(having) == 1:
            return having[0]
        return self.books[0] if len(self.books) == 1 else None

    def of_line(self, book: Book, line: str) -> tuple[list[Charge], list[Charge]]:
        """Costs and payments of a line, in order of day."""
        return _sorted(book.costs, line), _sorted(book.payments, line)

    def lines(self, book: Book) -> list[LineState]:
        return [self._state(book, line) for line in book.front.lines]

    def _state(self, book: Book, line: Line) -> LineState:
        costs, payments = self.of_line(book, line.uid)
        promised: dict[str, Decimal] = defaultdict(lambda: ZERO)
        paid: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for charge in costs:
            promised[charge.document] += book.value(charge)
        for charge in payments:
            paid[charge.document] += book.value(charge)
        loose = paid.pop("", ZERO)
        taken = sum((max(promised[name], paid[name]) for name in {**promised, **paid}), loose)
        plan = book.planned(line)
        return LineState(line, plan, book.total(costs), book.total(payments), plan - taken, book.front.warn_at)

    def belongs(self, document: str, to: str) -> bool:
        """It is this document, or names it, at once or through others: a post of a contest of a campaign."""
        return bool(document) and to in self._lineage(document)

    def _lineage(self, document: str) -> list[str]:
        """The document and all that it belongs to. What a campaign names belongs to it, not the other way round."""
        if document not in self._lineages:
            found = [document]
            for name in found:
                if not name.startswith(CAMPAIGN):
                    found += [one for one in self._named.get(name, ()) if one not in found]
            self._lineages[document] = found
        return self._lineages[document]

    def payments_for(self, book: Book, name: str) -> list[Charge]:
        """What was paid for a document and for those that name it. What names no document counts for the one that
        alone spends from the line: a campaign with `budget: LINE`."""
        alone = self.alone(book)
        return [
            charge
            for charge in book.payments
            if self.belongs(charge.document, name) or (not charge.document and alone.get(charge.line) == name)
        ]

    def alone(self, book: Book) -> dict[str, str]:
        """Line -> the only document that spends from it without saying how much."""
        named: dict[str, set[str]] = defaultdict(set)
        for cost in book.costs:
            if cost.amount is None and cost.line:
                named[cost.line].add(cost.document)
        return {line: next(iter(names)) for line, names in named.items() if len(names) == 1}

    def recovery(self, book: Book, name: str) -> Recovery | None:
        """None where nothing was paid and nothing came of it."""
        gains = [gain for gain in book.gains if self.belongs(gain.document, name)]
        return _recovery(book, name, self.payments_for(book, name), gains)

    def recoveries(self, book: Book) -> list[Recovery]:
        """Of every campaign, and of every other document that is paid for or brings something and belongs to none."""
        alone = self.alone(book)
        paid: dict[str, list[Charge]] = defaultdict(list)
        brought: dict[str, list[Gain]] = defaultdict(list)
        for payment in book.payments:
            for top in self._tops(payment.document or alone.get(payment.line, "")):
                paid[top].append(payment)
        for gain in book.gains:
            for top in self._tops(gain.document):
                brought[top].append(gain)
        names = sorted(paid.keys() | brought.keys())
        return [found for name in names if (found := _recovery(book, name, paid[name], brought[name]))]

    def _tops(self, document: str) -> tuple[str, ...]:
        """The campaigns that it belongs to, else itself."""
        campaigns = tuple(name for name in self._lineage(document) if name.startswith(CAMPAIGN))
        return campaigns or ((document,) if document else ())

    @cached_property
    def unread(self) -> list[tuple[Book, Charge]]:
        """Costs and payments in a currency that their budget has no rate for."""
        every = ((book, charge) for book in self.books for charge in (*book.costs, *book.payments))
        return [(book, charge) for book, charge in every if book.rate(charge.currency) is None]


def _recovery(book: Book, name: str, payments: Sequence[Charge], gains: Sequence[Gain]) -> Recovery | None:
    if not payments and not gains:
        return None
    cost = book.total(payments)
    results = {result: (count, cost / count if count > 0 else None) for result, count in _counts(gains).items()}
    worth = sum((book.worth(gain) for gain in gains), ZERO)
    return Recovery(name, cost, worth, results, _payback(book, gains, cost), bool(book.front.worth))


def _counts(gains: Iterable[Gain]) -> dict[str, Decimal]:
    """How many results of each kind there are."""
    found: dict[str, Decimal] = {}
    for gain in gains:
        found[gain.result] = found.get(gain.result, ZERO) + gain.number
    return found


def by_source(book: Book) -> dict[str, tuple[Decimal, dict[str, Decimal]]]:
    """Where money went and results came from: source -> what was paid, and how many results of each kind came."""
    paid: dict[str, list[Charge]] = defaultdict(list)
    brought: dict[str, list[Gain]] = defaultdict(list)
    for payment in book.payments:
        paid[payment.source].append(payment)
    for gain in book.gains:
        brought[gain.source].append(gain)
    sources = sorted((paid.keys() | brought.keys()) - {""})
    return {source: (book.total(paid[source]), _counts(brought[source])) for source in sources}


def _payback(book: Book, gains: Iterable[Gain], cost: Decimal) -> date | None:
    brought = ZERO
    for gain in sorted(gains, key=lambda gain: gain.day):
        brought += book.worth(gain)
        if cost > 0 and brought >= cost:
            return gain.day
    return None


def _sorted(charges: Iterable[Charge], line: str) -> list[Charge]:
    found = [charge for charge in charges if charge.line == line]
    return sorted(found, key=lambda one: (one.day or date.max, one.path, one.place))
