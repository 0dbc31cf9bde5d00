"""What tells that a file may have changed, without reading it."""

from __future__ import annotations

import os
from pathlib import Path

Signature = tuple[int, int, int, int]
"""Modification time in nanoseconds, size in bytes, change time in nanoseconds, inode: an edit that keeps size and time
changes one of the last two, where the file system has them. Zeros for no file."""
NOTHING: Signature = (0, 0, 0, 0)
TICK = 20_000_000
"""Nanoseconds, twice as long as files changed one after another may get the same time: systems stamp them by a clock
that ticks up to every 10 milliseconds."""
_LARGEST = (1 << 63) - 1
"""SQLite's largest integer; some file systems have larger inodes."""


def signature(file: os.DirEntry[str] | Path | str) -> Signature:
    """What is not there, or is a link to nothing, has none of its own. Neither has an empty log of SQLite's, which
    whoever only reads a database may leave behind."""
    try:
        stat = os.stat(file) if isinstance(file, str) else file.stat()
    except (OSError, ValueError):
        return NOTHING
    if not stat.st_size and os.fspath(file).endswith("-wal"):
        return NOTHING
    return (stat.st_mtime_ns, stat.st_size, stat.st_ctime_ns, stat.st_ino & _LARGEST)
