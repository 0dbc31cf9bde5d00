"""The page of a budget: plan and fact of each line, how the money runs down, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from smmgen.budgets import Book, Books, LineState, Recovery, by_source
from smmgen.charges import is_uncounted
from smmgen.content.documents.budget import BudgetFront
from smmgen.content.documents.metrics import plural_of
from smmgen.content.documents.results import RESULTS
from smmgen.content.documents.spend import SPEND
from smmgen.site.i18n import Words
from smmgen.site.kinds.base import About, Need, Whole
from smmgen.site.urls import url_of

_WEEK = timedelta(days=7)

LineRow = tuple[str, ...]
"""Its name, plan, what is promised, paid and free."""


class LineFacts(NamedTuple):
    """One line. `tone`: `bad` where more is paid or promised than planned, `warn` from `warn_at` on, else ""."""

    cells: LineRow
    tone: str
    is_hidden: bool
    is_fixed: bool


class Returned(NamedTuple):
    """What a campaign or another document cost and brought. `url`: of its page, "" where it has none."""

    title: str
    url: str
    cells: tuple[str, ...]


class BudgetFacts(NamedTuple):
    """Sums are written as people read them; those of charts are decimal text."""

    period: tuple[str, str]
    currency: str
    lines: tuple[LineFacts, ...]
    total: LineRow
    limit: str
    bars: tuple[tuple[str, str, str, str], ...]
    left: tuple[tuple[str, str], ...]
    even: tuple[tuple[str, str], ...]
    returned: tuple[Returned, ...]
    sources: tuple[tuple[str, ...], ...]
    worth: tuple[tuple[str, str], ...]
    miscounted: tuple[str, ...]
    """Files of payments and results with errors: what is wrong in them is in no sum."""


class IndexRow(NamedTuple):
    """A budget in the list of them."""

    title: str
    url: str
    period: tuple[str, str]
    cells: tuple[str, ...]
    tone: str


def facts(about: About[BudgetFront]) -> BudgetFacts:
    books = about.whole.books
    book = next(one for one in books.books if one.budget.path == about.path)
    t, first_last = about.whole.t, book.front.days
    states = books.lines(book)
    first, last = (day.isoformat() for day in first_last)
    plan = sum((state.plan for state in states), Decimal(0))
    return BudgetFacts(
        (first, last),
        book.currency,
        tuple(_line(state, book, t) for state in states),
        _total(states, book, t),
        t.money(book.limit, book.currency) if book.limit is not None else "",
        tuple((state.line.name, str(state.paid), str(state.plan), _TONES[state.note]) for state in states),
        _left(book, plan, first),
        ((first, str(plan)), (last, "0")),
        tuple(_returned(found, book, about.whole) for found in books.recoveries(book)),
        _sources(book, t),
        tuple((_called(name, t), t.money(one.amount, one.currency or book.currency))
              for name, one in book.front.worth.items()),
        _miscounted(about.whole),
    )  # fmt: skip


def _miscounted(whole: Whole) -> tuple[str, ...]:
    folders = (f"{SPEND.folder}/", f"{RESULTS.folder}/")
    wrong = (found.path for found in whole.diagnostics if is_uncounted(found))
    return tuple(sorted({path for path in wrong if path.startswith(folders)}))


def index(whole: Whole) -> tuple[IndexRow, ...]:
    """Every budget, the latest first."""
    books = whole.books
    return tuple(_listed(book, books, whole.t) for book in reversed(books.books))


def needs(about: About[BudgetFront]) -> Iterator[Need]:
    """To look at lines that are nearly spent, and to make the next budget."""
    books, t = about.whole.books, about.whole.t
    book = next(one for one in books.books if one.budget.path == about.path)
    end, title, page = book.front.days[1], about.row.title, url_of(about.path)
    for state in books.lines(book):
        days = [payment.day for payment in books.of_line(book, state.line.uid)[1] if payment.day]
        if state.note and days:
            left = t.money(state.left, book.currency)
            text = t.word("budget_needs", "left").format(title=title, line=state.line.name, left=left)
            yield Need(max(days).isoformat(), max(days).isoformat(), (max(days) + _WEEK).isoformat(), text, page)
    if book is books.books[-1]:
        text = t.word("budget_needs", "next").format(title=title)
        yield Need(end.isoformat(), (end - _WEEK).isoformat(), end.isoformat(), text, page)


_TONES = {"overspent": "bad", "overplanned": "bad", "nearly spent": "warn", "": ""}
"""Of notes."""


def _line(state: LineState, book: Book, t: Words) -> LineFacts:
    cells = (state.line.name, *(t.money(amount, book.currency) for amount in state.sums))
    return LineFacts(cells, _TONES[state.note], state.line.hidden, state.line.fixed)


def _total(states: list[LineState], book: Book, t: Words) -> LineRow:
    columns = zip(*(state.sums for state in states), strict=True)
    plan, promised, paid, free = (t.money(sum(column, Decimal(0)), book.currency) for column in columns)
    return (t.label("total"), plan, promised, paid, free)


def _left(book: Book, plan: Decimal, first: str) -> tuple[tuple[str, str], ...]:
    """What is left of all plans, from the first day to that of the last payment; nothing where nothing was paid."""
    days: dict[str, Decimal] = {}
    uids = {line.uid for line in book.front.lines}
    for charge in sorted((one for one in book.payments if one.day and one.line in uids), key=lambda one: str(one.day)):
        day = str(charge.day)
        days[day] = days.get(day, Decimal(0)) + book.value(charge)
    if not days:
        return ()
    points, left = {first: plan}, plan
    for day, paid in days.items():
        left -= paid
        points[day] = left
    return tuple((day, str(amount)) for day, amount in points.items())


def _returned(found: Recovery, book: Book, whole: Whole) -> Returned:
    t = whole.t
    row = next((one for one in whole.documents if one.name == found.document), None)
    post = whole.by_uid.get(found.document)
    title = row.title if row else post[0].title if post else found.document
    path = row.path if row else post[0].path if post else ""
    results = "\n".join(
        f"{_called(name, t)}: {t.number(count)}" + (f" × {t.money(each, book.currency)}" if each is not None else "")
        for name, (count, each) in found.results.items()
    )
    romi = "" if found.romi is None else t.percent(found.romi)
    payback = t.dated(found.payback.isoformat()) if found.payback else ""
    money = (t.money(found.cost, book.currency), results, t.money(found.worth, book.currency))
    return Returned(title, url_of(path), (*money, romi, payback))


def _called(result: str, t: Words) -> str:
    """What people call results, `заказы` for `order`; the key itself where the project has made it up."""
    return t.word("metric", plural_of(result))


def _sources(book: Book, t: Words) -> tuple[tuple[str, ...], ...]:
    """Where results came from, what was paid there, and what one of each kind cost."""
    return tuple(
        (
            source,
            t.money(paid, book.currency),
            "\n".join(f"{_called(name, t)}: {t.number(count)}"
                      + f" × {t.money(paid / count, book.currency)}" * (paid > 0)
                      for name, count in counts.items() if count > 0),
        )
        for source, (paid, counts) in by_source(book).items()
        if counts
    )  # fmt: skip


def _listed(book: Book, books: Books, t: Words) -> IndexRow:
    states = books.lines(book)
    tones = [_TONES[state.note] for state in states]
    row = book.budget.row
    first, last = book.front.days
    cells = _total(states, book, t)[1:]
    tone = next((tone for tone in ("bad", "warn") if tone in tones), "")
    return IndexRow(row.title, url_of(row.path), (first.isoformat(), last.isoformat()), cells, tone)
