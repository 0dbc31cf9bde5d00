"""Limits for reading untrusted SQLite files."""

from __future__ import annotations

import sqlite3

_STEP = 100_000
"""Instructions of SQLite's machine between two looks at the bound."""


def guard(db: sqlite3.Connection, size: int) -> None:
    """Let nothing be read that is larger than the file, and no more than a file of so many bytes can have said.

    A damaged or forged file can lead in circles. What goes beyond raises sqlite3.Error. Reading a row takes a handful
    of instructions, and a row has several bytes: five for a byte are more than any number of whole readings.
    """
    left = 100 + size * 5 // _STEP

    def count() -> int:
        nonlocal left
        left -= 1
        return left < 0

    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(size, 1_000_000))
    db.set_progress_handler(count, _STEP)


def unguard(db: sqlite3.Connection) -> None:
    """Lift these bounds: what is read from now on was written here."""
    db.set_progress_handler(None, 0)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000_000)
