"""A lock between processes on one machine. The system releases it when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smmgen.errors import UserError
from smmgen.safe_files import Inside

_BEYOND_TEXT = 1 << 30
"""Windows locks bytes, and a locked byte cannot be read: lock one that nobody reads."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock file while inside. Raises UserError that names the process that has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Inside(path.parent) as files:
        descriptor = files.own(path.name, os.O_RDWR | os.O_CREAT)
    try:
        if not _take(descriptor):
            raise _taken(descriptor)
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def held(files: Inside, name: str, seconds: float) -> Iterator[None]:
    """The same for what takes a moment: wait for whoever has it. Raises UserError when that takes too long."""
    descriptor = files.own(name, os.O_RDWR | os.O_CREAT)
    try:
        late = time.monotonic() + seconds
        while not _take(descriptor):
            if time.monotonic() > late:
                raise UserError(f"another `smm` has held {name} for {seconds:.0f} seconds", "wait for it, or stop it")
            time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> UserError:
    os.lseek(descriptor, 0, os.SEEK_SET)
    holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
    return UserError(
        f"another `smm` is publishing from this ledger (process {holder})",
        "wait until it is done; if it hangs, stop that process and run the command again",
    )


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, _BEYOND_TEXT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
