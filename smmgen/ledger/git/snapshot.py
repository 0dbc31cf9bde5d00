"""The contents of one commit of the branch: rows, notes and lease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from smmgen.ledger.git.records import (
    LEASE,
    NOTES,
    Record,
    dump,
    texts,
)
from smmgen.ledger.model import instant, is_instant, stamp


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may publish, and until when."""

    holder: str
    who: str
    until: datetime

    def dump(self) -> bytes:
        return dump({"holder": self.holder, "who": self.who, "until": stamp(self.until)})


@dataclass(slots=True)
class Snapshot:
    """The branch at one commit; `files` by path. Rows are parsed once for each content."""

    commit: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    """The ids of those files that were read, not written."""

    @property
    def lease(self) -> Lease | None:
        if LEASE not in self.files:
            return None
        found = texts(self.files[LEASE])
        if not is_instant(found["until"]):
            raise ValueError("the lock does not say until when")
        return Lease(found["holder"], found["who"], instant(found["until"]))

    @property
    def notes(self) -> dict[str, str]:
        return dict(texts(self.files[NOTES])) if NOTES in self.files else {}
