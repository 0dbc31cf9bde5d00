"""Money and shares: exact, one way to write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from smmgen.content.documents.base import Model
from smmgen.content.documents.values import Money, Share
from smmgen.content.yaml_reader import read_mapping


class Priced(Model):
    price: Money
    share: Share = Decimal(0)


def read(written: str) -> Priced:
    data, *_ = read_mapping(written)
    return Priced.model_validate(data)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1900", "1900", ""),
        ("1900.50", "1900.5", ""),
        ("'1900.50'", "1900.50", ""),
        ("0.1", "0.1", ""),
        ("1900 EUR", "1900", "EUR"),
        ("{amount: 1900}", "1900", ""),
        ("{amount: 9.99, currency: USD}", "9.99", "USD"),
        ("-5", "-5", ""),
    ],
)
def test_money(written: str, amount: str, currency: str) -> None:
    found = read(f"price: {written}").price
    assert (found.amount, found.currency) == (Decimal(amount), currency)
    assert Priced.model_validate_json(Priced(price=found).model_dump_json()).price == found


@pytest.mark.parametrize(
    "written", ["'1 900'", "1e400", "true", ".inf", ".nan", "'1900 rub'", "[1900]", "{currency: EUR}", "1e20", "'٣'"]
)
def test_no_money(written: str) -> None:
    with pytest.raises(ValidationError):
        read(f"price: {written}")


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_what_is_written_is_what_is_meant(whole: int, cents: int) -> None:
    """Kopecks survive YAML's binary fractions."""
    assert str(read(f"price: '{whole}.{cents:02}'").price.amount) == f"{whole}.{cents:02}"
    assert read(f"price: {abs(whole)}.{cents:02}").price.amount == Decimal(f"{abs(whole)}.{cents:02}")


@pytest.mark.parametrize(("written", "share"), [("40", 40), ("40%", 40), ("'12.5 %'", Decimal("12.5")), ("0", 0)])
def test_share(written: str, share: Any) -> None:
    assert read(f"price: 1\nshare: {written}").share == share


@pytest.mark.parametrize("written", ["101", "-1", "half", "true", "1000%"])
def test_no_share(written: str) -> None:
    with pytest.raises(ValidationError):
        read(f"price: 1\nshare: {written}")
