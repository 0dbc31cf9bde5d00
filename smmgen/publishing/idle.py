"""The quick answer that nothing is to be done: from the index of times and the ledger's rows, without a payload.

It reads no configuration and imports nothing heavy. Whenever anything might be due, in doubt or worth a word, there is
no quick answer, and a run looks at the payloads themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson

import smmgen
from smmgen.content.layout import CONFIG
from smmgen.errors import UserError
from smmgen.ledger.sqlite import RowAtRest, rows_at_rest
from smmgen.safe_files import Inside

INDEX, MANIFEST = "build/index.jsonl", "build/manifest.json"
_OUTPUTS = b'\n  "outputs": '
_BLOCK = 1 << 16
_LATELY = timedelta(days=2)


class Next(NamedTuple):
    """What is next: title -> accounts. `at` is None where nothing is planned."""

    at: datetime | None
    posts: Mapping[str, list[str]]


class Idle(NamedTuple):
    """Nothing is due. `broken`: posts that the build left out, with how many errors each has."""

    next: Next
    timezone: str | None
    broken: Mapping[str, int]


class _Line(NamedTuple):
    """One post at one time; `at` as in the index, None for never."""

    at: str | None
    post: str
    title: str
    status: str
    accounts: list[tuple[str, str, str, str]]
    """Account, digest, occurrence, the parts' names."""


_NO_INDEX = (OSError, ValueError, TypeError, LookupError, AttributeError)
"""What comes of files that are not there, or hold something else."""


class _Busy(Exception):
    """A run has to look itself."""


def idle(project: Path, now: datetime, clock: datetime) -> Idle | None:
    """None where a run has to look. `now`: the time to go by, `clock`: what it is."""
    with suppress(_Busy, UserError, *_NO_INDEX), Inside(project) as files:
        manifest = _manifest(files)
        digest = sha256()
        with files.open(INDEX) as file:
            lines = _hashed(file, digest)
            head = orjson.loads(next(lines, b""))
            rows = _rows(files, head, clock)
            upcoming = _look(map(_line, lines), rows, now, head["settled"])
        if digest.hexdigest() == manifest["index"]:
            return Idle(upcoming, head["timezone"], manifest["broken"])
    return None


def _manifest(files: Inside) -> dict[str, Any]:
    """All but the list of outputs, which may be long and comes last but one."""
    head = b""
    with files.open(MANIFEST) as file:
        while _OUTPUTS not in head and (more := file.read(_BLOCK)):
            head += more
    found: dict[str, Any] = orjson.loads(head.partition(_OUTPUTS)[0].rstrip().rstrip(b",") + b"}")
    if found["complete"] is not True:
        raise _Busy
    return found


def _hashed(file: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for line in file:
        digest.update(line)
        yield line


def _rows(files: Inside, head: Mapping[str, Any], clock: datetime) -> dict[str, RowAtRest]:
    """The ledger's, when smm.toml is the one that was built and nothing in them has to be looked at."""
    known = (head["schema"], head["smmgen"], head["config"], head["plain"])
    config = sha256(files.read(CONFIG)).hexdigest()
    scheme, _, name = head["ledger"].partition(":")
    if known != (1, smmgen.__version__, config, True) or scheme != "sqlite":
        raise _Busy
    rows = rows_at_rest(files.root / name, files.root, _stamp(clock - _LATELY))
    if rows is None:
        raise _Busy
    return rows


def _line(line: bytes) -> _Line:
    return _Line._make(orjson.loads(line))


def _look(lines: Iterable[_Line], rows: Mapping[str, RowAtRest], now: datetime, settled: float) -> Next:
    """What is next. Raises _Busy for a post that a run would do something about, or say something of."""
    here, long_ago = _stamp(now), _stamp(now - timedelta(seconds=settled))
    ahead: list[tuple[str, str, str]] = []
    first: str | None = None
    for line in lines:
        past = line.at is not None and line.at <= here
        for account, digest, occurrence, parts in line.accounts:
            stem = f"{line.post}:{account}:{occurrence}:"
            found = [rows.get(stem + part) for part in parts.split(" ")]
            if line.status == "ready" and past and not all(_is_done(row, line, long_ago) for row in found):
                raise _Busy
            if any(row and row.state == "published" and _is_edited(row, digest, line) for row in found):
                raise _Busy
            waits = found[0] is None or found[0].state == "missed"
            if line.status == "ready" and line.at and not past and waits and line.at == (first := first or line.at):
                ahead.append((account, line.post, line.title))
    posts: dict[str, list[str]] = {}
    for account, post, title in sorted(ahead):
        posts.setdefault(title or post, []).append(account)
    return Next(datetime.fromisoformat(first) if first else None, posts)


def _is_done(row: RowAtRest | None, line: _Line, long_ago: str) -> bool:
    """Nothing more becomes of it by itself."""
    if row is None or row.state == "renamed":
        return False
    return row.state != "missed" or (row.at == line.at and line.at <= long_ago)


def _is_edited(row: RowAtRest, digest: str, line: _Line) -> bool:
    return row.digest != digest or line.status != "ready"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
