"""The file the cache lies in: whether it is this project's own, and how it comes to be.

A cache says what need not be looked at again, so one that came with a clone or was copied with a project is not read:
its header holds a digest of which folder on which disk it was made in, and git must not track it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from smmgen.ledger.run_lock import held
from smmgen.ledger.sqlite_file import guard
from smmgen.safe_files import BESIDE, Inside, LinkFound, SharedFile

NAME = ".smm/cache.db"
LOCK = ".smm/cache.lock"
WAIT = 60.0
"""Seconds to wait for another build of the same project."""
_HEADER = 100
"""Bytes; SQLite documentation, "Database File Format", 1.3."""
_MAX_INDEX = 1 << 28


def look(project: Path, version: int, schema: str) -> sqlite3.Connection | None:
    """The project's cache for reading, None where there is none that can be trusted or read. Writes nothing."""
    try:
        with Inside(project) as files:
            if not _is_ours(files, version):
                return None
            db = _opened(f"{files.own_path(NAME, *BESIDE).absolute().as_uri()}?mode=ro", project, schema)
    except (OSError, LinkFound, SharedFile, sqlite3.Error):
        return None
    return db


def opened(project: Path, version: int, schema: str) -> sqlite3.Connection:
    """The project's cache for a build, made anew where there is none that can be trusted.

    Only one process at a time makes it: SQLite itself does not wait for another one that turns the log on.
    """
    with Inside(project) as files, held(files, LOCK, WAIT):
        if not _is_ours(files, version):
            _remove(files)
            _make(files, version, schema)
        address = files.own_path(NAME, *BESIDE).absolute().as_uri()
        return _opened(address, project, schema)


def drop(project: Path) -> None:
    """Forget the last build."""
    with Inside(project) as files:
        _remove(files)


def _remove(files: Inside) -> None:
    if files.stat(os.path.dirname(NAME)):
        for suffix in ("", *BESIDE):
            files.remove(NAME + suffix)


def _is_ours(files: Inside, version: int) -> bool:
    """Made in this very folder by this version, and not part of the repository. Reads the header alone."""
    try:
        files.own_path(NAME, *BESIDE)
        if not files.is_file(NAME):
            return False
        with files.open(NAME) as file:
            header = file.read(_HEADER)
    except (LinkFound, SharedFile):
        return False
    ours = header[60:64] == version.to_bytes(4, "big") and header[68:72] == _place(files.root)
    return ours and not _is_tracked(files.root)


def _place(project: Path) -> bytes:
    """Four bytes that stand for the folder: a copy of it elsewhere is another one."""
    found = os.stat(project)
    return sha256(f"{found.st_dev} {found.st_ino}".encode()).digest()[:4]


def _is_tracked(project: Path) -> bool:
    """Whether git's index, of this folder or one above it, holds a cache (gitformat-index(5))."""
    for folder in (project, *project.absolute().parents):
        git = folder / ".git"
        with suppress(OSError, UnicodeDecodeError):
            if git.is_file():  # a work tree, or a submodule
                git = folder / git.read_text("utf-8").removeprefix("gitdir:").strip()
            with open(git / "index", "rb") as file:
                index = file.read(_MAX_INDEX)
            # version 4 leaves away what a path has in common with the one before it
            return (b"cache.db" if index[4:8] == b"\0\0\0\4" else b".smm/cache.db") in index
    return False


def _make(files: Inside, version: int, schema: str) -> None:
    db = sqlite3.connect(":memory:")
    try:
        number = int.from_bytes(_place(files.root), "big", signed=True)
        db.executescript(f"{schema} PRAGMA user_version = {version}; PRAGMA application_id = {number};")
        files.replace(NAME, db.serialize())
    finally:
        db.close()


def _opened(address: str, project: Path, schema: str) -> sqlite3.Connection:
    """Open it, within bounds, and require that it holds our tables and nothing else: a view would be run."""
    db = sqlite3.connect(address, uri=True, timeout=WAIT)
    try:
        guard(db, sum(file.stat().st_size for file in (project / ".smm").glob("cache.db*") if file.is_file()))
        if "mode=ro" not in address:
            db.execute("PRAGMA journal_mode = WAL")
        if _shape(db) != _expected(schema):
            raise sqlite3.DatabaseError("other tables than those of a cache")
    except BaseException:
        db.close()
        raise
    return db


def _shape(db: sqlite3.Connection) -> Sequence[tuple[str, ...]]:
    return db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchmany(100)


def _expected(schema: str) -> Sequence[tuple[str, ...]]:
    with _closing(sqlite3.connect(":memory:")) as db:
        db.executescript(schema)
        return _shape(db)


@contextmanager
def _closing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield db
    finally:
        db.close()
