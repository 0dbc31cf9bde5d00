from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from smmgen.errors import UserError
from smmgen.publishing.ledger import LEGAL, Entry, Ledger, LedgerError, LostRace, State, instant, open_ledger, stamp
from smmgen.publishing.lock import only_one
from smmgen.publishing.sqlite_ledger import MIGRATIONS, SqliteLedger

CLAIMED = Entry("bf:tg:1:1", "bf", "tg", "telegram", "1", "1", "sha256:aa", State.CLAIMED, at="2026-11-27T07:00:00Z")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / ".smm" / "ledger.db")
    yield opened
    opened.close()


def put(ledger: Ledger, *states: State) -> Entry:
    """Walk a row through these states."""
    entry = None
    for state in states:
        entry = ledger.move(entry, replace(entry or CLAIMED, state=state))
    assert entry is not None
    return entry


PATHS = {
    None: [],
    State.CLAIMED: [State.CLAIMED],
    State.SENDING: [State.CLAIMED, State.SENDING],
    State.PUBLISHED: [State.CLAIMED, State.SENDING, State.PUBLISHED],
    State.SCHEDULED: [State.CLAIMED, State.SENDING, State.SCHEDULED],
    State.FAILED: [State.CLAIMED, State.SENDING, State.FAILED],
    State.UNKNOWN: [State.CLAIMED, State.SENDING, State.UNKNOWN],
    State.MISSED: [State.MISSED],
    State.ABANDONED: [State.CLAIMED, State.SENDING, State.UNKNOWN, State.ABANDONED],
}


@pytest.mark.parametrize(("was", "becomes"), list(itertools.product(PATHS, State)))
def test_only_the_steps_of_the_table_are_taken(ledger: SqliteLedger, was: State | None, becomes: State) -> None:
    entry = put(ledger, *PATHS[was]) if was else None
    after = replace(entry or CLAIMED, state=becomes)
    if becomes in LEGAL[was]:
        assert ledger.move(entry, after) == after == ledger.get(CLAIMED.key)
    else:
        with pytest.raises(ValueError, match="cannot go from"):
            ledger.move(entry, after)
        assert ledger.get(CLAIMED.key) == entry


def test_nothing_that_may_be_out_goes_straight_back_to_claimed() -> None:
    assert [was for was in LEGAL if State.CLAIMED in LEGAL[was]] == [None, State.CLAIMED, State.FAILED, State.MISSED]
    assert LEGAL[State.PUBLISHED] == frozenset()


def test_a_row_comes_back_as_it_was(tmp_path: Path, ledger: SqliteLedger) -> None:
    rich = replace(CLAIMED, reference={"uri": "at://x", "n": [1, {"ж": None}]}, retryable=True, native=True, attempt=3)
    ledger.move(None, rich)
    again = SqliteLedger(ledger.path)
    assert again.get(CLAIMED.key) == rich
    again.close()


def test_who_comes_second_loses(ledger: SqliteLedger) -> None:
    first = put(ledger, State.CLAIMED)
    with pytest.raises(LostRace):
        ledger.move(None, CLAIMED)
    ledger.move(first, replace(first, state=State.SENDING))
    with pytest.raises(LostRace):
        ledger.move(first, replace(first, state=State.SENDING))


def test_rows_are_listed_by_time_and_by_state(ledger: SqliteLedger) -> None:
    late = replace(CLAIMED, key="b", at="2026-11-28T07:00:00Z")
    ledger.move(None, late)
    ledger.move(None, CLAIMED)
    missed = ledger.move(None, replace(CLAIMED, key="c", at="2026-01-01T00:00:00Z", state=State.MISSED))
    assert [entry.key for entry in ledger.entries()] == ["c", CLAIMED.key, "b"]
    assert ledger.entries([State.MISSED]) == [missed]


def test_every_commit_is_synced_to_the_disk(ledger: SqliteLedger) -> None:
    assert ledger._db.execute("pragma synchronous").fetchone() == (2,)  # 2 is FULL
    assert ledger._db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_newer_ledger_is_left_alone(ledger: SqliteLedger) -> None:
    ledger._db.execute(f"pragma user_version={len(MIGRATIONS) + 1}")
    with pytest.raises(UserError, match="newer smmgen"):
        SqliteLedger(ledger.path)


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("not a database, but long enough to be taken for the header of one" * 20)
    with pytest.raises(LedgerError, match=r"ledger\.db cannot be used"):
        SqliteLedger(tmp_path / "ledger.db")


def test_a_full_disk_stops_the_move(ledger: SqliteLedger) -> None:
    pages = ledger._db.execute("pragma page_count").fetchone()[0]
    ledger._db.execute(f"pragma max_page_count={pages}")
    with pytest.raises(LedgerError, match="full"):
        ledger.move(None, replace(CLAIMED, reason="x" * 100_000))
    assert ledger.get(CLAIMED.key) is None
    assert ledger.move(None, CLAIMED) == CLAIMED


def test_faults_of_a_sound_ledger_are_none_and_a_torn_page_is_told(ledger: SqliteLedger) -> None:
    assert ledger.faults() == []
    for n in range(200):
        ledger.move(None, replace(CLAIMED, key=f"k{n}", reason="y" * 300))
    ledger.close()
    with ledger.path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 8192)
    torn = sqlite3.connect(ledger.path)
    torn.close()
    broken = SqliteLedger(ledger.path)
    assert broken.faults()
    broken.close()


@pytest.mark.parametrize("url", ["postgresql://host/db", "git:smm-ledger", "sqlite:", "ledger.db", "sqlite://x"])
def test_other_ledgers_are_refused_with_what_there_is(tmp_path: Path, url: str) -> None:
    with pytest.raises(UserError) as error:
        open_ledger(url, tmp_path)
    assert "sqlite:.smm/ledger.db" in error.value.hint


def test_times_are_utc() -> None:
    moscow = datetime(2026, 11, 27, 10, tzinfo=timezone(timedelta(hours=3)))
    assert stamp(moscow) == "2026-11-27T07:00:00Z"
    assert instant("2026-11-27T07:00:00Z") == moscow
    assert instant(stamp(datetime(2026, 1, 1, 0, 0, 0, 5, UTC))).microsecond == 5


def test_one_publisher_at_a_time_and_the_other_is_told_who(tmp_path: Path) -> None:
    lock = tmp_path / "ledger.db.lock"
    script = f"""
import sys; from pathlib import Path
from smmgen.publishing.lock import only_one
from smmgen.errors import UserError
try:
    with only_one(Path({str(lock)!r})): print("got it")
except UserError as error: print(error.message)
"""
    command = [sys.executable, "-c", script]
    with only_one(lock):
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert f"process {os.getpid()}" in said
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "got it\n"
