"""The quick answer that nothing is to be done: from the index of times and the ledger's rows, without a payload.

Months of which all is out, as the index says what that is, are not looked at line by line.

It reads no configuration and imports nothing heavy. Whenever anything might be due, in doubt or worth a word, there is
no quick answer, and a run looks at the payloads themselves. An answer is kept for as long as nothing changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import orjson

import smmgen
from smmgen.content.layout import CONFIG
from smmgen.errors import UserError
from smmgen.keys import ONCE
from smmgen.publishing.kept_answer import INDEX, MANIFEST, Idle, Moment, Next, Source, keep, kept, source
from smmgen.safe_files import Inside

if TYPE_CHECKING:
    from smmgen.ledger.at_rest import RowAtRest, RowsAtRest

_OUTPUTS = b'\n  "outputs": '
_BLOCK = 1 << 16
_LATELY = timedelta(days=2)


class Month(NamedTuple):
    """The lines of one month of UTC, in the index's first line: `size` in bytes. `out`: the `digest_of` the ledger's
    rows when all of it is published; "" where something of it is not meant to be."""

    name: str
    size: int
    out: str


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
    """There is no quick answer: the run must read the payloads."""


def idle(project: Path, now: datetime, clock: datetime) -> Idle | None:
    """None where a run has to look. `now`: the time to go by, `clock`: what it is."""
    moment = Moment(now, clock)
    with Inside(project) as files:
        with suppress(UserError, *_NO_INDEX):
            if (found := kept(files, moment)) is not None:
                return found
        with suppress(_Busy, UserError, *_NO_INDEX):
            return _read(files, moment)
    return None


def _read(files: Inside, moment: Moment) -> Idle:
    with files.open(INDEX) as file:
        first = file.readline()
        head, digest = orjson.loads(first), sha256(first)
        before = _source(files, head)
        manifest = _manifest(files)
        months = [*map(Month._make, head["months"])]
        with _rows(files, before, moment, months) as rows:
            look = _Look(rows, moment.now, head["settled"])
            look.at_all(map(_line, _lines(file, digest, months, rows.settled)))
        while block := file.read(_BLOCK):  # it is part of the digest
            digest.update(block)
    if digest.hexdigest() != manifest["index"]:
        raise _Busy
    found = Idle(look.next, head["timezone"], manifest["broken"])
    keep(files, found, before, moment, _time(look.until))
    return found


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


def _lines(file: BinaryIO, digest: Any, months: Iterable[Month], settled: Collection[str]) -> Iterator[bytes]:
    """All but those of settled months. `digest` takes in whatever is read."""
    for month in months:
        left = month.size
        if month.name in settled:
            digest.update(file.read(left))
            continue
        while left > 0 and (line := file.readline()):
            digest.update(line)
            yield line
            left -= len(line)
    for line in file:
        digest.update(line)
        yield line


def _source(files: Inside, head: Mapping[str, Any]) -> Source:
    """Where to look, when smm.toml is the one that was built and says nothing that only a run understands."""
    scheme, _, name = head["ledger"].partition(":")
    before = source(files.root, name)
    known = (head["schema"], head["smmgen"], head["config"], head["plain"])
    if known != (3, smmgen.__version__, sha256(files.read(CONFIG)).hexdigest(), True) or scheme != "sqlite":
        raise _Busy
    return before


@contextmanager
def _rows(files: Inside, found: Source, moment: Moment, months: Iterable[Month]) -> Iterator[RowsAtRest]:
    """The ledger's, when nothing in them has to be looked at."""
    from smmgen.ledger.at_rest import rows_at_rest

    expected = {month.name: month.out for month in months if month.out and month.name < _stamp(moment.now)[:7]}
    path = files.root / found.ledger
    with rows_at_rest(path, files.root, _stamp(moment.clock - _LATELY), expected) as rows:
        if rows is None:
            raise _Busy
        yield rows


def _line(line: bytes) -> _Line:
    return _Line._make(orjson.loads(line))


class _Look:
    """What is found of the ledger's rows as the lines are looked at, the earliest first."""

    def __init__(self, rows: RowsAtRest, now: datetime, settled: float) -> None:
        self._rows = rows
        self._here, self._long_ago = _stamp(now), _stamp(now - timedelta(seconds=settled))
        self._ahead: list[tuple[str, str, str]] = []
        self._first: str | None = None
        self.until: str | None = None
        """The first time ahead of something that is not out."""

    def at_all(self, lines: Iterable[_Line]) -> None:
        """Look at them, as long as more can come of it.

        Raises _Busy for a post that a run would do something about, or say something of.
        """
        for line in lines:
            if self._first and self._rows.are_all_asked_for and line.at != self._first:
                break
            past = line.at is not None and line.at <= self._here
            for account, digest, occurrence, parts in line.accounts:
                stem = f"{line.post}:{account}:{occurrence}:"
                if line.status == "ready" and self._rows.take(stem + parts, digest):
                    continue  # one part, and it is out: nearly all are
                found = [self._rows.get(stem + part, digest) for part in parts.split(" ")]
                edited = (row and row.state == "published" and _is_edited(row, line) for row in found)
                if occurrence == ONCE and any(edited):  # of a post that repeats, what went out is history
                    raise _Busy
                if line.status == "ready":
                    self._at_ready(line, account, found, past)

    def _at_ready(self, line: _Line, account: str, found: list[RowAtRest | None], past: bool) -> None:
        if past:
            if not all(_is_done(row, line, self._long_ago) for row in found):
                raise _Busy
        elif line.at:
            if self.until is None and not all(row and row.state in _OUT for row in found):
                self.until = line.at
            waits = found[0] is None or found[0].state == "missed"
            if waits and line.at == (self._first or line.at):
                self._first = line.at
                self._ahead.append((account, line.post, line.title))

    @property
    def next(self) -> Next:
        """What is published next, and when."""
        posts: dict[str, list[str]] = {}
        for account, post, title in sorted(self._ahead):
            posts.setdefault(title or post, []).append(account)
        return Next(_time(self._first), posts)


_OUT = ("published", "abandoned", "retracted")
"""Nothing more becomes of these, whatever time it is."""


def _is_done(row: RowAtRest | None, line: _Line, long_ago: str) -> bool:
    """Whether no later run changes this row by itself."""
    if row is None:
        return False
    return row.state in _OUT or (row.state == "missed" and row.at == line.at and line.at <= long_ago)


def _is_edited(row: RowAtRest, line: _Line) -> bool:
    return not row.is_same or line.status != "ready"


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
