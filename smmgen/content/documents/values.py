"""Values that several kinds of documents have: money, what something costs, shares, days, days of the week."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from smmgen.config import days
from smmgen.content.documents.base import Cost, Model
from smmgen.content.source import Field as Path


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError(f"`{text[:30]}` is not a day such as 2027-01-15")


Day = Annotated[str, AfterValidator(_day)]
"""A day in the project's time zone, as it is written: `2027-01-15`."""

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})-[qQ]([1-4])")


def period(text: str) -> tuple[date, date]:
    """The first and the last day of `2026-12`, `2026-10..2026-12`, `2026-q4` or `2026-12-01..2026-12-20`. Raises
    ValueError."""
    try:
        if quarter := _QUARTER.fullmatch(text):
            year, last = int(quarter[1]), int(quarter[2]) * 3
            return date(year, last - 2, 1), _end_of_month(year, last)
        first, _, last_text = text.partition("..")
        if (begin := _MONTH.fullmatch(first)) and (end := _MONTH.fullmatch(last_text or first)):
            span = date(int(begin[1]), int(begin[2]), 1), _end_of_month(int(end[1]), int(end[2]))
        else:
            return days(text)
    except ValueError as error:
        if "before" in str(error):
            raise
        raise ValueError(f"`{text[:40]}` is not a time such as 2026-12, 2026-10..2026-12 or 2026-q4") from None
    if span[1] < span[0]:
        raise ValueError(f"`{text}` ends before it begins")
    return span


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def checked(text: str, read: Callable[[str], object] = period) -> str:
    """The text, if `read` can read it as months or days. Raises ValueError, with a hint."""
    try:
        read(text)
    except ValueError as error:
        from smmgen.content import loose_spans  # patterns for what is wrong, which is rare

        raise ValueError(str(error), loose_spans.hint(text)) from None
    return text


def _checked_period(text: str) -> str:
    return checked(text)


Period = Annotated[str, AfterValidator(_checked_period)]
"""A time with a first and a last day, as it is written: see `period`."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""Monday first, as `date.weekday` counts."""

_MONEY = re.compile(r"(?P<amount>-?[0-9]{1,15}(\.[0-9]{1,4})?)(\s+(?P<currency>[A-Z]{3}))?")
_MOST = Decimal(10) ** 15


def _amount(value: object) -> object:
    """A number as it is written, exactly: never a sum of binary fractions. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("an amount is a number such as 1900 or 1900.50")
    found = _MONEY.fullmatch(str(value))
    if not found or found["currency"]:
        raise ValueError(f"`{str(value)[:30]}` is not an amount such as 1900 or 1900.50", _as_written(str(value)))
    return Decimal(found["amount"])


def _as_written(text: str) -> str:
    """A hint for `1 900,50 руб`, as tables may have it; "" for what is no amount there, either."""
    from smmgen.content.figures import sum_of  # patterns for what is wrong, which is rare

    try:
        found = sum_of(text)
    except ValueError as error:
        return f"{error.args[1]}" if "can be" in str(error) else ""
    return f"write {found.amount:f} {found.currency}".rstrip()


Amount = Annotated[
    Decimal,
    BeforeValidator(_amount, json_schema_input_type=int | float | str),
    Field(description="A number such as 1900 or 1900.50", gt=-_MOST, lt=_MOST),
    WithJsonSchema({"type": ["number", "string"]}, mode="validation"),
]
"""Money without its currency."""


class Money(Model):
    """An amount of money: `1900`, `1900.50`, `"1900 EUR"` or `{amount: 1900, currency: EUR}`. Without a currency, it is
    in the one that counts where it stands: of the budget, or of the project."""

    amount: Amount
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str) and (found := _MONEY.fullmatch(value.strip())):
            return {"amount": found["amount"], "currency": found["currency"] or ""}
        return value if isinstance(value, dict | Money) else {"amount": value}

    def in_currency(self, currency: str) -> Money:
        """The same with this currency where it has none."""
        return self if self.currency else Money(amount=self.amount, currency=currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}".rstrip()


class Expense(Model):
    """What something costs and which line of the budget pays: `{amount: 9000, budget: contests}`; `0` where nothing is
    paid."""

    amount: Annotated[Amount, Field(ge=0)] = Field(description="How much: 9000 or 9000.50")
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = Field("", description="Default: the budget's currency")
    budget: str = Field("", description="The line of the budget that pays for it")

    def cost(self, field: Path, day: date | None = None, what: str = "") -> Cost:
        """As `Document.costs` has it; `field` is where the expense stands."""
        return Cost(self.budget, self.amount, (*field, "amount"), day, self.currency, what, (*field, "budget"))


def _priced(value: object) -> object:
    """A number alone is the amount; a currency may follow it."""
    if isinstance(value, str) and (found := _MONEY.fullmatch(value.strip())):
        return {"amount": found["amount"], "currency": found["currency"] or ""}
    return value if isinstance(value, dict | Expense) else {"amount": value}


Paid = Annotated[Expense, BeforeValidator(_priced, json_schema_input_type=Expense | float | str)]
"""The key `cost` of a document."""


def _share(value: object) -> object:
    """`40` and `40%` -> 40. Raises ValueError."""
    text = str(value).strip().removesuffix("%").rstrip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) or Decimal(text) > 100:
        raise ValueError(f"`{str(value)[:30]}` is not a share of 0 to 100 percent, such as 40")
    return Decimal(text)


Share = Annotated[
    Decimal,
    BeforeValidator(_share, json_schema_input_type=int | float | str),
    WithJsonSchema({"type": ["number", "string"]}, mode="validation"),
]
"""Percent, 0 to 100."""
