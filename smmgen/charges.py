"""What documents cost, what was paid and what came of it: each as a value, with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple, Protocol

from smmgen.content import codes
from smmgen.content.documents.kind import Kind
from smmgen.content.documents.results import RESULTS
from smmgen.content.documents.spend import SPEND
from smmgen.content.layout import CONTENT
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.keys import POST, name_of
from smmgen.variants.planned import ModelOf, Planned
from smmgen.variants.rows import CostRow, DocumentRow, PostRow

ZERO = Decimal(0)
_WIDE = Context(prec=80)
"""More digits than the greatest amount, count and rate have together."""


def hundredths(amount: Decimal) -> Decimal:
    """The amount as it is shown: to two digits, half of the last one up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP, _WIDE)


def said(amount: Decimal, currency: str) -> str:
    """As messages have it: `21,000 RUB`, `1,900.50 EUR`."""
    return f"{hundredths(amount):,f}".removesuffix(".00") + f" {currency}"


_UNREAD = frozenset(code.code for code in codes.ALL) | {"SMM1703", "SMM1704"}
"""What cannot be read, has no line, or is in a currency without a rate."""


def is_uncounted(found: Diagnostic) -> bool:
    """What it is about is in no sum."""
    return found.severity is Severity.ERROR and found.code in _UNREAD


class Holder(Protocol):
    """Documents by kind, such as `rules.base.Plan`."""

    def all_of(self, kind: Kind[ModelOf]) -> Sequence[Planned[ModelOf]]: ...


class Charge(NamedTuple):
    """A cost or a payment. `document` is the one that costs or was paid for, "" where none is named; `amount` is None
    of a document that spends from the line without saying how much; `place` is where the charge is written, `named`
    where its line is."""

    document: str
    line: str
    amount: Decimal | None
    currency: str
    day: date | None
    what: str
    path: str
    place: Span
    named: Span
    source: str = ""

    @property
    def whose(self) -> str:
        """``contest `warm-box` ``, ``post `opening` ``."""
        kind, uid = self.named_as
        return f"{kind} `{uid}`"

    @property
    def named_as(self) -> tuple[str, str]:
        """Kind and uid of the document. A post without a uid goes by its path."""
        kind, slash, uid = self.document.partition("/")
        return (kind, uid) if slash and kind != CONTENT else (POST, self.document)

    @property
    def is_unsaid(self) -> bool:
        """It costs something, and nobody says what."""
        return self.amount is None and not self.line


class Gain(NamedTuple):
    """Results of one kind on one day."""

    document: str
    result: str
    number: Decimal
    day: date
    source: str


def name(row: DocumentRow | PostRow) -> str:
    """What it is called among all documents."""
    return name_of(row.kind, row.uid) if isinstance(row, DocumentRow) else row.uid


def costs(rows: Iterable[DocumentRow | PostRow]) -> Iterator[Charge]:
    for row in rows:
        for cost in row.costs:
            yield _charge(name(row), row.path, cost)


def _charge(name: str, path: str, cost: CostRow) -> Charge:
    amount = Decimal(cost.amount) if cost.amount else None
    day = date.fromisoformat(cost.day) if cost.day else None
    return Charge(name, cost.line, amount, cost.currency, day, cost.what, path, cost.span, cost.line_span)


def payments(documents: Holder) -> Iterator[Charge]:
    for spend in documents.all_of(SPEND):
        for row in spend.front.rows:
            place, named = (spend.span(("rows", row.at, column)) for column in ("amount", "line"))
            about = row.about.name if row.about else ""
            yield Charge(
                about, row.line, row.amount, row.currency, row.date, row.what, spend.path, place, named, row.source
            )


def gains(documents: Holder) -> Iterator[Gain]:
    for results in documents.all_of(RESULTS):
        for row in results.front.rows:
            yield Gain(row.about.name if row.about else "", row.result, row.count, row.date, row.source)
