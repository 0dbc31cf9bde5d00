"""`smm publish --watch`: round after round, until somebody says stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from stage import NOON, Clock, LoopbackServer, answer_json, free_port, read_json, serving

from smmgen.errors import UserError
from smmgen.ledger.model import State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import LedgerError
from smmgen.publishing.results import Report, Row
from smmgen.publishing.watch import Rests, Stop, until_next, watch


def row(state: str, account: str = "tg", reason: str = "") -> Row:
    return Row("bf", account, "1", state, None, f"bf:{account}:1:1", "", reason)


class Later(Stop):
    """Stops after so many naps, which take no time but the clock's."""

    def __init__(self, clock: Clock, naps: int) -> None:
        super().__init__()
        self.clock, self.left = clock, naps
        self.naps: list[float] = []

    def wait(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.clock.sleep(seconds)
        self.left -= 1
        if self.left == 0:
            self.ask()


class Rounds:
    """What each round finds; the last one again and again."""

    def __init__(self, clock: Clock, *found: Report | Exception) -> None:
        self.clock, self.found = clock, list(found)
        self.resting: list[set[str]] = []
        self.told: list[tuple[list[str], list[str]]] = []

    def look(self, resting: frozenset[str]) -> Report:
        self.resting.append(set(resting))
        found = self.found.pop(0) if len(self.found) > 1 else self.found[0]
        if isinstance(found, Exception):
            raise found
        return found

    def run(self, naps: int) -> list[float]:
        stop = Later(self.clock, naps)
        watch(self.look, stop, self.clock, lambda rows, notices: self.told.append(([r.state for r in rows], notices)))
        return stop.naps


@pytest.mark.parametrize(
    ("next_due", "seconds"),
    [(None, 60), (7, 7), (59.5, 59.5), (3600, 60), (-5, 0)],
    ids=["nothing planned", "soon", "within the minute", "in an hour", "while we looked"],
)
def test_how_long_it_sleeps(next_due: float | None, seconds: float) -> None:
    due = None if next_due is None else NOON + timedelta(seconds=next_due)
    assert until_next(Report([], next=due), NOON) == seconds


def test_only_what_is_new_is_told(clock: Clock) -> None:
    same = Report([row("unknown", reason="look")], ["account `vk` was left alone"])
    rounds = Rounds(clock, same, same, Report([row("published")]), Report([]), same)
    rounds.run(5)
    assert rounds.told == [
        (["unknown"], ["account `vk` was left alone"]),
        (["published"], []),
        (["unknown"], ["account `vk` was left alone"]),
    ]


def test_a_lost_network_or_a_build_under_way_passes(clock: Clock) -> None:
    rounds = Rounds(
        clock, Report([]), LedgerError("the remote is down"), UserError("the last build", "wait"), Report([])
    )
    assert rounds.run(4) == [60, 10, 10, 60]
    assert [notices for _, notices in rounds.told] == [["the remote is down"], ["the last build; wait"]]


def test_a_set_up_that_is_wrong_from_the_start_ends_it(clock: Clock) -> None:
    with pytest.raises(UserError, match="no token"):
        Rounds(clock, UserError("no token")).run(1)
    assert Rounds(clock, LedgerError("no network yet"), Report([])).run(2) == [10, 60]


def test_an_account_that_failed_rests_longer_each_time(clock: Clock) -> None:
    failed = Report([row("failed")], rests={"tg": 60})
    rests = Rests()
    spans = []
    for _ in range(6):
        rests.note(failed, clock.now)
        begun = clock.now
        while "tg" in rests.resting(clock.now):
            clock.sleep(1)
        spans.append((clock.now - begun).total_seconds())
    assert spans == [60, 120, 240, 480, 900, 900]
    rests.note(Report([row("published")]), clock.now)
    rests.note(failed, clock.now)
    assert "tg" not in rests.resting(clock.now + timedelta(seconds=60))


def test_a_network_that_names_a_time_is_left_alone_for_it(clock: Clock) -> None:
    rounds = Rounds(clock, Report([row("failed", "vk")], rests={"vk": 3600}), Report([]))
    rounds.run(62)
    assert rounds.resting[0] == set()
    assert all(resting == {"vk"} for resting in rounds.resting[1:60])
    assert rounds.resting[61] == set()


# The command itself, against a server of Mastodon's kind on this machine


class Toots(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = read_json(self)
        server.begun.set()
        time.sleep(server.takes)
        server.texts.append(body["status"])
        answer_json(self, {"id": str(len(server.texts)), "content": "", "url": "https://m.example/1"})

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def toots() -> Iterator[Any]:
    server: Any = LoopbackServer(("127.0.0.1", 0), Toots)
    server.texts, server.takes, server.begun = [], 0.0, threading.Event()
    with serving(server):
        yield server


class Host:
    """A small host with a project, on which `smm publish --watch` runs."""

    def __init__(self, path: Path, port: int) -> None:
        self.path = path
        (path / "smm.toml").write_text(
            '[project]\nname = "Teplo"\ntimezone = "UTC"\n[accounts.fedi]\nplatform = "mastodon"\n'
            f'base_url = "http://127.0.0.1:{port}"\ntoken_env = "FEDI"\n'
        )

    def write(self, name: str, at: datetime) -> None:
        posts = self.path / "content" / "posts"
        posts.mkdir(parents=True, exist_ok=True)
        posts.joinpath(f"{name}.md").write_text(
            f"---\ntitle: {name}\nuid: post-{name}\nplatforms: [fedi]\nschedule: {at:%Y-%m-%d %H:%M:%S}\n---\n{name}\n"
        )
        built = subprocess.run([*SMM, "-C", str(self.path), "build"], capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr

    def watch(self, *more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*SMM, "-C", str(self.path), "publish", "--watch", "--json", *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "FEDI": "a-token"},
        )  # fmt: skip

    def rows(self) -> dict[str, State]:
        ledger = open_ledger("sqlite:.smm/ledger.db", self.path)
        try:
            return {entry.post: entry.state for entry in ledger.entries()}
        finally:
            ledger.close()


SMM = [sys.executable, "-m", "smmgen"]
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")


def in_a_moment() -> datetime:
    """So that the first build is done by then."""
    return (datetime.now(UTC) + timedelta(seconds=4)).replace(microsecond=0)


@needs_signals
def test_it_wakes_when_a_post_is_due_and_stops_when_told(tmp_path: Path, toots: Any) -> None:
    host, due = Host(tmp_path, toots.server_port), in_a_moment()
    host.write("first", due)
    process = host.watch()
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    late = datetime.now(UTC) - due
    assert (told["post"], told["state"]) == ("post-first", "published")
    assert timedelta() <= late < timedelta(seconds=5)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, toots.texts) == (0, "", ["first"])
    assert "stopped" in err


@needs_signals
def test_told_to_stop_it_finishes_the_call_and_records_it(tmp_path: Path, toots: Any) -> None:
    toots.takes = 2.0
    host = Host(tmp_path, toots.server_port)
    host.write("first", datetime.now(UTC) - timedelta(minutes=2))
    host.write("second", datetime.now(UTC) - timedelta(minutes=1))
    process = host.watch()
    assert toots.begun.wait(60)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert toots.texts == ["first"]
    assert host.rows() == {"post-first": State.PUBLISHED}


@needs_signals
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_call_that_hangs_is_left_in_doubt_and_found_out_later(tmp_path: Path, toots: Any, jobs: str) -> None:
    toots.takes = 12.0
    host = Host(tmp_path, toots.server_port)
    host.write("first", datetime.now(UTC) - timedelta(minutes=2))
    process = host.watch("--jobs", jobs)
    assert toots.begun.wait(60)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=15)
    assert time.monotonic() - begun < 10
    assert process.returncode == 0
    assert "while a call was under way" in err
    assert host.rows()["post-first"] in (State.UNKNOWN, State.SENDING)


@needs_signals
def test_an_interruption_ends_it_with_its_own_code(tmp_path: Path, toots: Any) -> None:
    host = Host(tmp_path, toots.server_port)
    host.write("first", datetime.now(UTC) - timedelta(minutes=1))
    process = host.watch()
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130


@needs_signals
def test_it_survives_a_network_that_is_down(tmp_path: Path) -> None:
    host = Host(tmp_path, free_port())
    host.write("first", datetime.now(UTC) - timedelta(minutes=1))
    process = host.watch()
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert (told["state"], process.poll()) == ("failed", None)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_it_goes_with_nothing_that_plays_another_time(tmp_path: Path) -> None:
    host = Host(tmp_path, free_port())
    process = host.watch("--now", "2026-12-05T12:00Z")
    process.communicate(timeout=60)
    assert process.returncode == 2
