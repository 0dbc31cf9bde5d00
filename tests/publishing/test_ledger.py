"""The table of states and the way to a ledger. What every ledger promises is asked in tests/ledgers."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from smmgen.errors import UserError
from smmgen.ledger.model import LEGAL, Entry, State, as_json, find_corruption, from_json, instant, shortest_path, stamp
from smmgen.ledger.open import open_ledger
from smmgen.ledger.run_lock import only_one
from smmgen.ledger.store import steps_to

ROW = Entry("bf:tg:1:1", "bf", "tg", "telegram", "1", "1", "sha256:aa", State.CLAIMED, at="2026-11-27T07:00:00Z")


def test_nothing_that_may_be_out_goes_back_to_where_it_could_be_sent() -> None:
    assert [was for was in LEGAL if State.CLAIMED in LEGAL[was]] == [None, State.CLAIMED, State.FAILED, State.MISSED]
    assert LEGAL[State.PUBLISHED] <= {State.PUBLISHED, State.RETRACTED, State.RENAMED}
    assert LEGAL[State.RETRACTED] == {State.RETRACTED, State.RENAMED}
    assert State.CLAIMED not in LEGAL[State.RENAMED]


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_legal_way_to_it(state: State) -> None:
    steps = [None, *shortest_path(state)]
    assert all(after in LEGAL[was] for was, after in itertools.pairwise(steps))
    assert steps[-1] is state
    row = replace(ROW, state=state)
    assert steps_to(row)[-1][1] == row
    assert [before for before, _ in steps_to(row)] == [None, *[after for _, after in steps_to(row)][:-1]]


def test_a_row_as_json_and_back() -> None:
    row = replace(ROW, reference={"id": 1}, retryable=True, attempt=2)
    assert from_json(as_json(row)) == row
    older = {key: value for key, value in as_json(ROW).items() if key not in ("native", "updated_at")}
    assert from_json(older) == ROW
    for wrong in ({"key": "x"}, {**as_json(ROW), "state": "posted"}, {**as_json(ROW), "from_the_future": 1}):
        with pytest.raises(ValueError, match=r"not a (row|valid)"):
            from_json(wrong)


def test_what_no_smm_writes() -> None:
    assert find_corruption(ROW) == ""
    assert "does not fit" in find_corruption(replace(ROW, part="2"))
    assert "`yesterday` is not a time" in find_corruption(replace(ROW, sent_at="yesterday"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://host/db", "`mysql` is not a kind of ledger"),
        ("ledger.db", "`ledger.db` is not a kind of ledger"),
        ("postgres", "`postgres` is not a kind of ledger"),
        ("", "is not a kind of ledger"),
        ("git:", "what follows `git:` is not a branch"),
        ("git://host/x", "what follows `git:` is not a branch"),
        ("sqlite:", "what follows `sqlite:` is not a path"),
        ("sqlite://x", "what follows `sqlite:` is not a path"),
        ("postgresql:smm", "what follows `postgresql:` is not an address"),
    ],
)
def test_other_ledgers_are_refused_with_what_there_is(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as error:
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
from smmgen.ledger.run_lock import only_one
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


@pytest.mark.parametrize("address", ["host=db password=canary", "canary", "canary:x"])
def test_what_a_variable_holds_is_not_told(tmp_path: Path, address: str) -> None:
    with pytest.raises(UserError, match="`LEDGER`") as error:
        open_ledger("env:LEDGER", tmp_path, {"LEDGER": address})
    assert "canary" not in f"{error.value.message}{error.value.hint}"
