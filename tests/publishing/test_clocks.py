"""A machine whose own clock is wrong publishes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from brand import Brand, told
from stage import NOON, Clock, LoopbackServer, payload, serving

from smmgen.errors import UserError
from smmgen.transport.clocks import require_right
from smmgen.transport.driver import Driver

HEADS: list[str] = []


def nobody_has_our_clock(host: str) -> bool:
    return False


class Dated(BaseHTTPRequestHandler):
    """Says what its server was told to say."""

    def do_HEAD(self) -> None:
        HEADS.append(str(self.headers.get("X-Token")))
        self.send_response_only(204)
        for name, value in self.server.said.items():  # type: ignore[attr-defined]
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    running: Any = LoopbackServer(("127.0.0.1", 0), Dated)
    running.said = {}
    running.url = f"http://127.0.0.1:{running.server_port}/method/post"
    with serving(running):
        yield running


def says(moment: datetime) -> dict[str, str]:
    return {"Date": format_datetime(moment.astimezone(UTC), usegmt=True)}


@pytest.mark.parametrize(
    ("said", "date"),
    [
        (says(NOON), NOON),
        ({}, None),
        ({"Date": "soon"}, None),
        (says(NOON) | {"Age": "500"}, None),
    ],
    ids=["says it", "does not", "nonsense", "out of a cache"],
)
def test_a_servers_time(server: Any, tmp_path: Path, said: dict[str, str], date: datetime | None) -> None:
    server.said = said
    with Driver(tmp_path) as driver:
        assert driver.date(server.url) == date


def test_no_answer_is_no_time(tmp_path: Path) -> None:
    with Driver(tmp_path) as driver:
        assert driver.date("http://127.0.0.1:9/") is None
        assert driver.date("http://example.com/") is None, "it would go unencrypted"


def check(ours: datetime, **theirs: datetime | None) -> list[str]:
    times = {f"https://{name}.example/x": date for name, date in theirs.items()}
    return require_right(times, times.__getitem__, lambda: ours)


@pytest.mark.parametrize("off", [-120, -60, 0, 60, 120])
def test_two_minutes_are_within_reason(off: float) -> None:
    assert check(NOON + timedelta(seconds=off), one=NOON) == []


@pytest.mark.parametrize(
    ("off", "words"), [(-121, "2 min behind one.example's"), (121, "2 min ahead of"), (90061, "1 d 1 h 1 min ahead of")]
)
def test_more_than_that_stops_the_run(off: float, words: str) -> None:
    with pytest.raises(UserError, match=words):
        check(NOON + timedelta(seconds=off), one=NOON, silent=None)


def test_where_others_agree_it_is_the_servers_clock_that_is_off() -> None:
    [notice] = check(NOON, right=NOON, wrong=NOON + timedelta(hours=1))
    assert notice == "the clock of wrong.example is off: this machine's is 1 h behind it"


def test_nobody_to_ask_stops_nobody() -> None:
    assert check(NOON) == check(NOON, silent=None) == []


def test_nothing_is_claimed_or_sent_by_a_wrong_clock(brand: Brand, clock: Clock) -> None:
    """The stage's network runs on the real clock, and the stage's clock is another one."""
    brand.build(payload("bf", "keyed", "keyed"))
    with pytest.raises(UserError, match="this machine's clock is"):
        brand.publish(has_our_clock=nobody_has_our_clock)
    assert brand.net.requests == []
    assert brand.state("bf:keyed:1:1") == "none"
    clock.now = datetime.now(UTC)
    assert told(brand.publish(now=NOON, has_our_clock=nobody_has_our_clock)) == [("keyed", "bf", "published")]


def test_it_is_the_machines_clock_that_counts_and_not_the_time_played(brand: Brand, clock: Clock) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    clock.now = datetime.now(UTC) + timedelta(minutes=5)
    with pytest.raises(UserError, match="ahead of"):
        brand.publish(now=NOON, has_our_clock=nobody_has_our_clock)


def test_a_token_does_not_travel_for_the_time(server: Any, brand: Brand, clock: Clock) -> None:
    HEADS.clear()
    server.said = says(clock.now)
    account = brand.config.accounts["keyed"].model_copy(update={"base_url": server.url.removesuffix("/method/post")})
    brand.config = brand.config.model_copy(update={"accounts": {**brand.config.accounts, "keyed": account}})
    brand.build(payload("bf", "keyed", "keyed"))
    brand.publish(has_our_clock=nobody_has_our_clock)
    assert HEADS == ["None"]


def test_servers_on_this_machine_are_not_asked(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    assert told(brand.publish()) == [("keyed", "bf", "published")]


def test_a_password_in_an_address_is_not_told() -> None:
    address = "https://robot:canary-secret@m.example/api"
    with pytest.raises(UserError, match=r"behind m\.example's") as error:
        require_right([address], lambda asked: NOON + timedelta(hours=1), lambda: NOON)
    assert "canary" not in error.value.message
