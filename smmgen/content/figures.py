"""Dates, amounts and counts as people write them in tables, in Russia and elsewhere. What can mean two things is refused.

Each function returns the value; it raises ValueError with a message and a hint.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009")
"""What groups digits."""
_SIGNS = {"₽": "RUB", "руб.": "RUB", "руб": "RUB", "€": "EUR"}
_AMOUNT = re.compile(r"(?P<number>[-−+]?[\d.,'\s]*\d)\s*(?P<currency>[A-Za-z]{3}|₽|€|руб\.?)?", re.IGNORECASE)
_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")


class Sum(NamedTuple):
    """`currency` is "" where none is written."""

    amount: Decimal
    currency: str


def day_of(text: str) -> date:
    """`2026-12-05` or `05.12.2026`."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day `{text}`", "write a day such as 2026-12-05") from None
    raise ValueError(f"`{text[:30]}` is not a day", "write it as 2026-12-05 or 05.12.2026")


def sum_of(text: str) -> Sum:
    """`1900`, `1 900,50`, `1,900.50`, `1900 EUR`, `1 900 ₽`."""
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise ValueError(f"`{text[:30]}` is not an amount", "write it as 1900 or 1900.50")
    currency = found["currency"] or ""
    return Sum(number_of(found["number"]), _SIGNS.get(currency.lower(), currency.upper()))


def number_of(text: str) -> Decimal:
    """`1900`, `1 900,50`, `1.900,50`; not `1,900`, which is 1900 to some and 1.9 to others."""
    plain = text.translate(_BLANKS).replace("−", "-").removeprefix("+").replace("'", "")
    digits = plain.removeprefix("-")
    marks = re.sub(r"\d", "", digits)
    if not re.fullmatch(r"\d{1,15}([.,]\d{3})*([.,]\d{1,4})?|\d{1,15}", digits) or len(digits) > 20:
        raise ValueError(f"`{text[:30]}` is not a number", "write it as 1900 or 1900.50")
    if not marks:
        return Decimal(plain)
    last = marks[-1]
    whole, _, part = digits.rpartition(last)
    if len(marks) == 1 and len(part) == 3 and len(whole) <= 3 and whole != "0":
        grouped, pointed = f"{whole}{part}", f"{whole}.{part}"
        hint = f"write `{grouped}` or `{pointed.rstrip('0').rstrip('.')}`"
        raise ValueError(f"`{text[:30]}` can be {grouped} or {pointed}", hint)
    if len(marks) > 1 and last in marks[:-1]:  # it groups digits, and nothing follows a point
        if len({*marks}) > 1 or any(len(group) != 3 for group in digits.split(last)[1:]):
            raise ValueError(f"`{text[:30]}` is not a number", "write it as 1900 or 1900.50")
        return _signed(plain, digits.replace(last, ""))
    grouping = marks[:-1]
    if any(len(group) != 3 for group in re.split(r"[.,]", whole)[1:]) or len({*grouping}) > 1:
        raise ValueError(f"`{text[:30]}` is not a number", "write it as 1900 or 1900.50")
    return _signed(plain, f"{re.sub(r'[.,]', '', whole)}.{part}")


def _signed(plain: str, digits: str) -> Decimal:
    return Decimal(f"-{digits}" if plain.startswith("-") else digits)
