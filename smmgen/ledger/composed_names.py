"""Names are compared in Unicode NFC: a Mac may encode the path of a post differently from Linux.

Rows that were written under the other spelling stay where they are, and are shown under the composed one. Rows in doubt
are not: the network was told the other spelling, and would not know the post again under this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from unicodedata import is_normalized

from smmgen.content.composed import composed
from smmgen.ledger.model import DOUBTFUL, Entry, State
from smmgen.ledger.store import Ledger, Step


def composed_rows(entries: Iterable[Entry]) -> list[Entry]:
    """The rows with their names in composed form (NFC)."""
    entries = list(entries)
    stored = _stored(entries)
    return [_shown(entry, stored) for entry in entries] if stored else entries


def _stored(entries: Collection[Entry]) -> dict[str, str]:
    """Composed key -> the key under which the row lies. A row of its own under the composed key goes before."""
    spelt = {composed(one.key): one.key for one in entries if _is_spelt(one.key) and one.state not in DOUBTFUL}
    own = {one.key for one in entries} if spelt else set()
    return {key: stored for key, stored in spelt.items() if key not in own}


def _is_spelt(key: str) -> bool:
    return not is_normalized("NFC", key)


def _shown(entry: Entry, stored: Mapping[str, str]) -> Entry:
    key = composed(entry.key)
    return replace(entry, key=key, post=composed(entry.post)) if stored.get(key) == entry.key else entry


class ComposedLedger:
    """A ledger that is asked by composed names."""

    def __init__(self, inner: Ledger) -> None:
        self.inner, self.slow = inner, inner.slow
        self._names: dict[str, str] | None = None
        """Composed key -> the key of the row, for those that lie under another spelling; None: nobody has looked."""

    def get(self, key: str) -> Entry | None:
        if found := self.inner.get(key):
            return found
        stored = self._stored(key)
        found = self.inner.get(stored) if stored != key else None
        return self._shown(found) if found else None

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        found = self.inner.entries(states)
        if any(_is_spelt(entry.key) for entry in found):
            self._names = _stored(self.inner.entries() if states else found)
        return [self._shown(entry) for entry in found]

    def move(self, before: Entry | None, after: Entry) -> Entry:
        return self._shown(self.inner.move(self._lying(before), self._spelt(after)))

    def move_all(self, steps: Sequence[Step]) -> list[Entry]:
        done = self.inner.move_all([(self._lying(before), self._spelt(after)) for before, after in steps])
        return [self._shown(entry) for entry in done]

    def move_later(self, before: Entry | None, after: Entry) -> Entry:
        return self._shown(self.inner.move_later(self._lying(before), self._spelt(after)))

    def lock(self) -> AbstractContextManager[None]:
        return self.inner.lock()

    def note(self, name: str) -> str:
        return self.inner.note(name)

    def set_note(self, name: str, text: str) -> None:
        self.inner.set_note(name, text)

    def notes(self) -> dict[str, str]:
        return self.inner.notes()

    def faults(self) -> list[str]:
        return self.inner.faults()

    def verify(self) -> list[str]:
        return self.inner.verify()

    def close(self) -> None:
        self.inner.close()

    def _stored(self, key: str) -> str:
        if key.isascii():
            return key
        if self._names is None:
            self._names = _stored(self.inner.entries())
        return self._names.get(key, key)

    def _shown(self, entry: Entry) -> Entry:
        return _shown(entry, self._names) if self._names else entry

    def _lying(self, entry: Entry | None) -> Entry | None:
        return self._spelt(entry) if entry else None

    def _spelt(self, entry: Entry) -> Entry:
        """The row with its names spelt as they are stored."""
        stored = self._stored(entry.key)
        return entry if stored == entry.key else replace(entry, key=stored, post=stored.rsplit(":", 3)[0])
