"""Charts: what is drawn where, what stands in the table, and that no text and no figure breaks them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from smmgen.site import charts
from smmgen.site.charts import Bar, Chart, Line, Scale
from smmgen.site.i18n import words
from smmgen.site.theme import default_theme

RU, EN = words("ru"), words("en")
AMOUNTS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


def drawn(chart: Chart, kind: str) -> list[dict[str, str]]:
    """The attributes of every element with this class."""
    every = ElementTree.fromstring(chart.svg).iter()
    return [dict(one.attrib) for one in every if kind in one.get("class", "").split()]


def texts(chart: Chart) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(chart.svg).iter() if one.tag == "text"]


def test_bars_stand_against_their_targets() -> None:
    rows = [Bar("menu", "45000.50", 90000), Bar("contests", 21000, 20000, "bad")]
    chart = charts.bars(EN, "lines", "Lines", rows, "RUB", ("Line", "Spent", "Plan"))
    assert [(one["class"], one["x"], one["width"]) for one in drawn(chart, "bar")] == [
        ("bar plain", "0%", "50%"),
        ("bar bad", "0%", "23.33%"),
    ]
    assert [one["x1"] for one in drawn(chart, "mark")] == ["100%", "22.22%"]
    assert chart.head == ("Line", "Spent", "Plan")
    assert chart.rows == (
        ("menu", "45,000.50\xa0RUB", "90,000\xa0RUB"),
        ("contests", "21,000\xa0RUB", "20,000\xa0RUB"),
    )
    assert texts(chart) == [
        "menu", "45,000.50\xa0RUB of 90,000\xa0RUB",
        "contests", "21,000\xa0RUB of 20,000\xa0RUB",
    ]  # fmt: skip


def test_a_bar_below_zero_ends_where_the_others_begin() -> None:
    chart = charts.bars(RU, "a", "a", [Bar("loss", -25), Bar("gain", 75)], "%")
    assert [(one["x"], one["width"]) for one in drawn(chart, "bar")] == [("0%", "25%"), ("25%", "75%")]
    assert chart.rows == (("loss", "-25\xa0%"), ("gain", "75\xa0%"))
    assert len(chart.head) == 2, "nothing is aimed at"


def test_pieces_of_a_stacked_bar_follow_each_other() -> None:
    series = [("tips", "k3"), ("news",), ("fun",)]
    chart = charts.stacked(RU, "mix", "Mix", series, [("plan", [50, 30, 20]), ("fact", ["33.3", 0, "66.7"])], "%")
    assert [(one["class"], one["x"], one["width"]) for one in drawn(chart, "bar")] == [
        ("bar k3", "0%", "50%"),
        ("bar c2", "50%", "30%"),
        ("bar c3", "80%", "20%"),
        ("bar k3", "0%", "33.3%"),
        ("bar c3", "33.3%", "66.7%"),
    ]
    assert [key.label for key in chart.keys] == ["tips", "news", "fun"]
    assert chart.rows[1] == ("fact", "33,3\xa0%", "0\xa0%", "66,7\xa0%")


def test_lines_go_over_days() -> None:
    spent = Line("Spent", [("2026-12-01", 0), ("2026-12-06", 500)], steps=True)
    plan = Line("Plan", [("2026-12-01", 0), ("2026-12-11", 1000)], "soft", dashed=True)
    chart = charts.lines(EN, "burn", "Burn", ("2026-12-01", "2026-12-11"), [spent, plan], "EUR")
    assert [(one["class"], one["d"]) for one in drawn(chart, "line")] == [
        ("line c1", "M0 100H50V50"),
        ("line soft dashed", "M0 100L100 0"),
    ]
    assert chart.svg.index("€1,000</text>") > chart.svg.index("</svg>"), "no line runs through a figure"
    assert [text for text in texts(chart) if "€" not in text] == ["1 December", "6 December", "11 December"]
    assert chart.rows == (
        ("1 December 2026", "€0", "€0"),
        ("6 December 2026", "€500", ""),
        ("11 December 2026", "", "€1,000"),
    )


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [(0, 100, "0 50 100"), (0, 180000, "0 50000 100000 150000"), (-30, 50, "-20 0 20 40"), (0, 1, "0 0.5 1"),
     ("0", "0.04", "0 0.01 0.02 0.03 0.04")],
)  # fmt: skip
def test_ticks_are_round(low: Any, high: Any, wanted: str) -> None:
    ticks = Scale(Decimal(low), Decimal(high)).ticks()
    assert ticks == [Decimal(one) for one in wanted.split()]


@pytest.mark.parametrize(
    "chart",
    [
        charts.bars(RU, "a", "a", []),
        charts.stacked(RU, "a", "a", [("x",)], [("empty", [0])], "%"),
        charts.lines(RU, "a", "a", ("2026-12-01", "2026-12-31"), [Line("none", [])], "RUB"),
    ],
)
def test_without_figures_nothing_is_drawn_and_it_is_said(chart: Chart) -> None:
    assert chart.svg == ""
    assert "Данных пока нет" in page(chart)


def page(chart: Chart) -> str:
    environment = Environment(loader=FileSystemLoader(default_theme()), autoescape=True, undefined=StrictUndefined)
    environment.globals["t"] = RU
    template = '{% from "charts.html" import chart with context %}{{ chart(drawn) }}'
    return environment.from_string(template).render(drawn=chart)


HOSTILE = '</svg><script>alert(1)</script>" onload="x'


@pytest.mark.parametrize(
    "chart",
    [
        charts.bars(RU, "a", HOSTILE, [Bar(HOSTILE, 1, 2, HOSTILE)]),
        charts.stacked(RU, "a", HOSTILE, [(HOSTILE, HOSTILE)], [(HOSTILE, [1])]),
        charts.lines(RU, "a", HOSTILE, ("2026-12-01", "2026-12-02"), [Line(HOSTILE, [("2026-12-01", 1)], HOSTILE)]),
    ],
)
def test_texts_are_texts(chart: Chart) -> None:
    assert "<script" not in page(chart)
    assert not any(name.startswith("on") for one in ElementTree.fromstring(chart.svg).iter() for name in one.attrib)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=60), AMOUNTS, st.none() | AMOUNTS), min_size=1, max_size=6))
def test_any_figures_are_drawn_within_the_chart(rows: list[tuple[str, Decimal, Decimal | None]]) -> None:
    rows = [(re.sub(r"[^\w .-]", "", label), *numbers) for label, *numbers in rows]  # type: ignore[misc]
    chart = charts.bars(RU, "a", "a", rows, "RUB")
    assert chart == charts.bars(RU, "a", "a", rows, "RUB")
    for one in drawn(chart, "bar"):
        left, width = (Decimal(one[name].removesuffix("%")) for name in ("x", "width"))
        assert 0 <= left <= left + width <= Decimal("100.01")


@settings(max_examples=60)
@given(st.lists(AMOUNTS, min_size=1, max_size=9))
def test_any_line_stays_in_the_plot(values: list[Decimal]) -> None:
    points = [(f"2026-12-{day:02}", value) for day, value in enumerate(values, 1)]
    chart = charts.lines(RU, "a", "a", ("2026-12-01", "2026-12-09"), [Line("a", points)])
    [path] = drawn(chart, "line")
    numbers = [Decimal(one) for one in re.findall(r"-?[\d.]+", path["d"])]
    assert len(numbers) == 2 * len(values)
    assert all(0 <= one <= 100 for one in numbers)


@pytest.mark.parametrize(
    ("value", "unit", "russian", "english"),
    [
        ("1900", "RUB", "1\xa0900\xa0₽", "1,900\xa0RUB"),
        ("-1900.5", "EUR", "-1\xa0900,50\xa0€", "-€1,900.50"),
        ("40", "%", "40\xa0%", "40%"),
        ("42.55", "%", "42,6\xa0%", "42.6%"),
        ("12345.678", "", "12\xa0345,68", "12,345.68"),
        ("1" + "0" * 36, "", "1" + "\xa0000" * 12, "1" + ",000" * 12),
        ("-1" + "0" * 36, "EUR", "-1" + "\xa0000" * 12 + "\xa0€", "-€1" + ",000" * 12),
    ],
)
def test_numbers_are_those_of_the_language(value: str, unit: str, russian: str, english: str) -> None:
    assert (RU.amount(Decimal(value), unit), EN.amount(Decimal(value), unit)) == (russian, english)
