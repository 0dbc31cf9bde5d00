"""Held back on purpose: by the calendar, by a pause, by the limit of a run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from brand import Brand, day, told
from pydantic import ValidationError
from stage import NOON, Clock, FakeServer, find_network, payload

from smmgen.config import Publish, days
from smmgen.ledger.model import State
from smmgen.publishing.blackout import Blackout
from smmgen.publishing.context import Context
from smmgen.publishing.pauses import pause, resume
from smmgen.publishing.results import Row
from smmgen.publishing.status import status

MOSCOW = ZoneInfo("Europe/Moscow")
OUT = (State.CLAIMED, State.SENDING, State.PUBLISHED)

# Blackout days: the stage's project is in Europe/Moscow, three hours ahead of UTC

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize("text", ["2027-01-01", "2027-01-07..2027-01-08"])
def test_days_as_they_are_written(text: str) -> None:
    assert Publish(blackout=[text]).blackout == [text]


@pytest.mark.parametrize("text", ["2027-02-30", "1 January", "2027-01-08..2027-01-07", "2027-01-01...2027-01-02", ""])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(ValidationError):
        Publish(blackout=[text])


BLACK = Blackout((days("2026-12-05"), days("2026-12-07..2026-12-08")), MOSCOW)
MOVES = [
    # at in Moscow, where it goes instead
    ("2026-12-04T23:59", "2026-12-04T23:59"),
    ("2026-12-05T00:00", "2026-12-06T00:00"),
    ("2026-12-05T23:59", "2026-12-06T23:59"),
    ("2026-12-07T10:00", "2026-12-09T10:00"),
    ("2026-12-08T10:00", "2026-12-09T10:00"),
    ("2026-12-09T00:00", "2026-12-09T00:00"),
]


@pytest.mark.parametrize(("at", "goes"), MOVES)
def test_the_same_hour_of_the_first_free_day(at: str, goes: str) -> None:
    moved = BLACK.moved(datetime.fromisoformat(at).replace(tzinfo=MOSCOW))
    assert moved == datetime.fromisoformat(goes).replace(tzinfo=MOSCOW)


def test_days_that_touch_or_overlap_are_counted_once() -> None:
    black = Blackout((days("2026-12-05..2026-12-06"), days("2026-12-06..2026-12-07")), UTC)
    assert black.moved(day(5, 10)) == day(8, 10)
    assert black.within(day(4), day(9)) == timedelta(days=3)
    assert black.within(day(6, 6), day(6, 18)) == timedelta(hours=12)
    assert black.within(day(8), day(9)) == timedelta()


def test_a_day_in_a_zone_with_summer_time_has_its_own_length() -> None:
    berlin = Blackout(((date(2026, 3, 29), date(2026, 3, 29)),), ZoneInfo("Europe/Berlin"))
    assert berlin.within(day(1, month=3), day(30, month=3)) == timedelta(hours=23)


@pytest.fixture
def dark(tmp_path: Path, net: FakeServer, clock: Clock) -> Any:
    made = Brand(tmp_path, net, clock, blackout=["2026-12-05", "2026-12-07..2026-12-08"])
    yield made
    made.ledger.close()


def test_on_a_blackout_day_nothing_goes_out_and_nothing_is_missed(dark: Brand) -> None:
    dark.build(payload("bf", "keyed", "keyed", NOON))
    for hour in (12, 20):
        report = dark.publish(now=day(5, hour))
        assert told(report) == [("keyed", "bf", "later")]
        assert (
            report.rows[0].reason
            == "2026-12-05 is a blackout day; it will be published on 2026-12-06 15:00 Europe/Moscow"
        )
        assert report.exit_code == 0
    assert dark.publish(now=day(6, 11)).rows[0].state == "later"
    assert dark.net.requests == []
    assert dark.state("bf:keyed:1:1") == "none"
    dark.clock.now = day(6, 12)
    assert told(dark.publish()) == [("keyed", "bf", "published")]


def test_what_was_late_before_the_day_is_no_later_after_it(dark: Brand) -> None:
    """Planned for 20:00 UTC on the 4th; the 5th begins at 21:00 UTC, so five hours of grace are left at its end."""
    dark.build(payload("bf", "keyed", "keyed", day(4, 20)), payload("other", "readable", "readable", day(4, 20)))
    [first, second] = dark.publish(now=day(4, 22)).rows
    assert (first.state, second.state) == ("later", "later")
    assert first.reason == "2026-12-05 is a blackout day; it will be published on 2026-12-06 00:00 Europe/Moscow"
    assert told(dark.publish(now=day(6, 1), accounts=["keyed"])) == [("keyed", "bf", "published")]
    assert told(dark.publish(now=day(6, 3), accounts=["readable"])) == [("readable", "other", "missed")]


def test_not_after_holds_all_the_same(dark: Brand) -> None:
    dark.put("x:keyed:1:1", *OUT)  # the ledger is not new
    dark.build(payload("bf", "keyed", "keyed", NOON, not_after=day(5, 15).isoformat()))
    assert told(dark.publish(now=day(5, 14))) == [("keyed", "bf", "later")]
    assert told(dark.publish(now=day(6, 12))) == [("keyed", "bf", "missed")]


def test_a_network_gets_nothing_for_a_blackout_day(dark: Brand) -> None:
    dark.build(payload("bf", "keyed", "keyed", NOON, delivery="native"))
    assert dark.publish(now=day(4, 8)).rows == []
    dark.clock.now = day(6, 12)
    assert told(dark.publish()) == [("keyed", "bf", "published")]
    assert dark.net.posts[0]["native"] is False


def test_what_is_next_is_what_goes_out_next(dark: Brand) -> None:
    """The one that was planned first goes out last: its day is a blackout day."""
    dark.build(payload("dark", "keyed", "keyed", day(7, 10)), payload("free", "keyed", "keyed", day(9, 9)))
    assert [(row.post, row.at) for row in dark.publish(now=day(6)).upcoming] == [("free", day(9, 9).isoformat())]
    dark.build(payload("dark", "keyed", "keyed", day(7, 10)))
    [row] = dark.publish(now=day(6)).upcoming
    assert datetime.fromisoformat(str(row.at)) == day(9, 10)


def test_a_blackout_day_to_come_shows_in_the_status(dark: Brand) -> None:
    dark.build(payload("bf", "keyed", "keyed", NOON))
    [row] = status(Context(dark.project, dark.config, day(4), find_network=find_network), dark.ledger)
    assert row.state == "planned"
    assert row.reason == "2026-12-05 is a blackout day; it will be published on 2026-12-06 15:00 Europe/Moscow"


# Pauses


def test_a_pause_in_the_ledger_holds_everything_back(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"), payload("old", "keyed", "keyed", NOON - timedelta(hours=7)))
    brand.put("x:keyed:1:1", *OUT)  # the ledger is not new
    pause(brand.ledger, "a fire in the kitchen", NOON, MOSCOW)
    report = brand.publish()
    assert told(report) == [("keyed", "old", "later"), ("keyed", "bf", "later")]
    assert {row.reason for row in report.rows} == {
        "publishing is paused: a fire in the kitchen (since 2026-12-05 15:00 Europe/Moscow)"
    }
    assert report.exit_code == 0
    assert brand.net.requests == []
    assert brand.state("old:keyed:1:1") == "none"


def test_after_a_pause_what_is_too_late_is_missed_and_not_sent_in_a_heap(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"), payload("old", "keyed", "keyed", NOON - timedelta(hours=7)))
    brand.put("x:keyed:1:1", *OUT)  # the ledger is not new
    pause(brand.ledger, "", NOON, MOSCOW)
    brand.publish()
    assert resume(brand.ledger, NOON) == "no reason given (since 2026-12-05 15:00 Europe/Moscow)"
    assert resume(brand.ledger, NOON) == ""
    assert told(brand.publish()) == [("keyed", "old", "missed"), ("keyed", "bf", "published")]


def test_a_pause_ends_by_itself(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    pause(brand.ledger, "lunch", NOON - timedelta(hours=1), MOSCOW, NOON + timedelta(minutes=1))
    (row,) = brand.publish().rows
    assert row.state == "later"
    since, until = "2026-12-05 14:00 Europe/Moscow", "2026-12-05 15:01 Europe/Moscow"
    assert row.reason == f"publishing is paused: lunch (since {since}, until {until})"
    assert told(brand.publish(now=NOON + timedelta(minutes=1))) == [("keyed", "bf", "published")]
    assert resume(brand.ledger, NOON + timedelta(minutes=1)) == ""


def test_a_pause_without_an_end_replaces_one_that_has_it(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    pause(brand.ledger, "lunch", NOON, MOSCOW, NOON + timedelta(minutes=1))
    pause(brand.ledger, "a fire", NOON, MOSCOW)
    assert told(brand.publish(now=NOON + timedelta(hours=1))) == [("keyed", "bf", "later")]


def test_a_pause_in_smm_toml(tmp_path: Path, net: FakeServer, clock: Clock) -> None:
    brand = Brand(tmp_path, net, clock, paused="mourning")
    brand.build(payload("bf", "keyed", "keyed"))
    assert [row.reason for row in brand.publish().rows] == ["publishing is paused: mourning"]
    assert net.requests == []
    brand.ledger.close()


def test_a_pause_works_on_a_run_that_has_begun(brand: Brand) -> None:
    brand.build(payload("a", "keyed", "keyed"), payload("b", "keyed", "keyed"))

    def tell(row: Row) -> None:
        pause(brand.ledger, "stop", NOON, MOSCOW)

    assert told(brand.publish(tell=tell)) == [("keyed", "a", "published"), ("keyed", "b", "later")]
    assert len(brand.net.posts) == 1


@pytest.mark.parametrize("account", ["keyed", "readable"])
def test_in_a_pause_doubts_are_looked_into_and_nothing_is_sent_again(brand: Brand, account: str) -> None:
    brand.build(payload("bf", account, account))
    brand.net.effects["/posts"] = ["reset-before", "503", "503", "503", "503"]
    brand.publish()
    pause(brand.ledger, "", NOON, MOSCOW)
    brand.net.effects.clear()
    before = [request for request in brand.net.requests if request[0] == "POST"]
    brand.publish()
    assert brand.state(f"bf:{account}:1:1") == "failed"
    assert [request for request in brand.net.requests if request[0] == "POST"] == before
    assert brand.net.posts == []


# The limit of a run


def test_no_more_posts_in_one_run_than_its_limit(tmp_path: Path, net: FakeServer, clock: Clock) -> None:
    brand = Brand(tmp_path, net, clock, max_posts_per_run=2)
    posts = [payload(name, "keyed", "keyed", texts=("1", "2")) for name in ("a", "b", "c")]
    brand.build(*posts, payload("a", "readable", "readable"))
    report = brand.publish()
    assert told(report).count(("keyed", "a", "published")) == 2
    assert told(report).count(("keyed", "c", "waiting")) == 2
    assert ("readable", "a", "published") in told(report)
    assert [row.reason for row in report.rows if row.post == "c"] == [
        "limit of 2 posts per run reached; the next run continues",
        "the part before it is not out",
    ]
    assert report.exit_code == 3
    assert told(brand.publish()) == [("keyed", "c", "published"), ("keyed", "c", "published")]
    brand.ledger.close()


def test_an_account_may_have_its_own_limit(tmp_path: Path, net: FakeServer, clock: Clock) -> None:
    brand = Brand(tmp_path, net, clock, max_posts_per_run=1)
    accounts = {name: one.model_copy(update={"max_posts_per_run": 3}) for name, one in brand.config.accounts.items()}
    brand.config = brand.config.model_copy(update={"accounts": accounts})
    brand.build(*(payload(name, "keyed", "keyed") for name in "abcd"))
    assert [row.state for row in brand.publish().rows] == ["published"] * 3 + ["waiting"]
    brand.ledger.close()
