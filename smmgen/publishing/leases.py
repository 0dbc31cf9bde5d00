"""Leases: how long a run owns the parts it works on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import getnode, uuid4

from smmgen.ledger.model import DOUBTFUL, Entry, State, instant
from smmgen.networks.base import Network

_here: set[str] = set()
"""Runs of this very process that have not ended."""


@contextmanager
def new_run() -> Iterator[str]:
    """A name for a run, as rows carry it: `MACHINE/PROCESS/WORD`. It is alive while inside."""
    run = f"{machine()}/{os.getpid()}/{uuid4().hex[:12]}"
    _here.add(run)
    try:
        yield run
    finally:
        _here.discard(run)


QUIET = 10.0
"""Seconds after a creating call in which the network may still be at work on it."""


class Waits(NamedTuple):
    """`quiet`: seconds after a call was cut off before it is looked for, 0: at once. `lease`: seconds of silence after
    which another run is taken for dead; None: as smm.toml and the networks have it."""

    quiet: float = QUIET
    lease: float | None = None


WAITS, NO_WAITS = Waits(), Waits(0, 0)


@dataclass(frozen=True, slots=True)
class Lease:
    """`quiet`: a run that wrote nothing for so long is taken for dead. `slow`: the network may be at work on a call for
    so long after it was cut off, so that looking earlier proves nothing."""

    quiet: timedelta
    slow: timedelta = timedelta()

    def ends(self, entry: Entry, run: str, now: datetime) -> datetime | None:
        """When `run` may take the row up; None: at once. A row from far ahead was written by a clock that was wrong."""
        ends = [end for end in self._ends(entry, run) if now < end <= now + 2 * max(self.quiet, self.slow)]
        return max(ends, default=None)

    def _ends(self, entry: Entry, run: str) -> Iterator[datetime]:
        in_hand = entry.state in (State.CLAIMED, State.SENDING)
        if in_hand and entry.run != run and not is_dead(entry.run):
            yield instant(entry.updated_at) + self.quiet
        if entry.state in DOUBTFUL:
            yield instant(entry.sent_at or entry.updated_at) + self.slow


NO_LEASE = Lease(timedelta())


def lease_of(network: Network, quiet: timedelta) -> Lease:
    """`quiet` as smm.toml has it; a slow network makes it longer."""
    slow = timedelta(seconds=network.facts.settle_seconds)
    return Lease(max(quiet, slow), slow)


def is_dead(run: str) -> bool:
    """Surely: it ran on this machine, and its process is no more. Of other machines nothing is known."""
    where, _, rest = run.partition("/")
    process = rest.partition("/")[0]
    if not where or where != machine() or not process.isdecimal():
        return False
    return run not in _here if int(process) == os.getpid() else not _is_alive(int(process))


@cache
def machine() -> str:
    """A name for the space in which process numbers mean one thing; "" where that cannot be told.

    On Linux it is this boot and this process namespace: two containers may share a host name, and count from 1 each.
    """
    if sys.platform == "win32":
        return ""
    try:
        facts = [Path("/proc/sys/kernel/random/boot_id").read_text(), os.readlink("/proc/self/ns/pid")]
    except OSError:
        facts = [platform.node(), str(getnode())]
    return sha256("\n".join(facts).encode()).hexdigest()[:12]


def _is_alive(process: int) -> bool:
    """A number that was given to another process since is taken for the old one: then the quiet period decides."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Ended, though nobody has asked how (proc(5), /proc/pid/stat)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False
