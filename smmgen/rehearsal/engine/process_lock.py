"""A lock on a file, for one process at a time: SQLite's own works on every system and dies with its holder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmgen.safe_files import BESIDE, Inside

SERVER_LOCK = "server.lock"
START_LOCK = "start.lock"


@contextmanager
def held(file: Path, seconds: float = 60) -> Iterator[None]:
    """Hold the lock of `file`, waiting at most so many seconds. Raises `TimeoutError`."""
    with Inside(file.parent) as files:
        files.own_path(file.name, *BESIDE)
    lock = sqlite3.connect(file, isolation_level=None, timeout=seconds)
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        lock.close()
        raise TimeoutError(f"another process holds {file.name}") from error
    try:
        yield
    finally:
        lock.close()
