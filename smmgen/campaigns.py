"""What a campaign has cost and brought so far, as payments and results in data/ tell, measured as its goal, KPIs and
stop conditions count."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from smmgen.budgets import Books
from smmgen.charges import ZERO
from smmgen.content.documents.campaign import CampaignFront
from smmgen.content.documents.metrics import METRICS, metric_of

_LEAST = 4
"""Days that make a week."""


class Figures(NamedTuple):
    """`paid` is None where no payment is known; `results` are counts by what one of them is called, `order`; `days`:
    ISO day -> what was paid on it, in order."""

    currency: str = ""
    paid: Decimal | None = None
    results: Mapping[str, Decimal] = {}
    days: Mapping[str, Decimal] = {}

    def of(self, metric: str) -> Decimal | None:
        """The figure of `spent`, `orders` or `per_order`; None where files do not have it."""
        name = metric_of(metric)
        if name == "spent":
            return self.paid
        if name.startswith("per_"):
            count = self.results.get(name.removeprefix("per_"))
            return self.paid / count if self.paid is not None and count else None
        return self.results.get(METRICS[name].one) if name in METRICS else None


def figures(books: Books, name: str) -> Figures:
    """Of `campaign/winter-menu`. Payments in another currency than that of the first budget that has any are left
    out."""
    found = [(book, one) for book in books.books if (one := books.recovery(book, name))]
    if not found:
        return Figures()
    currency = found[0][0].currency
    paid = [(book, books.payments_for(book, name)) for book, _ in found if book.currency == currency]
    days: dict[str, Decimal] = {}
    for book, charge in ((book, charge) for book, charges in paid for charge in charges):
        if charge.day:
            days[charge.day.isoformat()] = days.get(charge.day.isoformat(), ZERO) + book.value(charge)
    results: dict[str, Decimal] = {}
    for _, one in found:
        for result, (count, _) in one.results.items():
            results[_single(result)] = results.get(_single(result), ZERO) + count
    total = sum(days.values(), ZERO) if days else None
    return Figures(currency, total, results, dict(sorted(days.items())))


def reached(front: CampaignFront, found: Figures) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Stop conditions that hold: metric, its figure, and the condition's."""
    for metric, most in front.stop.items():
        value = found.of(metric)
        if value is not None and value >= most:
            yield metric, value, most


def weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of each week of a campaign, counted from its first day."""
    while first <= last:
        yield first, min(first + timedelta(6), last)
        first += timedelta(7)


def empty_weeks(first: date, last: date, used: Container[str]) -> Iterator[date]:
    """The first day of each week without a post. A rest of less than four days is no week. `used`: ISO days."""
    for begin, end in weeks(first, last):
        length = (end - begin).days + 1
        if length >= _LEAST and not any((begin + timedelta(day)).isoformat() in used for day in range(length)):
            yield begin


def _single(result: str) -> str:
    """`order` of `orders`, as payments and results may call them."""
    return METRICS[result].one if result in METRICS and METRICS[result].one else result
