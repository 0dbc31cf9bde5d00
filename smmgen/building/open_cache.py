"""Work with the build's cache, whatever its file turns out to hold: damage is dropped, never an error of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from smmgen.building import cache_file
from smmgen.building.cache import SCHEMA, VERSION, Cache, Damaged
from smmgen.building.cache_file import NAME, WAIT
from smmgen.errors import UserError

Result = TypeVar("Result")


def with_cache(project: Path, key: str | None, work: Callable[[Cache], Result]) -> Result:
    """Do a build's work with the cache. One that turns out to be damaged is dropped, and the work is done without it.

    Raises UserError when the file cannot be used at all.
    """
    try:
        with Cache(_opened(project), key) as cache:
            return work(cache)
    except (sqlite3.Error, Damaged) as error:
        if isinstance(error, sqlite3.Error) and not _is_damage(error):
            raise _unusable(error) from error
        cache_file.drop(project)
    with Cache(_opened(project), key) as cache:
        return work(cache)


def _opened(project: Path) -> sqlite3.Connection:
    try:
        return cache_file.opened(project, VERSION, SCHEMA)
    except OSError as error:
        raise _unusable(error) from error


def with_look(project: Path, key: str, work: Callable[[Cache], Result]) -> Result:
    """Do work that only reads the cache. Where there is none, or one that is damaged, not this project's or out of
    reach, the work is done with an empty one."""
    if (db := cache_file.look(project, VERSION, SCHEMA)) is not None:
        with suppress(sqlite3.Error, Damaged), Cache(db, key, look=True) as cache:
            return work(cache)
    empty = sqlite3.connect(":memory:")
    empty.executescript(SCHEMA)
    with Cache(empty, key, look=True) as cache:
        return work(cache)


_CIRCUMSTANCES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)
"""Errors that are not the file's own fault (SQLite documentation, result codes)."""


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _CIRCUMSTANCES


def _unusable(error: sqlite3.Error | OSError) -> UserError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
        return UserError(f"another build has held {NAME} for {WAIT:.0f} seconds", "wait for it, or stop it")
    said = error.strerror if isinstance(error, OSError) else str(error)
    return UserError(f"{NAME} cannot be used: {said}", "check the permissions of its folder and the free space")
