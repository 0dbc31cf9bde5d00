"""Campaigns and audiences: what their front matter may say, also as rows have it, and what can be counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smmgen import languages
from smmgen.campaigns import Figures, empty_weeks, weeks
from smmgen.config import days
from smmgen.content.documents.audience import AudienceFront, Who
from smmgen.content.documents.campaign import CampaignFront
from smmgen.content.documents.metrics import METRICS, metric_of, plural_of
from smmgen.site.i18n import words
from smmgen.site.kinds.campaign import expected

CAMPAIGN: dict[str, Any] = {
    "title": "Winter",
    "dates": "2026-12-01..2026-12-31",
    "goal": {"metric": "orders", "target": 300, "words": "Every third"},
    "kpi": {"er_views": 4.5, "per_join_max": "60"},
    "audiences": "guests",
    "stop": {"spent": 90000},
    "creatives": [{"post": "opens", "kktu": "30.1.1", "pay": "cpc", "erid": "2Vtz", "digest": "0123456789abcdef"}],
    "bets": [{"if": "faces", "then": "er_views +20%", "judge": "2026-12-15", "verdict": "+31 %"}],
    "utm": {"campaign": "w26", "sites": "teplo.example"},
}
AUDIENCE: dict[str, Any] = {
    "title": "Guests",
    "who": {"age": "20-45", "near": [{"lat": 55.7, "lon": 37.6, "km": 1.5}], "interests": "coffee"},
    "include": [{"engaged": "vk", "days": 90, "by": "like"}, {"list": "env:CRM"}],
    "exclude": [{"members": "vk"}],
    "organic": {"telegram": {"silent": True}},
    "ads": {"vk": {"package": 3122}},
    "size": {"vk-ads": 18400, "checked": "2026-11-20"},
    "pick": {"top": "20%", "min_views": 500},
    "consent": {"list": "agreement 14"},
}


@pytest.mark.parametrize(("model", "data"), [(CampaignFront, CAMPAIGN), (AudienceFront, AUDIENCE)])
def test_a_row_gives_back_what_the_file_says(model: type[CampaignFront | AudienceFront], data: dict[str, Any]) -> None:
    front = model.model_validate(data)
    assert model.model_validate_json(front.model_dump_json()) == front


def test_words_alone_are_a_goal() -> None:
    front = CampaignFront.model_validate({**CAMPAIGN, "goal": "Every third"})
    assert front.goal
    assert (front.goal.words, front.goal.metric) == ("Every third", None)
    assert CampaignFront.model_validate(CAMPAIGN).bets[0].idea == "faces"


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        ("orders +10%", "заказы +10%"),
        ("per_join_max 40", "цена одного: новые подписчики 40"),
        ("более людно", "более людно"),
    ],
)
def test_what_is_expected_is_said_in_words(then: str, shown: str) -> None:
    assert expected(then, words("ru")) == shown


@pytest.mark.parametrize(("age", "span"), [("20-45", (20, 45)), ("18+", (18, 99)), ("7", (7, 7)), (None, (0, 99))])
def test_ages(age: str | None, span: tuple[int, int]) -> None:
    assert Who(age=age).ages == span


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("2026-12-01..2026-12-21", ["01..07", "08..14", "15..21"]),
        ("2026-12-01..2026-12-10", ["01..07", "08..10"]),
        ("2026-12-05", ["05..05"]),
    ],
)
def test_weeks_are_counted_from_the_first_day(dates: str, expected: list[str]) -> None:
    assert [f"{first:%d}..{last:%d}" for first, last in weeks(*days(dates))] == expected


def test_a_week_is_empty_without_a_post_and_three_days_are_no_week() -> None:
    first, last = days("2026-12-01..2026-12-17")
    assert [str(week) for week in empty_weeks(first, last, {"2026-12-07"})] == ["2026-12-08"]
    assert [str(week) for week in empty_weeks(first, last.replace(day=18), {"2026-12-08"})] == [
        "2026-12-01",
        "2026-12-15",
    ]


KNOWN = Figures("RUB", Decimal(900), {"order": Decimal(30), "lead": Decimal(0)}, {"2026-12-01": Decimal(900)})


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("spent", 900),
        ("orders", 30),
        ("per_order", 30),
        ("per_order_max", 30),
        ("per_lead", None),
        ("views", None),
        ("happiness", None),
    ],
)
def test_what_files_have_figures_of(metric: str, value: int | None) -> None:
    assert KNOWN.of(metric) == value
    assert Figures().of(metric) is None


def test_every_metric_has_a_name_and_every_result_a_cost() -> None:
    for language in languages.names():
        words = languages.table(language, "metric")
        assert {name for name in METRICS if not name.startswith("per_")} | {"per"} == words.keys()
    results = [metric.one for metric in METRICS.values() if metric.one]
    assert len(set(results)) == len(results)
    assert all(f"per_{one}" in METRICS and METRICS[plural_of(one)].one == one for one in results)
    assert metric_of("per_join_max") == "per_join"
