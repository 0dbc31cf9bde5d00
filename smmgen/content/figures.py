"""Dates and amounts as people write them in tables, in Russia and elsewhere. What can mean two things is refused.

Each function returns the value; it raises ValueError with a message and a hint.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

_SIGNS = {"₽": "RUB", "руб.": "RUB", "руб": "RUB", "€": "EUR"}
_AMOUNT = re.compile(r"(?P<number>[-+]?[0-9][0-9.,' ]*)(?P<currency>[A-Za-z]{3}|₽|€|руб\.?)?", re.IGNORECASE)
_BLANK = re.compile(r"[\u00a0\u202f\u2009]")
_PLAIN = re.compile(r"([0-9]{1,15})([.,]([0-9]{1,4}))?")
_GROUPED = tuple(
    re.compile(rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}}){least}(?:{point}[0-9]{{1,4}})?")
    for group, point, least in (
        ("[ ]", "[.,]", "{1,4}"), ("'", "[.,]", "{1,4}"), (",", "[.]", "{2,4}"), ("[.]", ",", "{2,4}"),
    )
)  # fmt: skip
_GROUPED_ONCE = (re.compile(r"[0-9]{1,3},[0-9]{3}[.][0-9]{1,4}"), re.compile(r"[0-9]{1,3}[.][0-9]{3},[0-9]{1,4}"))
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
    found = _AMOUNT.fullmatch(_with_blanks(text))
    if not found:
        raise ValueError(f"`{text[:30]}` is not an amount", "write it as 1900 or 1900.50")
    currency = found["currency"] or ""
    return Sum(number_of(found["number"].rstrip()), _SIGNS.get(currency.lower(), currency.upper()))


def number_of(text: str) -> Decimal:
    """`1900`, `1 900,50`, `1.900,50`; not `1,900`, which is 1900 to some and 1.9 to others."""
    signed = _with_blanks(text)
    digits = signed.lstrip("+-")
    sign = "-" if signed.startswith("-") else ""
    if plain := _PLAIN.fullmatch(digits):
        if _is_ambiguous(plain[1], plain[3] or ""):
            grouped, pointed = f"{plain[1]}{plain[3]}", f"{plain[1]}.{plain[3]}".rstrip("0").rstrip(".")
            raise ValueError(f"`{text[:30]}` can be {grouped} or {pointed}", "write one of these")
        return Decimal(f"{sign}{plain[1]}.{plain[3] or 0}" if plain[2] else f"{sign}{plain[1]}")
    if any(form.fullmatch(digits) for form in (*_GROUPED, *_GROUPED_ONCE)):
        return Decimal(sign + _pointed(digits))
    raise ValueError(f"`{text[:30]}` is not a number", "write it as 1900 or 1900.50")


def _with_blanks(text: str) -> str:
    return _BLANK.sub(" ", text).strip().replace("−", "-")


def _is_ambiguous(whole: str, part: str) -> bool:
    return len(part) == 3 and len(whole) <= 3 and whole != "0"


def _pointed(digits: str) -> str:
    """`1900.50` of a grouped number: what stands once and last, and does not group, is the point."""
    marks = re.sub("[0-9]", "", digits)
    point = marks[-1] if marks.count(marks[-1]) == 1 and marks[-1] in ".," else ""
    whole, _, part = digits.rpartition(point) if point else (digits, "", "")
    plain = re.sub("[^0-9]", "", whole)
    return f"{plain}.{part}" if part else plain
