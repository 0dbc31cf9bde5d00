"""What the last build knew, so that the next one does only what changed. One SQLite file in `.smm/`, safe to delete.

Signatures (modification time and size) stand apart from what was made: a build with nothing to do reads only them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Signature = tuple[int, int]
"""Modification time in nanoseconds, size in bytes."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, mtime INTEGER, size INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (path TEXT PRIMARY KEY, facts TEXT, fragments BLOB);
CREATE TABLE IF NOT EXISTS needs (file TEXT, post TEXT, PRIMARY KEY (file, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (name TEXT PRIMARY KEY, sha256 TEXT, owner TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners ON outputs (owner);
CREATE INDEX IF NOT EXISTS needers ON needs (post);
CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""


class Record(NamedTuple):
    """What is kept of one post. `facts` is JSON, `fragments` compressed; `outputs`: name -> SHA-256;
    `written`: how many of them had new bytes."""

    path: str
    facts: str
    fragments: bytes
    needs: tuple[str, ...]
    outputs: Mapping[str, str]
    written: int


class Cache:
    """An open cache. `fresh`: everything is made anew. `torn`: a build was interrupted, so no output is trusted."""

    def __init__(self, path: Path, key: str = "", *, look: bool = False) -> None:
        """`look`: only read it, whatever it holds; where there is none, an empty one in memory will do."""
        if not look:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = _connect(path) if path.exists() or not look else _prepared(Path(":memory:"))
        self.torn = self._meta("state") != "clean"
        self.fresh = self.torn or self._meta("key") != key
        self.started = int(self._meta("started") or 0)
        if self.fresh and not look:
            self._forget(key)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def _meta(self, name: str) -> str | None:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _forget(self, key: str) -> None:
        for table in ("files", "records", "needs", "pages"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
        self._set("key", key)

    def begin(self) -> None:
        """Mark, durably, that outputs are being written: a build that finds the mark trusts nothing."""
        self._set("state", "building")
        self._set("started", str(time.time_ns()))
        self._db.commit()
        self._db.execute("PRAGMA synchronous = OFF")

    def finish(self, files: Mapping[str, Signature], summary: Mapping[str, Any]) -> None:
        """All is written: remember what it was made from."""
        self._db.execute("DELETE FROM files")
        self._db.executemany("INSERT INTO files VALUES (?, ?, ?)", ((p, *signature) for p, signature in files.items()))
        self._set("summary", json.dumps(summary, ensure_ascii=False))
        self._db.commit()
        self._db.execute("PRAGMA synchronous = FULL")
        self._set("state", "clean")
        self._db.commit()

    @property
    def summary(self) -> dict[str, Any]:
        """What the last finished build said of itself."""
        found: dict[str, Any] = json.loads(self._meta("summary") or "{}")
        return found

    def files(self) -> dict[str, Signature]:
        return {path: (mtime, size) for path, mtime, size in self._db.execute("SELECT path, mtime, size FROM files")}

    def needed(self) -> set[str]:
        """Every place where some post looks for a file."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT file FROM needs")}

    def posts_needing(self, files: Iterable[str]) -> set[str]:
        """Posts made from any of these files."""
        wanted = set(files)
        return {post for file, post in self._db.execute("SELECT file, post FROM needs") if file in wanted}

    def outputs(self) -> dict[str, tuple[str, str]]:
        """Output name -> (SHA-256, owner); the owner is a post's path or "" for pages about many posts."""
        rows = self._db.execute("SELECT name, sha256, owner FROM outputs")
        return {name: (sha256, owner) for name, sha256, owner in rows}

    def store(self, records: Iterable[Record]) -> None:
        """Remember posts anew."""
        for record in records:
            self.forget(record.path)
            self._db.execute("INSERT INTO records VALUES (?, ?, ?)", (record.path, record.facts, record.fragments))
            self._db.executemany("INSERT OR IGNORE INTO needs VALUES (?, ?)", ((n, record.path) for n in record.needs))
            self._db.executemany(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)",
                ((name, sha256, record.path) for name, sha256 in record.outputs.items()),
            )

    def forget(self, path: str) -> None:
        """Drop a post; its outputs are then nobody's and are removed by the build."""
        for table, column in (("records", "path"), ("outputs", "owner"), ("needs", "post")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (path,))  # noqa: S608 - the names above

    def facts(self) -> list[Any]:
        """Facts of every post in order of path."""
        rows = [row[0] for row in self._db.execute("SELECT facts FROM records ORDER BY path")]
        found: list[Any] = json.loads(f"[{','.join(rows)}]")
        return found

    def fragments(self, path: str) -> dict[str, str]:
        """Account name -> the HTML of the post's card on that account's page."""
        packed = self._db.execute("SELECT fragments FROM records WHERE path = ?", (path,)).fetchone()[0]
        found: dict[str, str] = json.loads(zlib.decompress(packed))
        return found

    def put_outputs(self, outputs: Mapping[str, str]) -> None:
        """Pages about many posts: exactly these."""
        self._db.execute("DELETE FROM outputs WHERE owner = ''")
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, '')", outputs.items())

    def pages(self) -> dict[str, str]:
        """Page name -> a digest of what it was made from."""
        return dict(self._db.execute("SELECT name, key FROM pages"))

    def put_pages(self, pages: Mapping[str, str]) -> None:
        self._db.execute("DELETE FROM pages")
        self._db.executemany("INSERT INTO pages VALUES (?, ?)", pages.items())


def _connect(path: Path) -> sqlite3.Connection:
    """Open the cache; one that is damaged is made anew."""
    try:
        return _prepared(path)
    except sqlite3.DatabaseError:
        os.unlink(path)
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(SCHEMA)
    return db
