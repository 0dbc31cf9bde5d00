"""What the networks remember: posts, uploads, sessions and keys, in one SQLite file of the state folder.

Every call runs in one transaction: committed before the answer is sent, rolled back when the call is refused.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smmgen.rehearsal.engine.memory import Memory
from smmgen.safe_files import BESIDE, Inside

FILE_NAME = "networks.db"
_SCHEMA = """
create table if not exists posts (
  seq integer primary key autoincrement, platform text not null, account text not null, kind text not null,
  method text not null, remote_id text not null, url text, state text not null, at real, params text not null,
  media text not null, edits text not null, received_at text not null);
create index if not exists posts_by_remote_id on posts (platform, remote_id);
create table if not exists things (
  platform text not null, kind text not null, id text not null, value text not null, primary key (platform, kind, id));
create table if not exists files (
  platform text not null, sha256 text not null, name text not null, type text not null, size integer not null,
  thumbnail text not null, words text not null, primary key (platform, sha256));
create table if not exists counters (platform text not null, name text not null, value integer not null,
  primary key (platform, name));
create table if not exists requests (
  seq integer primary key autoincrement, at text not null, method text not null, path text not null,
  status integer, fault text);
"""
_JSON_COLUMNS = ("params", "media", "edits")


class State:
    """The memory of the networks. Use it inside `with state.transaction():`; threads take turns."""

    def __init__(self, folder: Path) -> None:
        self.version = 0  # grows with every change of the posts
        self._turn = threading.RLock()
        with Inside(folder) as files:
            place = files.own_path(FILE_NAME, *BESIDE)
        self._db = sqlite3.connect(place, isolation_level=None, check_same_thread=False, timeout=30)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + _SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept, or none of it when an exception leaves it."""
        with self._turn:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def close(self) -> None:
        with self._turn:
            self._db.close()

    def _note_change(self) -> None:
        self.version += 1

    def of(self, network: str) -> Memory:
        """What this network remembers."""
        return Memory(self._db, network, self._note_change)

    def things(self, network: str, kind: str) -> dict[str, Any]:
        """Every value of a kind that a network remembers, by its key; for use outside of a transaction."""
        with self._turn:
            return self.of(network).find(kind)

    def files(self) -> dict[tuple[str, str], dict[str, Any]]:
        """`name, type, size, thumbnail, words` of every uploaded file, by platform and SHA-256."""
        with self._turn:
            rows = self._db.execute("select * from files")
            return {(row["platform"], row["sha256"]): dict(row) for row in rows}

    def log_request(self, method: str, path: str, status: int | None, fault: str | None) -> None:
        with self.transaction():
            self._db.execute(
                "insert into requests (at, method, path, status, fault) values (?, ?, ?, ?, ?)",
                (datetime.now(UTC).isoformat(), method, path, status, fault),
            )

    def requests(self) -> list[dict[str, Any]]:
        with self._turn:
            return [dict(row) for row in self._db.execute("select * from requests order by seq")]

    def posts(self, platform: str | None = None) -> list[dict[str, Any]]:
        """Everything made public, oldest first: see `read_posts`."""
        with self._turn:
            return _posts(self._db, platform)


def read_posts(folder: Path) -> list[dict[str, Any]]:
    """What was posted, read from a state folder without a server; empty where nothing ever was.

    Each has `seq, platform, account, kind` (post, comment, record), `method, remote_id, url, state` (published,
    scheduled, deleted), `at` (Unix seconds, or None), `params` (as received), `media` (SHA-256s), `edits` and
    `received_at`.
    """
    file = folder / FILE_NAME
    if not file.exists():
        return []
    db = sqlite3.connect(file.resolve().as_uri() + "?mode=ro", uri=True, timeout=30)
    try:
        db.row_factory = sqlite3.Row
        return _posts(db, None)
    finally:
        db.close()


def _posts(db: sqlite3.Connection, platform: str | None) -> list[dict[str, Any]]:
    rows = db.execute("select * from posts where ?1 is null or platform = ?1 order by seq", (platform,))
    return [_row(row) for row in rows]


def _row(row: sqlite3.Row) -> dict[str, Any]:
    return {key: json.loads(row[key]) if key in _JSON_COLUMNS else row[key] for key in row.keys()}  # noqa: SIM118 - a Row iterates over values
