"""Amounts and days of tables: every form that people write, and nothing guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content.figures import day_of, number_of, sum_of


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1900", "1900", ""),
        ("1900.50", "1900.50", ""),
        ("1900,5", "1900.5", ""),
        ("1 900,50", "1900.50", ""),
        ("1\u00a0900,50", "1900.50", ""),
        ("12\u202f345\u202f678,9", "12345678.9", ""),
        ("1,900.50", "1900.50", ""),
        ("1.900,50", "1900.50", ""),
        ("1,234,567", "1234567", ""),
        ("1.234.567,89", "1234567.89", ""),
        ("1'900", "1900", ""),
        ("0,125", "0.125", ""),
        ("1900,125", "1900.125", ""),
        ("-500", "-500", ""),
        ("−500,5", "-500.5", ""),
        ("1 900 ₽", "1900", "RUB"),
        ("1900 руб.", "1900", "RUB"),
        ("12.5 eur", "12.5", "EUR"),
        ("€", None, ""),
        ("1,900", None, ""),
        ("100.000", None, ""),
        ("1 90", None, ""),
        ("1.2.345", None, ""),
        ("1,2,3", None, ""),
        ("1e3", None, ""),
        ("", None, ""),
        ("١٢", None, ""),
        ("(500)", None, ""),
        ("1" * 40, None, ""),
    ],
)
def test_sum(text: str, amount: str | None, currency: str) -> None:
    if amount is None:
        with pytest.raises(ValueError, match=r"is not an? |can be"):
            sum_of(text)
    else:
        assert sum_of(text) == (Decimal(amount), currency)


def test_what_can_be_two_numbers_names_both() -> None:
    with pytest.raises(ValueError, match="can be") as refused:
        number_of("1,900")
    assert refused.value.args == ("`1,900` can be 1900 or 1.9", "write one of these")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", date(2026, 12, 5)),
        ("05.12.2026", date(2026, 12, 5)),
        ("5.12.2026", date(2026, 12, 5)),
        ("12/05/2026", None),
        ("05.12.26", None),
        ("2026-02-30", None),
        ("31.11.2026", None),
        ("", None),
    ],
)
def test_day(text: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(ValueError, match=" day"):
            day_of(text)
    else:
        assert day_of(text) == day


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_what_is_written_with_two_digits_comes_back(amount: Decimal) -> None:
    russian = f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
    assert number_of(f"{amount:.2f}") == number_of(f"{amount:,.2f}") == number_of(russian) == amount


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (sum_of, day_of):
        try:
            read(text)
        except ValueError as refused:
            message, hint = refused.args
            assert message
            assert hint
