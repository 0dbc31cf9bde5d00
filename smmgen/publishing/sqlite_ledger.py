"""The ledger in one SQLite file: write-ahead log, every commit synced to the disk before it counts.

Source of the durability claim: SQLite documentation, PRAGMA synchronous: in WAL mode FULL syncs the log after each
transaction, so that a committed one survives a power cut.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from smmgen.publishing.ledger import (
    MOVED,
    TABLES,
    Entry,
    LedgerError,
    State,
    Step,
    check_move,
    lost_race,
    newer,
    require_here,
    storable,
    unsound,
)
from smmgen.publishing.lock import only_one

MIGRATIONS = (
    """create table entries (
  key text primary key, post text not null, account text not null, platform text not null, occurrence text not null,
  part text not null, digest text not null, state text not null, attempt integer not null, at text not null,
  claimed_at text not null, sent_at text not null, updated_at text not null, asked_at text not null, run text not null,
  remote_id text not null, url text not null, reference text not null, reason text not null, retryable integer not null,
  native integer not null
) without rowid;
create index entries_by_state on entries (state);""",
    "create table notes (name text primary key, body text not null) without rowid;",
    """alter table entries add column content text not null default '{}';
alter table entries add column updating text not null default '';""",
    "alter table entries add column likeness text not null default '{}';",
)
"""Script n brings a ledger of version n to version n + 1; `PRAGMA user_version` holds the version."""

_COLUMNS = tuple(field.name for field in fields(Entry))
_FLAGS = ("retryable", "native")
_SELECT = f"select {', '.join(_COLUMNS)} from entries"  # noqa: S608 - names of our own columns
_PUT = f"insert or replace into entries ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class SqliteLedger:
    """`smmgen.publishing.ledger.Ledger` in a file. Raises LedgerError when the file cannot be used."""

    slow = False

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._worded():
            path.parent.mkdir(parents=True, exist_ok=True)
            # `check_same_thread`: who shares it sees to it that one thread at a time is in it
            self._db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            try:
                self._db.execute("pragma journal_mode=wal")
                self._db.execute("pragma synchronous=full")
                self._migrate()
            except BaseException:
                self._db.close()
                raise

    def get(self, key: str) -> Entry | None:
        with self._worded():
            row = self._db.execute(f"{_SELECT} where key = ?", (key,)).fetchone()
        return _entry(row) if row else None

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        chosen = list(states) or list(State)
        marks = ", ".join("?" * len(chosen))
        with self._worded():
            rows = self._db.execute(f"{_SELECT} where state in ({marks}) order by at, key", chosen).fetchall()
        return [_entry(row) for row in rows]

    def move(self, before: Entry | None, after: Entry) -> Entry:
        return self.move_all([(before, after)])[0]

    def move_all(self, steps: Sequence[Step]) -> list[Entry]:
        for before, after in steps:
            check_move(before, after)
        rows = [_row(storable(after)) for _, after in steps]
        with self._worded(), self._transaction():
            for (before, after), row in zip(steps, rows, strict=True):
                if self.get(after.key) != before:
                    raise lost_race(after.key)
                self._db.execute(_PUT, row)
        return [_entry(row) for row in rows]

    move_later = move

    @contextmanager
    def lock(self) -> Iterator[None]:
        with only_one(self.path.with_name(f"{self.path.name}.lock")):
            require_here(self.note(MOVED))
            yield

    def note(self, name: str) -> str:
        return self.notes().get(name, "")

    def set_note(self, name: str, text: str) -> None:
        with self._worded(), self._transaction():
            self._db.execute("delete from notes where name = ?", (name,))
            if text:
                self._db.execute("insert into notes values (?, ?)", (name, text))

    def notes(self) -> dict[str, str]:
        with self._worded():
            return dict(self._db.execute("select name, body from notes order by name").fetchall())

    def faults(self) -> list[str]:
        """The file's own check, the log mode, and whether it can be written to."""
        try:
            found = [text for (text,) in self._db.execute("pragma integrity_check") if text != "ok"]
            mode = self._db.execute("pragma journal_mode").fetchone()[0]
            with self._transaction():
                self._db.execute(f"pragma user_version={len(MIGRATIONS)}")
        except sqlite3.Error as error:
            return [str(error)]
        return found if mode == "wal" else [*found, f"its journal mode is {mode}, not wal"]

    def verify(self) -> list[str]:
        """Also: rows in states and with times that no smm writes."""
        faults = self.faults()
        if faults:
            return faults
        with self._worded():
            rows = self._db.execute(f"{_SELECT} order by at, key").fetchall()
        return [problem for row in rows if (problem := _unsound(row))]

    def close(self) -> None:
        self._db.close()

    def _migrate(self) -> None:
        with self._transaction():
            version = self._db.execute("pragma user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise newer(self.path.name)
            for script in MIGRATIONS[version:]:
                for statement in filter(str.strip, script.split(";")):
                    self._db.execute(statement)
            if version < len(MIGRATIONS):
                self._db.execute(f"pragma user_version={len(MIGRATIONS)}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    @contextmanager
    def _worded(self) -> Iterator[None]:
        """Turn what the database or the disk says into one line for a person."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(
                f"the ledger {self.path.name} cannot be used: {error}",
                "nothing is sent without a ledger; look at the disk and the file's permissions, then `smm doctor`",
            ) from error


def _row(entry: Entry) -> tuple[object, ...]:
    values = {name: getattr(entry, name) for name in _COLUMNS}
    values["state"] = str(entry.state)
    values |= {name: json.dumps(dict(values[name]), sort_keys=True) for name in TABLES}
    values |= {name: int(values[name]) for name in _FLAGS}
    return tuple(values.values())


def _entry(row: tuple[object, ...]) -> Entry:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["state"] = State(values["state"])
    values |= {name: json.loads(values[name]) for name in TABLES}
    values |= {name: bool(values[name]) for name in _FLAGS}
    return Entry(**values)


def _unsound(row: tuple[object, ...]) -> str:
    try:
        return unsound(_entry(row))
    except ValueError as error:
        return f"`{row[0]}`: {error}"
