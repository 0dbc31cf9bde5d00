"""The vocabulary of limits and the one rule that compares: every measure is measured, worded and reported."""

from __future__ import annotations

from string import Formatter

import pytest

from smmgen.networks.limits import MEASURES, Limit
from smmgen.rules import codes
from smmgen.rules.measured import MEASURED

COMPARED = {name: one for name, one in MEASURES.items() if one.above or one.below}
KNOWN = {
    "network", "account", "what", "value", "bound", "excess", "unit", "size", "room", "things", "are", "duration",
}  # fmt: skip


def test_what_is_compared_is_measured() -> None:
    assert set(MEASURED) == set(COMPARED)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_has_a_meaning_and_a_unit(name: str) -> None:
    assert MEASURES[name].meaning
    assert MEASURES[name].unit in ("", "-", "bytes", "pixels", "seconds")


@pytest.mark.parametrize("name", COMPARED)
def test_a_measure_is_worded(name: str) -> None:
    one = COMPARED[name]
    for text in (*one.words, *one.hints):
        assert text
        assert {field for _, field, _, _ in Formatter().parse(text) if field} <= KNOWN
    if "{things}" in one.words.too_much + one.words.too_little:
        assert one.thing


@pytest.mark.parametrize("name", COMPARED)
def test_a_measure_is_reported_by_diagnostics_that_exist(name: str) -> None:
    assert {COMPARED[name].above, COMPARED[name].below} <= {code.name for code in codes().values()}


def test_a_figure_is_read_again_half_a_year_later() -> None:
    assert Limit(at_most=5, checked="2026-11-22").review == "2027-05-21"
    assert Limit(at_most=5, checked="2026-11-22", review="2027-01-01").review == "2027-01-01"
    assert Limit(at_most=5).review == ""
