"""What was attempted and what became of it: one row a key, and the only ways a row may change.

    (nothing) -> claimed -> sending -> published | scheduled | failed | unknown        also: missed, abandoned

`claimed` says nothing was sent yet; `sending` is written durably just before the creating call leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from smmgen.errors import UserError


class State(StrEnum):
    CLAIMED = "claimed"
    SENDING = "sending"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MISSED = "missed"
    ABANDONED = "abandoned"


_SETTLED = {State.PUBLISHED, State.SCHEDULED, State.FAILED}

LEGAL: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.CLAIMED, State.MISSED}),
    State.CLAIMED: frozenset({State.CLAIMED, State.SENDING, State.MISSED, State.ABANDONED, *_SETTLED}),
    State.SENDING: frozenset({State.SENDING, State.UNKNOWN, *_SETTLED}),
    State.UNKNOWN: frozenset({State.SENDING, State.UNKNOWN, State.ABANDONED, *_SETTLED}),
    State.FAILED: frozenset({State.CLAIMED, State.FAILED, State.MISSED, State.ABANDONED, State.PUBLISHED}),
    State.MISSED: frozenset({State.CLAIMED, State.FAILED, State.ABANDONED, State.PUBLISHED}),
    State.SCHEDULED: frozenset({State.PUBLISHED, State.ABANDONED}),
    State.ABANDONED: frozenset({State.FAILED, State.PUBLISHED}),
    State.PUBLISHED: frozenset(),
}
"""From a row's state to those it may take next. Nothing leads away from `published`, and only a person out of
`abandoned`; from `unknown` a row goes back to `failed` (and so may be sent again) only when the network or a person
said that the post is not there."""

OUT = frozenset({State.PUBLISHED, State.SCHEDULED})
"""The network has it."""
DOUBTFUL = frozenset({State.SENDING, State.UNKNOWN})
"""The network may have it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of one post on one account. Times are ISO 8601 in UTC, "" where it never came to that.

    `at` is the planned instant, `claimed_at` the last claim, `sent_at` the first time the creating call of this attempt
    was let out (the network's memory of the key counts from there), `asked_at` when a person asked to send it again.
    `attempt` counts the network's definite refusals. `reference` is the receipt's, for replies and edits. `native`: it
    was handed to the network's own scheduler.
    """

    key: str
    post: str
    account: str
    platform: str
    occurrence: str
    part: str
    digest: str
    state: State
    attempt: int = 0
    at: str = ""
    claimed_at: str = ""
    sent_at: str = ""
    updated_at: str = ""
    asked_at: str = ""
    run: str = ""
    remote_id: str = ""
    url: str = ""
    reference: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    retryable: bool = False
    native: bool = False


class LedgerError(UserError):
    """The ledger cannot be read or written; nothing may be sent without it."""


class LostRace(LedgerError):
    """Somebody else changed the row meanwhile."""


class Ledger(Protocol):
    """Rows that survive a crash. Every change is one compare-and-swap of one row, durable when the call returns."""

    def get(self, key: str) -> Entry | None:
        """The row, or None."""

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        """All rows, or those in these states, in the order of their planned time and key."""

    def move(self, before: Entry | None, after: Entry) -> Entry:
        """Put `after` in place of `before` (None: there is no row yet) and return it.

        Raises LostRace when the stored row is not `before`, ValueError when the states may not follow each other,
        LedgerError when it could not be written durably.
        """

    def lock(self) -> AbstractContextManager[None]:
        """One publisher at a time. Raises UserError that names who holds it."""

    def faults(self) -> list[str]:
        """What is wrong with the storage itself; nothing when it is sound and can be written to."""

    def close(self) -> None:
        """Let go of it."""


def check_move(before: Entry | None, after: Entry) -> None:
    """Raise ValueError unless the state machine has this step."""
    was = before.state if before else None
    if after.state not in LEGAL[was]:
        raise ValueError(f"a ledger row cannot go from {was or 'nothing'} to {after.state}: {after.key}")


def stamp(moment: datetime) -> str:
    """`2026-11-27T07:00:00Z`, with microseconds where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The reverse of `stamp`; any ISO 8601 with an offset."""
    return datetime.fromisoformat(text)


def open_ledger(url: str, project: Path) -> Ledger:
    """Open the ledger that smm.toml names: `sqlite:PATH`, the path relative to the project."""
    scheme, colon, rest = url.partition(":")
    if scheme == "sqlite" and rest and not rest.startswith("//"):
        from smmgen.publishing.sqlite_ledger import SqliteLedger

        return SqliteLedger(project / rest)
    raise UserError(
        f"`{scheme if colon else url}` is not a kind of ledger",
        'write `ledger = "sqlite:.smm/ledger.db"` under [publish] in smm.toml; sqlite is the only kind so far',
    )
