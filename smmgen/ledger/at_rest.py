"""The rows of a SQLite ledger, as far as they tell that a run has nothing to do for them.

Where the published rows of a month are those that the index of times expects, no row of it is read: SQLite puts their
keys and digests together, and one SHA-256 stands for all of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from smmgen.ledger.sqlite import MIGRATIONS, reading
from smmgen.ledger.store import QUIET


class RowAtRest(NamedTuple):
    """What tells whether a row needs nothing: published, missed, abandoned, retracted or renamed. `is_same`: it has the
    digest that was asked for."""

    state: str
    is_same: bool
    at: str = ""


_IS_OUT, _IS_EDITED = RowAtRest("published", is_same=True), RowAtRest("published", is_same=False)


class RowsAtRest:
    """The rows of a ledger, but for those of settled months. Of those that are published, nearly all, it holds the key
    and 16 digits of the digest."""

    def __init__(
        self,
        published: dict[str, str],
        others: dict[str, tuple[str, str, str]],
        settled: Collection[str] = (),
        db: sqlite3.Connection | None = None,
    ) -> None:
        """`published`: key -> `short` digest; `others`: key -> state, digest, at; `settled`: months (`2026-11`) whose
        published rows are those that were expected; `db`: where these are."""
        self._published = published
        self._others = others
        self._left = len(published) + len(others)
        self._db = db
        self.settled = settled

    def take(self, key: str, digest: str) -> bool:
        """Whether the row is published with this digest. It counts as asked for then, once."""
        if self._published.get(key) != short(digest):
            return False
        self._published[key] = ""
        self._left -= 1
        return True

    def get(self, key: str, digest: str) -> RowAtRest | None:
        """The row. A key that is asked for twice, or belongs to a settled month, is two documents': then no digest is
        the same."""
        if self.take(key, digest):
            return _IS_OUT
        if key in self._published:
            self._left -= self._published[key] != ""
            self._published[key] = ""
            return _IS_EDITED
        if key not in self._others:
            return _IS_EDITED if self._is_settled(key) else None
        state, known_digest, at = self._others[key]
        return RowAtRest(state, known_digest == digest, at)

    def _is_settled(self, key: str) -> bool:
        found = self._db and self.settled and self._db.execute("select 1 from entries where key = ?", (key,)).fetchone()
        return bool(found)

    @property
    def are_all_asked_for(self) -> bool:
        """Whatever is asked for from now on is not here, or was asked for before."""
        return self._left == 0


@contextmanager
def rows_at_rest(path: Path, project: Path, lately: str, expected: Mapping[str, str]) -> Iterator[RowsAtRest | None]:
    """The rows, where no row and no note is anything to do for a run; None where a run has to look itself: something is
    in doubt, claimed, failed, wished for, scheduled, paused or to be removed, or has something to follow that was sent
    after `lately`, or no run was here yet. Raises as `read_entries` does.

    `expected`: month -> the `digest_of` what is to be out of it.
    """
    with reading(path, project) as (db, version):
        yield _rows(db, lately, expected) if db and version == len(MIGRATIONS) else None


def _rows(db: sqlite3.Connection, lately: str, expected: Mapping[str, str]) -> RowsAtRest | None:
    notes = {name for (name,) in db.execute("select name from notes")}
    others = {key: rest for key, *rest in db.execute(_OTHERS)}
    if not notes <= QUIET or not all(map(_rests, others.values())) or db.execute(_UNFINISHED, (lately,)).fetchone():
        return None
    settled = {month for month, digest in expected.items() if _digest(db, month) == digest}
    published = {key: digest for stretch in _beside(settled) for key, digest in db.execute(_PUBLISHED, stretch)}
    if not (published or settled or others or notes):
        return None
    rest = {key: (state, digest, at) for key, (state, digest, at, *_) in others.items()}
    return RowsAtRest(published, rest, settled, db)


def digest_of(rows: Sequence[tuple[str, str]]) -> str:
    """Stands for keys with their digests, in the order of their times and then of the keys."""
    return _sha256("\n".join(f"{key} {digest}" for key, digest in rows))


def _digest(db: sqlite3.Connection, month: str) -> str:
    """The `digest_of` what is published of the month. In another order, which SQLite does not rule out, it would be
    another one, and the rows would be read."""
    [(text,)] = db.execute(_TOGETHER, (month, month + _BEHIND))
    return _sha256(text or "")


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def short(digest: str) -> str:
    """16 digits of `sha256:...`, as `_PUBLISHED` has them."""
    return digest[7:23]


def _rests(row: Sequence[str]) -> bool:
    """`row`: of `_OTHERS`, without its key."""
    state, _, _, updating, asked_at, uploads = row
    return (
        state in ("missed", "abandoned", "retracted", "renamed")
        and not updating
        and not uploads
        and not (state == "missed" and asked_at)
    )


_BEHIND = "~"
"""Sorts behind all that continues a month: `2026-11-27T07:00:00Z`."""
_LAST = b"\xff"
"""Sorts behind every text."""


def _beside(months: Collection[str]) -> Iterator[tuple[str, str | bytes]]:
    """The stretches of time, from and until, that are in none of these months."""
    edges = ["", *(edge for month in sorted(months) for edge in (month, month + _BEHIND)), _LAST]
    yield from zip(edges[::2], edges[1::2], strict=True)


_OTHERS = """select key, state, digest, at, updating, asked_at, uploads from entries
where state < 'published' or state > 'published'"""
"""They are few."""

_UNFINISHED = """select 1 from entries indexed by entries_unfinished where state = 'published'
and (updating != '' or uploads != '' or instr(reference, '"follow_up"'))
and (updating != '' or uploads != '' or max(sent_at, updated_at) > ?) limit 1"""

_TOGETHER = """select group_concat(key || ' ' || digest, char(10)) from entries indexed by entries_by_time
where state = 'published' and at >= ? and at < ?"""

_PUBLISHED = """select key, substr(digest, 8, 16) from entries indexed by entries_by_time
where state = 'published' and at >= ? and at < ?"""
