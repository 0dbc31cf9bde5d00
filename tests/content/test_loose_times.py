"""A hint about a time is what was written, or no more than its form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content import loose_spans
from smmgen.content.documents.values import period
from smmgen.content.loose_times import FORM, hint, unix, zone
from smmgen.content.schedule import load_zone, resolve


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("5 декабря 2026 г. в 19:30", "2026-12-05 19:30"),
        ("5 декабря 2026 года, 9 утра", "2026-12-05 09:00"),
        ("1 мая 2026, 7 вечера", "2026-05-01 19:00"),
        ("5.12.26 19:30", "2026-12-05 19:30"),
        ("05.12.2026 в 19:30", "2026-12-05 19:30"),
        ("5-12-2026 19:30", "2026-12-05 19:30"),
        ("10:00 05.12.2026", "2026-12-05 10:00"),
        ("2026-12-05 в 19:30", "2026-12-05 19:30"),
        ("2026-12-05 10:00 PM", "2026-12-05 22:00"),
        ("2026-12-05 12:00 am", "2026-12-05 00:00"),
        ("2026-12-05 12:30 p.m.", "2026-12-05 12:30"),
        ("December 5, 2026 7:30 PM", "2026-12-05 19:30"),
        ("5th of Dec 2026 at 7", "2026-12-05 07:00"),
        ("2026-12-05T19-30", "2026-12-05 19:30"),
        ("2026-12-05 10:00 GMT+3", "2026-12-05 10:00 +03:00"),
        ("2026-12-05 10:00 UTC−5", "2026-12-05 10:00 -05:00"),
        ("2026-12-05 10:00 (МСК+2)", "2026-12-05 10:00 +05:00"),
        ("2026-12-05T10:00:00.000Z", "2026-12-05 10:00:00Z"),
        ("2026-12-05 10:00 UTC", "2026-12-05 10:00Z"),
        ("2026-12-05 10", "2026-12-05 10:00"),
        ("2026-12-05T9", "2026-12-05 09:00"),
        ("5.12.2026 9 мск", "2026-12-05 09:00 [Europe/Moscow]"),
        ("2026-12-05 10:00 +5:30", "2026-12-05 10:00 +05:30"),
        ("2026-12-05 10:00 мск", "2026-12-05 10:00 [Europe/Moscow]"),
        ("2026-12-05 10:00 по московскому времени", "2026-12-05 10:00 [Europe/Moscow]"),
    ],
)
def test_the_hint_can_be_read(text: str, form: str) -> None:
    assert hint(text) == f"write `{form}`"
    assert resolve(form, "Europe/Moscow", "10:00")[0] is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5 декабря в 19:30", "write `YYYY-12-05 19:30`, with the year for `YYYY`"),
        ("5.12 19:30", "write `YYYY-12-05 19:30`, with the year for `YYYY`"),
        ("29 февраля", "write `YYYY-02-29`, with the year for `YYYY`"),
        ("завтра в 10", "write the date too, year first: `YYYY-MM-DD 10:00`"),
        ("в пятницу, 18:00 мск", "write the date too, year first: `YYYY-MM-DD 18:00 [Europe/Moscow]`"),
        ("tomorrow 10am", "write the date too, year first: `YYYY-MM-DD 10:00`"),
        ("01/02/2026", "write `2026-01-02` or `2026-02-01`"),
        ("01/02/2026 5 pm", "write `2026-01-02 17:00` or `2026-02-01 17:00`"),
        ("через 2 часа", FORM),
        ("in 3 hours", FORM),
        ("31 февраля в 10", FORM),
        ("99.99.2026 10:00", FORM),
        ("2026-12-05 25:00 PM", FORM),
        ("2026-12-05 25", FORM),
        ("5 декабря 10", FORM),
        ("2026-12-05 10:00 or so", FORM),
        ("soon", FORM),
        ("", FORM),
    ],
)
def test_what_was_not_written_is_not_made_up(text: str, said: str) -> None:
    assert hint(text) == said


def test_an_abbreviation_may_mean_many_zones() -> None:
    assert hint("2026-12-05 10:00 CST") == (
        "write `2026-12-05 10:00 +HH:MM`, with the offset of `CST`, or a zone such as `[Europe/Moscow]`"
    )


@given(st.text("0123456789.-/: +вpamутраGMT[]января", max_size=30))
def test_every_hint_is_a_form_or_can_be_read(text: str) -> None:
    for form in re.findall("`([^`]*)`", hint(text)):
        if not set(form) & set("YMDHC"):
            moment, problem = resolve(form, "Europe/Moscow", "10:00")
            assert moment or problem, form


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("GMT+3", "write the offset `+03:00`, or the zone `Etc/GMT-3`"),
        ("UTC-5", "write the offset `-05:00`, or the zone `Etc/GMT+5`"),
        ("МСК+2", "write the offset `+05:00`, or the zone `Etc/GMT-5`"),
        ("UTC+5:30", "write the offset `+05:30`"),
        ("Europe/Moskow", ""),
        ("UTC+25", ""),
    ],
)
def test_zones_by_their_distance(name: str, said: str) -> None:
    assert zone(name) == said


@pytest.mark.parametrize(
    "name", ["localtime", "Factory", "posixrules", "right/Europe/Moscow", "posix/UTC", "../UTC", ""]
)
def test_a_zone_means_the_same_on_every_machine(name: str) -> None:
    assert load_zone(name) is None


def test_unix_times() -> None:
    assert unix(1764925200) == "as a Unix time that is `2025-12-05 09:00Z`"
    assert unix(20261205) == FORM


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("27.11.2026-24.12.2026", "2026-11-27..2026-12-24"),
        ("с 27.11.2026 по 24.12.2026", "2026-11-27..2026-12-24"),
        ("2026-11-27 - 2026-12-24", "2026-11-27..2026-12-24"),
        ("2026-11-27-2026-12-24", "2026-11-27..2026-12-24"),
        ("1 декабря 2026 — 24 декабря 2026 года", "2026-12-01..2026-12-24"),
        ("декабрь 2026", "2026-12"),
        ("December 2026 to January 2027", "2026-12..2027-01"),
        ("12.2026", "2026-12"),
        ("2026/12", "2026-12"),
    ],
)
def test_months_and_spans_of_days(text: str, meant: str) -> None:
    assert loose_spans.hint(text) == f"write `{meant}`"
    period(meant)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("декабрь", "write `YYYY-12`, with the year for `YYYY`"),
        ("13.2026", ""), ("2026-13", ""), ("скоро", ""), ("", ""), ("01/02/2026", ""), ("зима 2026", ""),
        ("2026-10..2026-11..2026-12", ""),
    ],
)  # fmt: skip
def test_what_is_no_span_of_days(text: str, said: str) -> None:
    assert loose_spans.hint(text) == said
