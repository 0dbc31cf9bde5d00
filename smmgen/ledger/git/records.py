"""What lies in the branch of a git ledger: a JSON file a row, each version of which names the hash of the one before.

    {"schema": 2, "version": 2, "previous": "sha256:...", "steps": ["sending"], "write": "...", "entry": {...}}

`steps` are the states that this version went through, the last being the entry's; `write` is a random word by which a
writer knows its own file again. `previous` is null in version 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from smmgen.ledger.model import LEGAL, Entry, State, as_json, find_corruption, from_json

SCHEMA = 2
"""1 did not say what kind of document a row is about: it was always a post."""
MARK = "ledger.json"
"""The file by which a branch is known to be a ledger."""
NOTES = "notes.json"
LEASE = "lock.json"
README = "README.md"
_ROWS = re.compile(r"rows/[0-9a-f]{2}/[a-z0-9-]+\.json")
_ABOUT = """\
# The ledger of smmgen

What `smm publish` attempted and what became of it, one file a row. It is what keeps posts from being sent twice: do not
edit, rewrite or delete this branch. `smm status` shows what is in it, `smm ledger verify` whether it is sound.
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one row, and the bytes it is kept as."""

    entry: Entry
    version: int
    previous: str | None
    steps: tuple[State, ...]
    data: bytes

    @property
    def hash(self) -> str:
        return f"sha256:{sha256(self.data).hexdigest()}"


def first_files() -> dict[str, bytes]:
    """The first files of a new branch."""
    return {**mark(), README: _ABOUT.encode()}


def mark() -> dict[str, bytes]:
    """The schema mark that makes an older smmgen refuse the branch."""
    return {MARK: dump({"schema": SCHEMA})}


def dump(value: object) -> bytes:
    """Sorted, one line a key. Half a character, which networks do answer, can be written as ASCII only."""
    try:
        return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(value, sort_keys=True, indent=1) + "\n").encode()


def path_of(key: str) -> str:
    """Where a row's file lies: readable, and never the same for two keys."""
    digest = sha256(key.encode()).hexdigest()
    name = re.sub(r"[^a-z0-9]+", "-", key.lower())[:60].strip("-")
    return f"rows/{digest[:2]}/{f'{name}-' if name else ''}{digest[:32]}.json"


def is_row(path: str) -> bool:
    return _ROWS.fullmatch(path) is not None


def is_known(path: str) -> bool:
    """A file that is neither this nor a row has no business in the branch."""
    return path in (MARK, NOTES, LEASE, README)


def following(before: Record | None, steps: tuple[Entry, ...], write: str) -> Record:
    """The next version of a row that goes through these steps."""
    version, previous = (before.version + 1, before.hash) if before else (1, None)
    states = tuple(step.state for step in steps)
    data = dump(
        {
            "schema": SCHEMA,
            "version": version,
            "previous": previous,
            "steps": [str(state) for state in states],
            "write": write,
            "entry": as_json(steps[-1]),
        }
    )
    return Record(parse(data).entry, version, previous, states, data)


def parse(data: bytes) -> Record:
    """Raises ValueError for what is no record."""
    try:
        found = _json(data)
        entry = from_json(found["entry"])
        steps = tuple(State(step) for step in found["steps"])
        return Record(entry, int(found["version"]), found["previous"], steps, data)
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(f"not a row of a ledger: {error!r}") from None


def _json(data: bytes) -> Any:
    """Raises ValueError."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested without end") from None


def problems(path: str, before: Record | None, record: Record) -> Iterator[str]:
    """Why this version cannot follow that one."""
    if problem := find_corruption(record.entry):
        yield problem
    key = record.entry.key
    if path != path_of(key):
        yield f"`{key}` lies at {path}, where no smm puts it"
    if (record.version, record.previous) != ((before.version + 1, before.hash) if before else (1, None)):
        yield f"`{key}`: version {record.version} does not follow the one before it; somebody changed or left out one"
    if not _is_legal(before.entry.state if before else None, record):
        way = " -> ".join(record.steps)
        yield f"`{key}`: it cannot go from {before.entry.state if before else 'nothing'} by {way}"


def _is_legal(was: State | None, record: Record) -> bool:
    for state in record.steps:
        if state not in LEGAL[was]:
            return False
        was = state
    return bool(record.steps) and was is record.entry.state


def texts(data: bytes) -> Mapping[str, str]:
    """A flat file of texts, such as notes. Raises ValueError."""
    found = _json(data)
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError("not a table of texts")
    return found


def schema_of(mark: bytes) -> int:
    """The form that the branch was written in. Raises ValueError."""
    try:
        return int(_json(mark)["schema"])
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(f"{MARK} does not say what it is: {error!r}") from None
