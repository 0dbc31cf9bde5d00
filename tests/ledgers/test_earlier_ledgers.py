"""Ledgers that an earlier smmgen wrote mean what they meant, and are continued: SQLite, a git branch, PostgreSQL.

`before-kinds/` was written by write_earlier_ledgers.py with the version whose rows did not say what kind of document
they are about: one row of every state, and receipts of every network.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledger_stage import Server, Store, git, git_store, row, sqlite_store

from smmgen.ledger.model import OUT, State, as_json, find_corruption, from_json
from smmgen.ledger.open import known_entries
from smmgen.ledger.store import Ledger, LedgerError

EARLIER = Path(__file__).parent / "before-kinds"
ROWS: list[dict[str, Any]] = json.loads((EARLIER / "rows.json").read_text("utf-8"))


def _sqlite(folder: Path, _: pytest.FixtureRequest) -> Store:
    store = sqlite_store(folder)
    (folder / ".smm").mkdir()
    with closing(sqlite3.connect(folder / ".smm/ledger.db")) as db:
        db.executescript((EARLIER / "sqlite.sql").read_text("utf-8"))
    return store


def _git(folder: Path, _: pytest.FixtureRequest) -> Store:
    store = git_store(folder)
    stream = (EARLIER / "git.export").read_bytes()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder / "origin.git", input=stream, check=True)
    return store


def _postgres(folder: Path, request: pytest.FixtureRequest) -> Store:
    import psycopg

    server: Server = request.getfixturevalue("server")
    store = server.store(folder)
    with psycopg.connect(store.url, autocommit=True) as db:
        db.execute((EARLIER / "postgres.sql").read_bytes())
    return store


STORES: dict[str, Callable[[Path, pytest.FixtureRequest], Store]] = {
    "sqlite": _sqlite,
    "git": _git,
    "postgres": _postgres,
}


@pytest.fixture(params=STORES)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A ledger as the earlier smmgen left it."""
    return STORES[request.param](tmp_path, request)


@pytest.fixture
def ledger(earlier: Store) -> Iterator[Ledger]:
    with closing(earlier.open()) as opened:
        yield opened


def test_the_examples_hold_every_state_and_receipts_of_every_network() -> None:
    assert {one["state"] for one in ROWS} == {*map(str, State)}
    assert {one["platform"] for one in ROWS if one["remote_id"]} == {"vk", "telegram", "mastodon", "bluesky", "feed"}
    assert {one["part"] for one in ROWS} >= {"1", "2", "comment"}
    assert not any("kind" in one for one in ROWS)


def test_no_row_changes_its_meaning(ledger: Ledger) -> None:
    assert [as_json(entry) for entry in ledger.entries()] == [
        {**one, "kind": "post", "uploads": "", "promise": ""} for one in ROWS
    ]
    assert ledger.note("paused") == "слово"
    assert ledger.verify() == []


def test_it_is_read_without_being_opened_for_writing(earlier: Store) -> None:
    """As `smm list` and `smm build` read it."""
    if earlier.kind == "postgres":
        pytest.skip("is always asked itself")
    if earlier.kind == "git":
        with closing(earlier.open()) as ledger:
            ledger.entries()
    assert {entry.key for entry in known_entries(earlier.url, earlier.project)} == {one["key"] for one in ROWS}


def test_rows_go_on_from_where_they_were(ledger: Ledger) -> None:
    with ledger.lock():
        for state, way in {
            State.CLAIMED: State.SENDING,
            State.UNKNOWN: State.FAILED,
            State.MISSED: State.CLAIMED,
        }.items():
            for entry in ledger.entries([state]):
                assert ledger.move(entry, replace(entry, state=way)).kind == "post"
        ledger.move(None, row("new"))
        contest = replace(row("contest/spring"), kind="contest")
        ledger.move(None, contest)
    assert ledger.verify() == []
    assert ledger.get(contest.key) == contest
    out = [entry.key for entry in ledger.entries(OUT)]
    assert set(out) == {one["key"] for one in ROWS if one["state"] in OUT}


def test_what_is_out_is_not_claimed_again(ledger: Ledger) -> None:
    for one in ROWS:
        if one["state"] in ("published", "scheduled", "retracted"):
            entry = from_json(one)
            with pytest.raises((LedgerError, ValueError)):
                ledger.move(None, replace(entry, state=State.CLAIMED))


def test_a_branch_is_marked_for_older_ones_by_the_first_row_that_is_written(tmp_path: Path) -> None:
    store = _git(tmp_path, None)  # type: ignore[arg-type] - asks for nothing
    origin = tmp_path / "origin.git"
    marks = [git(origin, "show", "smm-ledger:ledger.json")]
    with closing(store.open()) as ledger:
        assert ledger.entries()
        marks.append(git(origin, "show", "smm-ledger:ledger.json"))
        ledger.move(None, row("new"))
        marks.append(git(origin, "show", "smm-ledger:ledger.json"))
        before = git(origin, "rev-parse", "smm-ledger:ledger.json")
        ledger.move(None, row("newer"))
        assert git(origin, "rev-parse", "smm-ledger:ledger.json") == before
    assert [json.loads(mark)["schema"] for mark in marks] == [1, 1, 2]


@pytest.mark.parametrize("name", STORES)
def test_an_older_smmgen_refuses_what_this_one_wrote(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older one is this one with fewer migrations: it has not got as far as the rows."""
    store = STORES[name](tmp_path, request)
    with closing(store.open()) as ledger:
        ledger.move(None, row("new"))
    if name == "git":
        monkeypatch.setattr("smmgen.ledger.git.store.SCHEMA", 1)
    else:
        module = f"smmgen.ledger.{name}"
        migrations = __import__(module, fromlist=["MIGRATIONS"]).MIGRATIONS
        monkeypatch.setattr(f"{module}.MIGRATIONS", migrations[:-1])
    with pytest.raises(LedgerError, match="was written by a newer smmgen"), closing(store.open()) as ledger:
        ledger.entries()


def test_a_row_whose_kind_and_key_disagree_was_written_by_nobody() -> None:
    assert find_corruption(replace(row("contest/spring"), kind="contest")) == ""
    assert "not that of its kind" in find_corruption(replace(row("spring"), kind="contest"))
