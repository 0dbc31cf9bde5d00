"""When somebody is on shift, as smm.toml says it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.people import Shift

MONDAY = "2026-12-07"


@pytest.mark.parametrize(
    ("shift", "inside", "outside"),
    [
        ("mon-fri 10-19", [f"{MONDAY}T10:00", "2026-12-11T18:59"], [f"{MONDAY}T09:59", "2026-12-12T12:00"]),
        ("9:30-18", [f"{MONDAY}T09:30", "2026-12-13T17:59"], [f"{MONDAY}T18:00"]),
        ("sat 22-2", ["2026-12-12T22:00", "2026-12-13T01:59"], ["2026-12-12T01:00", "2026-12-13T02:00"]),
        ("fri-mon 0-12", ["2026-12-11T00:00", f"{MONDAY}T11:59"], ["2026-12-08T08:00"]),
        ("sun 23-1", ["2026-12-13T23:30", f"{MONDAY}T00:59"], [f"{MONDAY}T23:30"]),
        ("0-0", [f"{MONDAY}T00:00", f"{MONDAY}T23:59"], []),
    ],
)
def test_shifts(shift: str, inside: list[str], outside: list[str]) -> None:
    read = Shift.read(shift)
    assert [at for at in inside if not read.covers(datetime.fromisoformat(at))] == []
    assert [at for at in outside if read.covers(datetime.fromisoformat(at))] == []


@pytest.mark.parametrize(
    "text", ["", "10", "mon", "mon-fri", "mon 10-25", "mo 10-19", "mon-fri, sat 10-19", "10:60-12"]
)
def test_what_is_no_shift(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        Shift.read(text)


@given(st.integers(0, 14 * 24 * 60), st.integers(0, 23), st.integers(0, 23))
def test_two_shifts_share_the_day(minute: int, first: int, second: int) -> None:
    """What one does not cover the other does, and only one of them."""
    at = datetime.fromisoformat(f"{MONDAY}T00:00") + timedelta(minutes=minute)
    if first != second:
        assert Shift.read(f"{first}-{second}").covers(at) is not Shift.read(f"{second}-{first}").covers(at)
