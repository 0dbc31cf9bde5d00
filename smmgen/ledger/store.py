"""What every ledger promises, however it stores its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from smmgen.errors import UserError
from smmgen.ledger.model import LEGAL, Entry, State, shortest_path

LEASE_SECONDS = 900


"""A publisher elsewhere that has been silent this long is presumed dead; no single call lasts as long."""


Step = tuple[Entry | None, Entry]


"""A row as it was (None: there was none) and as it becomes."""


class LedgerError(UserError):
    """The ledger cannot be read or written; nothing may be sent without it."""


class LostRace(LedgerError):
    """Another process changed the row in the meantime."""


class Ledger(Protocol):
    """Rows that survive a crash. Every change is one compare-and-swap, durable when the call returns.

    `slow`: an act takes so long (a push) that several changes are worth making in one.
    """

    slow: bool

    def get(self, key: str) -> Entry | None:
        """The row, or None."""

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        """All rows, or those in these states, in the order of their planned time and key."""

    def move(self, before: Entry | None, after: Entry) -> Entry:
        """Put `after` in place of `before` (None: there is no row yet) and return it as it was stored.

        Raises LostRace when the stored row is not `before`, ValueError when the states may not follow each other,
        LedgerError when it could not be written durably.
        """

    def move_all(self, steps: Sequence[Step]) -> list[Entry]:
        """Take all steps or none, in their order and in one durable act; two steps may lead one row on.

        Returns each `after` as it was stored, and raises as `move` does.
        """

    def move_later(self, before: Entry | None, after: Entry) -> Entry:
        """As `move`, but a ledger far away may put the writing off to its next act, at the latest to the end of `lock`.

        Only for what can be found out again, should the machine die meanwhile: never for a claim, never for the
        outcome on a network that cannot be asked.
        """

    def lock(self) -> AbstractContextManager[None]:
        """One publisher at a time. Raises UserError that names who holds it, or says where the rows were moved."""

    def note(self, name: str) -> str:
        """A text stored with the rows, such as why publishing is paused; "" if there is none."""

    def set_note(self, name: str, text: str) -> None:
        """Store it durably; "" deletes it. The last write wins."""

    def notes(self) -> dict[str, str]:
        """Every note by its name."""

    def faults(self) -> list[str]:
        """What is wrong with the storage itself; empty if it is intact and writable."""

    def verify(self) -> list[str]:
        """`faults`, and whatever in the rows or their history no smm can have written. May take long."""

    def close(self) -> None:
        """Release its resources."""


def check_move(before: Entry | None, after: Entry) -> None:
    """Raise ValueError unless the state machine has this step."""
    was = before.state if before else None
    if before is not None and before.key != after.key:
        raise ValueError(f"a step leads from one row to another: {before.key} to {after.key}")
    if after.state not in LEGAL[was]:
        raise ValueError(f"a ledger row cannot go from {was or 'nothing'} to {after.state}: {after.key}")


def lost_race(key: str) -> LostRace:
    """As a message for a person."""
    return LostRace(f"the ledger row `{key}` was changed by somebody else", "run the command again")


def newer(name: str) -> LedgerError:
    """An older smmgen must not use a ledger with a newer schema."""
    return LedgerError(f"the ledger {name} was written by a newer smmgen", "upgrade smmgen on this machine")


def steps_to(entry: Entry, before: Entry | None = None) -> list[Step]:
    """The steps by which a ledger without this row, or with another one, comes to hold it as it is."""
    rows = [replace(entry, state=state) for state in shortest_path(entry.state, before.state if before else None)]
    return list(zip([before, *rows], rows, strict=False))


def unreadable(name: str, why: object) -> LedgerError:
    """For a row, or what else lies in a ledger, that no smm has written so."""
    return LedgerError(
        f"{name} of the ledger cannot be read: {why}",
        "nothing is sent without an intact ledger; `smm ledger verify` says more, and a copy restores it",
    )


MOVED = "moved"


"""The note that a ledger leaves behind when its rows went elsewhere."""


BEGUN = "begun"


"""The note of the first run, while there is no row: when it was, by the time that it went by."""
APPROVALS = "approvals"
"""The note of what was approved in the reviews of a forge."""
QUIET = frozenset({BEGUN, APPROVALS})
"""Notes that keep no run from having nothing to do."""


def require_here(moved: str) -> None:
    """Raise UserError when this note says that the rows went elsewhere. Asked under the lock too: they may have just
    gone."""
    if moved:
        raise UserError(f"the ledger was moved to `{moved}`", f'write `ledger = "{moved}"` in smm.toml')
