"""The last quick answer that nothing is due, kept beside the ledger for as long as it holds.

It holds while the files that it was read from have the signatures that they had, until the first time of something
that is still to go out. It is no more than a note: without it the index and the ledger are read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson

import smmgen
from smmgen.content.layout import CONFIG
from smmgen.errors import UserError
from smmgen.safe_files import Inside
from smmgen.signatures import TICK, Signature, signature

INDEX, MANIFEST = "build/index.jsonl", "build/manifest.json"
KEPT = ".smm/idle.json"


class Next(NamedTuple):
    """What is next: title -> accounts. `at` is None where nothing is planned."""

    at: datetime | None
    posts: Mapping[str, list[str]]


class Idle(NamedTuple):
    """Nothing is due. `broken`: posts that the build left out, with how many errors each has."""

    next: Next
    timezone: str | None
    broken: Mapping[str, int]


class Moment(NamedTuple):
    """`now`: the time to go by, `clock`: what it is."""

    now: datetime
    clock: datetime


class Source(NamedTuple):
    """What an answer is read from: the build, smm.toml and a ledger in a file, by its name in smm.toml."""

    ledger: str
    signatures: list[Signature]

    @property
    def is_at_rest(self) -> bool:
        """Whatever is written to one of the files from now on changes its signature."""
        newest = max(max(changed, inode_changed) for changed, _, inode_changed, _ in self.signatures)
        return newest + TICK < time.time_ns()


def source(project: Path, ledger: str) -> Source:
    """The signatures of the files as they are now."""
    names = (CONFIG, MANIFEST, INDEX, ledger, f"{ledger}-wal")
    return Source(ledger, [signature(project / name) for name in names])


def keep(files: Inside, found: Idle, source: Source, moment: Moment, until: datetime | None) -> None:
    """Note the answer. `source`: from before it was read; `until`: from when on it does not hold, None: for good."""
    note = {
        "smmgen": smmgen.__version__,
        "ledger": source.ledger,
        "signatures": source.signatures,
        "now": moment.now,
        "clock": moment.clock,
        "until": until,
        "next": {"at": found.next.at, "posts": found.next.posts},
        "timezone": found.timezone,
        "broken": found.broken,
    }
    if source.is_at_rest:
        with suppress(OSError, UserError):  # a folder that cannot be written to, say
            body = orjson.dumps(note)
            files.replace(KEPT, sha256(body).hexdigest().encode() + b"\n" + body)


def kept(files: Inside, moment: Moment) -> Idle | None:
    """The answer that was kept, where it holds. Raises what comes of a file that is not there or holds something else.

    What is told of an earlier time, or by a clock that was set back, is read anew.
    """
    digest, _, body = files.read(KEPT).partition(b"\n")
    if digest.decode() != sha256(body).hexdigest():
        return None
    note: dict[str, Any] = orjson.loads(body)
    there = source(files.root, note["ledger"])
    as_before = note["smmgen"] == smmgen.__version__ and note["signatures"] == [[*one] for one in there.signatures]
    began, clock, until = (_time(note[name]) for name in ("now", "clock", "until"))
    if not as_before or began is None or clock is None or moment.now < began or moment.clock < clock:
        return None
    if until is not None and moment.now >= until:
        return None
    return Idle(Next(_time(note["next"]["at"]), note["next"]["posts"]), note["timezone"], note["broken"])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
