"""What another run has in hand is left alone until that run is surely dead."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from brand import Brand, told
from stage import BLIND, KEYED, NOON, Network, payload

from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.store import Ledger, LedgerError, steps_to
from smmgen.networks.base import Safety
from smmgen.networks.wire import Receipt
from smmgen.publishing.journal import Journal
from smmgen.publishing.leases import NO_WAITS, Lease, is_dead, machine, new_run

KEY = "bf:readable:1:1"
CLAIM, SENT = [State.CLAIMED], [State.CLAIMED, State.SENDING]


def row(state: State, run: str = "elsewhere/1/x", ago: float = 0) -> Entry:
    when = stamp(NOON - timedelta(seconds=ago))
    return Entry(KEY, "bf", "readable", "readable", "1", "1", "d", state, sent_at=when, updated_at=when, run=run)


QUARTER = Lease(timedelta(minutes=15))
SLOW = Lease(timedelta(hours=1), timedelta(hours=1))
ENDS = [
    # title, lease, row, seconds from now until it is free (0: at once)
    ("a claim of another run", QUARTER, row(State.CLAIMED, ago=60), 840),
    ("a call of another run", QUARTER, row(State.SENDING, ago=899), 1),
    ("after the quiet period", QUARTER, row(State.SENDING, ago=900), 0),
    ("our own", QUARTER, row(State.CLAIMED, run="ours", ago=60), 0),
    ("what a run left as unknown is in nobody's hands", QUARTER, row(State.UNKNOWN, ago=60), 0),
    ("what failed, too", QUARTER, row(State.FAILED, ago=60), 0),
    ("a slow network may still be at work", SLOW, row(State.UNKNOWN, ago=60), 3540),
    ("whoever called it", SLOW, row(State.SENDING, run="ours", ago=60), 3540),
    ("a little ahead of our clock", QUARTER, row(State.CLAIMED, ago=-60), 960),
    ("far ahead of our clock", QUARTER, row(State.CLAIMED, ago=-86400), 0),
]


@pytest.mark.parametrize(("lease", "entry", "seconds"), [one[1:] for one in ENDS], ids=[one[0] for one in ENDS])
def test_when_a_row_is_free(lease: Lease, entry: Entry, seconds: float) -> None:
    assert lease.ends(entry, "ours", NOON) == (NOON + timedelta(seconds=seconds) if seconds else None)


def test_a_dead_run_of_this_machine_is_known_and_no_other() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    its = f"{machine()}/{child.pid}/x"
    assert machine()
    assert not is_dead(its)
    child.kill()
    ends = time.monotonic() + 10  # it is a zombie now, and dead all the same
    while not is_dead(its) and time.monotonic() < ends:
        time.sleep(0.01)
    assert is_dead(its)
    child.wait()
    assert is_dead(its)
    assert not is_dead(f"elsewhere/{child.pid}/x")
    assert not is_dead("0123456789ab")


def test_a_run_of_this_process_is_alive_until_it_ends() -> None:
    with new_run() as run:
        assert not is_dead(run)
        assert is_dead(f"{machine()}/{os.getpid()}/another")
    assert is_dead(run)


@pytest.mark.parametrize("states", [CLAIM, SENT], ids=["claimed", "sending"])
def test_a_living_run_is_not_disturbed(brand: Brand, states: list[State]) -> None:
    brand.build(payload("bf", "readable", "readable"))
    brand.put(KEY, *states, ago=60)
    report = brand.publish()
    assert told(report) == [("readable", "bf", states[-1])]
    words, until = "another run may still be at work on it; it is taken up after", "2026-12-05 15:14 Europe/Moscow"
    assert report.rows[0].reason == f"{words} {until}"
    assert report.exit_code == 0
    assert brand.net.requests == []
    brand.clock.sleep(841)
    assert told(brand.publish()) == [("readable", "bf", "published")]
    assert brand.net.texts() == ["hi"]


@pytest.mark.parametrize("states", [CLAIM, SENT], ids=["claimed", "sending"])
def test_a_run_that_surely_died_here_is_taken_over_at_once(brand: Brand, states: list[State]) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    brand.build(payload("bf", "readable", "readable"))
    brand.put(KEY, *states, run=f"{machine()}/{child.pid}/x", ago=60)
    assert told(brand.publish()) == [("readable", "bf", "published")]


def test_the_quiet_period_is_a_setting(tmp_path: Path, net: Any, clock: Any) -> None:
    brand = Brand(tmp_path, net, clock, takeover_after="2m")
    brand.build(payload("bf", "readable", "readable"))
    brand.put(KEY, *CLAIM, ago=119)
    assert told(brand.publish()) == [("readable", "bf", "claimed")]
    brand.clock.sleep(1)
    assert told(brand.publish()) == [("readable", "bf", "published")]
    brand.ledger.close()


def test_a_slow_network_is_not_asked_too_early(brand: Brand) -> None:
    slow = Network(Safety.READABLE, settle_seconds=3600)
    find = {"readable": slow, "keyed": KEYED, "blind": BLIND}.__getitem__
    brand.build(payload("bf", "readable", "readable"))
    brand.net.effects["/posts"] = ["reset-after"]
    assert told(brand.publish(find_network=find)) == [("readable", "bf", "unknown")]
    assert brand.net.count("/posts") == 1
    brand.clock.sleep(1800)
    brand.publish(find_network=find)
    assert brand.net.count("/posts") == 1
    brand.clock.sleep(1800)
    assert told(brand.publish(find_network=find)) == [("readable", "bf", "published")]
    assert len(brand.net.posts) == 1


def test_a_rehearsal_waits_for_nobody(brand: Brand) -> None:
    brand.build(payload("bf", "readable", "readable"))
    brand.put(KEY, *CLAIM, ago=1)
    assert told(brand.publish(waits=NO_WAITS)) == [("readable", "bf", "published")]
    assert brand.clock.slept == []


class Meddling:
    """A ledger in which another run is quicker: it acts right before our first change of the row."""

    def __init__(self, inner: Ledger, act: Any) -> None:
        self.inner, self.act = inner, act

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def move(self, before: Entry | None, after: Entry) -> Entry:
        act, self.act = self.act, None
        if act:
            act()
        return self.inner.move(before, after)


def test_who_loses_the_race_sends_nothing_and_goes_on(brand: Brand) -> None:
    brand.build(payload("bf", "readable", "readable"), payload("other", "readable", "readable"))
    inner = brand.ledger
    meddling: Any = Meddling(inner, lambda: brand.put(KEY, *CLAIM))
    brand.ledger = meddling
    report = brand.publish()
    brand.ledger = inner
    assert told(report) == [("readable", "bf", "claimed"), ("readable", "other", "published")]
    assert brand.net.texts() == ["hi"]
    assert report.exit_code == 0


@pytest.mark.parametrize("becomes", [State.PUBLISHED, State.SCHEDULED])
@pytest.mark.parametrize(
    "theirs",
    [[State.UNKNOWN], [State.UNKNOWN, State.ABANDONED], [State.FAILED], [State.FAILED, State.MISSED]],
)
def test_a_yes_is_recorded_whatever_became_of_the_row(brand: Brand, theirs: list[State], becomes: State) -> None:
    """The machine slept between the call and the answer, and another run has taken the row over since."""
    row = ours = brand.put(KEY, *SENT)
    for state in theirs:
        row = brand.ledger.move(row, replace(row, state=state, reason="theirs"))
    journal = Journal(brand.ledger, brand.clock, "ours", ours)
    journal.received(Receipt("7", "https://example.com/7", becomes is State.SCHEDULED))
    entry = brand.ledger.get(KEY)
    assert entry is not None
    assert (entry.state, entry.url, entry.reason) == (becomes, "https://example.com/7", "")


def test_a_yes_leaves_withdrawn_what_was_withdrawn(brand: Brand) -> None:
    """Another run took the row over, its post was found, and a person had it deleted."""
    row = ours = brand.put(KEY, *SENT)
    for state in (State.UNKNOWN, State.PUBLISHED, State.RETRACTED):
        row = brand.ledger.move(row, replace(row, state=state, reason="theirs"))
    journal = Journal(brand.ledger, brand.clock, "ours", ours)
    journal.received(Receipt("7", "https://example.com/7"))
    assert brand.ledger.get(KEY) == row == journal.entry


@pytest.mark.parametrize(("id", "after"), [("7", "renamed"), ("8", "published")])
def test_a_yes_leaves_renamed_what_is_known_under_its_new_name(brand: Brand, id: str, after: str) -> None:
    """Another run found the post, and a person carried its row over to another name. Another post is another matter."""
    row = ours = brand.put(KEY, *SENT)
    for state in (State.UNKNOWN, State.PUBLISHED):
        row = brand.ledger.move(row, replace(row, state=state, remote_id="7", url="https://example.com/7"))
    there = replace(row, key=f"new:{row.account}:1:1", post="new")
    left = replace(row, state=State.RENAMED, reason=f"it goes by `{there.key}` now")
    brand.ledger.move_all([*steps_to(there, None), (row, left)])
    journal = Journal(brand.ledger, brand.clock, "ours", ours)
    journal.received(Receipt(id, f"https://example.com/{id}"))
    assert brand.state(KEY) == after
    assert brand.state(there.key) == "published"


def test_a_yes_that_cannot_be_recorded_is_at_least_told(brand: Brand) -> None:
    ours = brand.put(KEY, *SENT)

    class Full:
        def move(self, before: Any, after: Any) -> Any:
            raise LedgerError("the disk is full")

    full: Any = Full()
    with pytest.raises(LedgerError, match=r"is out \(https://example\.com/7\).*the disk is full"):
        Journal(full, brand.clock, "ours", ours).received(Receipt("7", "https://example.com/7"))


# A file that is changed while nobody knows whether it is out


@pytest.mark.parametrize("effect", ["reset-before", "reset-after"])
@pytest.mark.parametrize("by_key", [True, False])
@pytest.mark.parametrize("account", ["keyed", "readable"])
def test_a_change_in_doubt_makes_no_second_post(brand: Brand, account: str, by_key: bool, effect: str) -> None:
    find = {safety.name.lower(): Network(safety, finds_by_key=by_key) for safety in Safety}.__getitem__
    brand.net.keyed = account == "keyed"
    brand.build(payload("bf", account, account, texts=("teh",)))
    brand.net.effects["/posts"] = [effect, *["503"] * 9]
    brand.publish(find_network=find)
    brand.build(payload("bf", account, account, texts=("the",)))
    brand.net.effects.clear()
    report = brand.publish(find_network=find)
    assert len(brand.net.posts) <= 1
    if account == "readable" and not by_key:
        assert [row.state for row in report.rows] == ["unknown"]
        assert "its file was changed" in report.rows[0].reason
    else:
        assert [row.state for row in report.rows] == ["published"]
        assert brand.net.texts() == (["teh"] if effect == "reset-after" else ["the"])
