"""A payment is written down in the file of its month, if the budget knows its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from smmgen.budgets import Book, Books
from smmgen.building.check import books as books_of
from smmgen.charges import said
from smmgen.content.documents.registry import names
from smmgen.content.documents.spend import COLUMNS, SPEND
from smmgen.content.figures import Sum, day_of, sum_of
from smmgen.content.front_matter import MAX_BYTES
from smmgen.content.table import read_table
from smmgen.content.table_writing import with_row
from smmgen.errors import UserError
from smmgen.recipe import Recipe
from smmgen.safe_files import Inside, LeadsOut, open_content
from smmgen.suggest import did_you_mean


class Payment(NamedTuple):
    """What was paid, for what and when. `document`: as in the column of that name."""

    line: str
    amount: Decimal
    currency: str
    what: str
    day: date
    document: str = ""
    source: str = ""

    @classmethod
    def read(cls, line: str, amount: str, what: str, day: str, document: str, source: str) -> Payment:
        """From what a person typed. Raises UserError."""
        try:
            paid: Sum = sum_of(amount)
            return cls(line, paid.amount, paid.currency, what, day_of(day), document, source)
        except ValueError as error:
            raise UserError(*error.args) from None


def write(payment: Payment, recipe: Recipe) -> tuple[str, str]:
    """Append it to `data/spend/<month>.csv`. Returns the path, and what is left of the line, in words. Raises
    UserError where no budget has the day or the line, or the document is not there."""
    books, _ = books_of(recipe)
    book = _book(payment, books)
    _require_document(payment.document, books)
    path = f"{SPEND.folder}/{payment.day:%Y-%m}.csv"
    raw = _raw(path, recipe)
    with Inside(recipe.project) as files:
        files.replace(path, with_row(raw, path, COLUMNS, _row(payment)), as_before=bool(raw))
    return path, _left(payment, book, books)


def _book(payment: Payment, books: Books) -> Book:
    if not books.books:
        raise UserError("there is no budget", "`smm new budget` makes one")
    book = books.on(payment.day)
    if book is None:
        known = ", ".join(f"`{one.uid}` ({one.front.period})" for one in books.books)
        raise UserError(f"{payment.day} is in no budget", f"there are {known}")
    if payment.line not in book.front.by_uid:
        hint = book.front.line_hint(payment.line, f"see `lines` in {book.budget.path}")
        raise UserError(f"there is no line `{payment.line}` in the budget `{book.uid}`", hint)
    if book.rate(payment.currency) is None:
        hint = f"add it to `rates` in {book.budget.path}"
        raise UserError(f"the budget `{book.uid}` has no rate of {payment.currency}", hint)
    return book


def _require_document(name: str, books: Books) -> None:
    if name and name.removeprefix("post/") not in books.known:
        kind, slash, _ = name.partition("/")
        if slash and kind not in names() and not name.startswith("content/"):
            raise UserError(f"there is no kind of document `{kind}`", did_you_mean(kind, names()))
        raise UserError(
            f"there is no `{name}`", did_you_mean(name, books.known, "give the uid of a post, or KIND/NAME")
        )


def _raw(path: str, recipe: Recipe) -> bytes:
    """The file's bytes; none where there is no file. Raises UserError where it has errors."""
    try:
        with open_content(recipe.project, path) as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return b""
    except LeadsOut as error:
        raise UserError(f"{path}: {error.strerror}", "put the file itself there") from None
    if raw.strip() and read_table(raw, path, COLUMNS)[1]:
        raise UserError(f"{path} has errors", "see `smm check`; nothing was written")
    return raw


def _row(payment: Payment) -> dict[str, str | Decimal]:
    amount: str | Decimal = f"{payment.amount:f} {payment.currency}" if payment.currency else payment.amount
    texts = {"line": payment.line, "what": payment.what, "document": payment.document, "source": payment.source}
    return {
        "date": payment.day.isoformat(),
        "amount": amount,
        **{key: " ".join(one.split()) for key, one in texts.items()},
    }


def _left(payment: Payment, book: Book, books: Books) -> str:
    """``of line `contests`, 1,500 RUB of 20,000 RUB are left``, or that it is overspent."""
    state = next(state for state in books.lines(book) if state.line.uid == payment.line)
    paid = payment.amount * (book.rate(payment.currency) or 0)
    left, plan = said(abs(state.left - paid), book.currency), said(state.plan, book.currency)
    if state.left < paid:
        return f"line `{payment.line}` is overspent: {left} more than its {plan}"
    return f"of line `{payment.line}`, {left} of {plan} are left"
