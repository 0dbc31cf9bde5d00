"""The ledger in one SQLite file: write-ahead log, every commit synced to the disk before it counts.

Source of the durability claim: SQLite documentation, PRAGMA synchronous: in WAL mode FULL syncs the log after each
transaction, so that a committed one survives a power cut.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from smmgen.ledger.model import TABLES, Entry, State, find_corruption, from_json, storable
from smmgen.ledger.run_lock import only_one
from smmgen.ledger.sqlite_file import guard
from smmgen.ledger.store import MOVED, LedgerError, Step, check_move, lost_race, newer, require_here, unreadable
from smmgen.safe_files import BESIDE, Inside

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
    "alter table entries add column kind text not null default 'post';",
    "alter table entries add column uploads text not null default '';",
    """drop index entries_by_state;
create index entries_by_time on entries (state, at, key, digest);
create index entries_unfinished on entries (key)
  where updating != '' or uploads != '' or instr(reference, '"follow_up"');""",
    "alter table entries add column promise text not null default '';",
)
"""Script n brings a ledger of version n to version n + 1; `PRAGMA user_version` holds the version."""

_COLUMNS = tuple(field.name for field in fields(Entry))
_FLAGS = ("retryable", "native")
_SELECT = f"select {', '.join(_COLUMNS)} from entries"  # noqa: S608 - names of our own columns
_PUT = f"insert or replace into entries ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class SqliteLedger:
    """`smmgen.ledger.model.Ledger` in a file. Raises LedgerError when the file cannot be used."""

    slow = False

    def __init__(self, path: Path, project: Path | None = None) -> None:
        """`project`: below it no link is followed on the way to the file."""
        self.path = path
        with self._worded():
            with _inside(path, project) as files:
                files.own_path(_name(path, project), *BESIDE, make=True)
            if _is_filled(path):
                with closing(_reading(path)) as db:
                    require_ours(db, path.name)
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
        chosen = list(states)
        where = f"where state in ({', '.join('?' * len(chosen))})" if chosen else ""  # a state of nobody's is an error
        with self._worded():
            rows = self._db.execute(f"{_SELECT} {where} order by at, key", chosen).fetchall()
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
            notes = dict(self._db.execute("select name, body from notes order by name").fetchall())
        if not all(isinstance(text, str) for note in notes.items() for text in note):
            raise unreadable("a note", "it is not text")
        return notes

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

    def _worded(self) -> AbstractContextManager[None]:
        return _worded(self.path)


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Turn errors of the database or the disk into one-line messages."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(
            f"the ledger {path.name} cannot be used: {error}",
            "nothing is sent without a ledger; look at the disk and the file's permissions, then `smm doctor`",
        ) from error


def read_entries(path: Path, project: Path) -> list[Entry]:
    """Every row, where there is a ledger. Raises as `reading` does."""
    with reading(path, project) as (db, version):
        if db and 0 < version < len(MIGRATIONS):
            return _as_of_today(db, version)
        rows = db.execute(f"{_SELECT} order by at, key").fetchall() if db and version else []
    return [_entry(row) for row in rows]


def read_notes(path: Path, project: Path) -> dict[str, str]:
    """Every note, where there is a ledger. Raises as `reading` does."""
    with reading(path, project) as (db, version):
        found = db.execute("select name, body from notes").fetchall() if db and version else []
    return {name: text for name, text in found if isinstance(name, str) and isinstance(text, str)}


@contextmanager
def reading(path: Path, project: Path) -> Iterator[tuple[sqlite3.Connection | None, int]]:
    """A ledger for reading, and its version; None and 0 where there is none. Nothing is written: no table, no log, no
    newer version of it.

    Raises LedgerError for a file that cannot be read and for one that is no ledger, LinkFound for a link.
    """
    with _worded(path):
        with _inside(path, project) as files:
            files.own_path(_name(path, project), *BESIDE)
        if not _is_filled(path):
            yield None, 0
            return
        with closing(_reading(path)) as db:
            guard(db, path.stat().st_size)
            yield db, require_ours(db, path.name)


def _as_of_today(db: sqlite3.Connection, version: int) -> list[Entry]:
    """The rows of an older ledger, brought up to date in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        db.backup(copy)
        for script in MIGRATIONS[version:]:
            copy.executescript(script)
        return [_entry(row) for row in copy.execute(f"{_SELECT} order by at, key")]


def require_ours(db: sqlite3.Connection, name: str) -> int:
    """The version of a ledger, 0 for an empty file. Raises LedgerError for the database of another program."""
    version: int = db.execute("pragma user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise newer(name)
    with closing(sqlite3.connect(":memory:")) as ours:
        for script in MIGRATIONS[:version]:
            ours.executescript(script)
        if version < 0 or _shape(db) != _shape(ours):
            raise LedgerError(
                f"{name} is not a ledger but a database of another program",
                "nothing was written to it; name another file after `sqlite:` in `[publish] ledger` of smm.toml",
            )
    return version


def _shape(db: sqlite3.Connection) -> set[tuple[str, ...]]:
    """What there is in a database, with the columns of tables: a view or a trigger would run what somebody wrote."""
    listed = db.execute("select type, name from sqlite_master limit 100").fetchall()
    found = [(str(kind), str(name)) for kind, name in listed if not str(name).startswith("sqlite_")]
    return {(kind, name, *_columns(db, name)) if kind == "table" else (kind, name) for kind, name in found}


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return sorted(column for (column,) in db.execute("select name from pragma_table_xinfo(?)", (table,)))


def _inside(path: Path, project: Path | None) -> Inside:
    return Inside(project if project and _is_below(path, project) else path.parent)


def _name(path: Path, project: Path | None) -> str:
    return path.relative_to(project).as_posix() if project and _is_below(path, project) else path.name


def _is_below(path: Path, project: Path) -> bool:
    return path.is_relative_to(project) and ".." not in path.relative_to(project).parts


def _is_filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _reading(path: Path) -> sqlite3.Connection:
    """Open for reading alone; where the folder cannot be written to, without the files that others would need."""
    address = path.absolute().as_uri()
    try:
        return _opened(f"{address}?mode=ro")
    except sqlite3.OperationalError:
        if _is_filled(path.with_name(f"{path.name}-wal")):
            raise
        return _opened(f"{address}?immutable=1")


def _opened(address: str) -> sqlite3.Connection:
    db = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None)
    try:
        db.execute("select count(*) from sqlite_master")
    except BaseException:
        db.close()
        raise
    return db


def _row(entry: Entry) -> tuple[object, ...]:
    values = {name: getattr(entry, name) for name in _COLUMNS}
    values["state"] = str(entry.state)
    values |= {name: json.dumps(dict(values[name]), sort_keys=True) for name in TABLES}
    values |= {name: int(values[name]) for name in _FLAGS}
    return tuple(values.values())


def _entry(row: tuple[object, ...]) -> Entry:
    try:
        return _parsed(row)
    except ValueError as error:
        raise unreadable(f"the row `{row[0]}`", error) from None


def _parsed(row: tuple[object, ...]) -> Entry:
    """Raises ValueError for what no smm writes."""
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    try:
        values |= {name: json.loads(values[name]) for name in TABLES}
    except (TypeError, RecursionError):
        raise ValueError("a table was expected") from None
    values |= {name: {0: False, 1: True}.get(values[name]) for name in _FLAGS if isinstance(values[name], int)}
    return from_json(values)


def _unsound(row: tuple[object, ...]) -> str:
    try:
        return find_corruption(_parsed(row))
    except ValueError as error:
        return f"`{row[0]}`: {error}"
