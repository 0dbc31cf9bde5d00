"""What was attempted and what became of it: one row a key, and the only ways a row may change.

    (nothing) -> claimed -> sending -> published | scheduled | failed | unknown        also: missed, abandoned
                                           |          |
                                           +----------+--> retracted       from any that is not under way: renamed

`claimed` says nothing was sent yet; `sending` is written durably just before the creating call leaves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

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
    RETRACTED = "retracted"
    RENAMED = "renamed"


OUT = frozenset({State.PUBLISHED, State.SCHEDULED})
"""The network has it."""
_SETTLED = OUT | {State.FAILED}
MOVABLE = OUT | {State.FAILED, State.MISSED, State.ABANDONED, State.RETRACTED}
"""What is known for sure of a row can be kept under another key."""

LEGAL: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.CLAIMED, State.MISSED}),
    State.CLAIMED: frozenset({State.CLAIMED, State.SENDING, State.MISSED, State.ABANDONED, *_SETTLED}),
    State.SENDING: frozenset({State.SENDING, State.UNKNOWN, *_SETTLED}),
    State.UNKNOWN: frozenset({State.SENDING, State.UNKNOWN, State.ABANDONED, *_SETTLED}),
    State.FAILED: frozenset({State.CLAIMED, State.FAILED, State.MISSED, State.ABANDONED, State.RENAMED, *OUT}),
    State.MISSED: frozenset({State.CLAIMED, State.FAILED, State.ABANDONED, State.RENAMED, *OUT}),
    State.SCHEDULED: frozenset({State.SCHEDULED, State.PUBLISHED, State.ABANDONED, State.RETRACTED, State.RENAMED}),
    State.ABANDONED: frozenset({State.FAILED, State.RENAMED, *OUT}),
    State.PUBLISHED: frozenset({State.PUBLISHED, State.RETRACTED, State.RENAMED}),
    State.RETRACTED: frozenset({State.RENAMED}),
    State.RENAMED: frozenset({State.MISSED, State.ABANDONED, State.RETRACTED, *_SETTLED}),
}
"""From a row's state to those it may take next. From `published` a row can only be taken back, for good, and only a
person, or a network's late yes, leads it out of `abandoned`; it stays in `published` or `scheduled` when the post is
edited. `renamed`: what became of it is told by the row of another key, under which the same post goes by now. From
`unknown` a row goes back to `failed` (and so may be sent again) only when the network or a person said
that the post is not there."""

DOUBTFUL = frozenset({State.SENDING, State.UNKNOWN})
"""The network may have it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of one post on one account. Times are ISO 8601 in UTC, "" where it never came to that.

    `at` is the planned instant, `claimed_at` the last claim, `sent_at` the first time the creating call of this attempt
    was let out (the network's memory of the key counts from there), `asked_at` when a person asked to send it again.
    `attempt` counts plain refusals of the creating call. `reference` is the receipt's, for replies and edits. `native`:
    it was handed to the network's own scheduler. `digest` and `content` are what is live: that of the whole payload,
    and of each aspect of the part (`smmgen.publishing.aspects`), {} where nobody noted it. `updating`: what was last
    asked of the network and not yet confirmed, the digest of an edit or `RETRACTING`. `likeness` is what the part looks
    like apart from its identity: `whole` and `sketch` (`smmgen.platforms.likeness`), the number of `parts` of its post,
    and the account's `target`; {} where nobody noted it.
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
    content: Mapping[str, str] = field(default_factory=dict)
    updating: str = ""
    likeness: Mapping[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> str:
        """The state as people are told it: `resend` where a person asked to send it again and no run has yet."""
        waits = self.state is State.FAILED and self.retryable and self.asked_at
        return "resend" if waits and self.asked_at == self.updated_at else str(self.state)


RETRACTING = "retract"
"""Stands in `updating` from before a post is deleted until the network said that it is."""

LEASE_SECONDS = 900
"""A publisher elsewhere that wrote nothing for so long is taken for dead: longer than any one call lasts."""

Step = tuple[Entry | None, Entry]
"""A row as it was (None: there was none) and as it becomes."""


class LedgerError(UserError):
    """The ledger cannot be read or written; nothing may be sent without it."""


class LostRace(LedgerError):
    """Somebody else changed the row meanwhile."""


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
        """A word kept beside the rows, such as why everything is paused; "" where there is none."""

    def set_note(self, name: str, text: str) -> None:
        """Keep it durably; "" takes it away. The last one to write wins."""

    def notes(self) -> dict[str, str]:
        """All of them by name."""

    def faults(self) -> list[str]:
        """What is wrong with the storage itself; nothing when it is sound and can be written to."""

    def verify(self) -> list[str]:
        """`faults`, and whatever in the rows or their history no smm can have written. May take long."""

    def close(self) -> None:
        """Let go of it."""


def check_move(before: Entry | None, after: Entry) -> None:
    """Raise ValueError unless the state machine has this step."""
    was = before.state if before else None
    if before is not None and before.key != after.key:
        raise ValueError(f"a step leads from one row to another: {before.key} to {after.key}")
    if after.state not in LEGAL[was]:
        raise ValueError(f"a ledger row cannot go from {was or 'nothing'} to {after.state}: {after.key}")


def lost_race(key: str) -> LostRace:
    """In words for a person."""
    return LostRace(f"the ledger row `{key}` was changed by somebody else", "run the command again")


def newer(name: str) -> LedgerError:
    """A smmgen that does not know what the ledger may say must leave it alone."""
    return LedgerError(f"the ledger {name} was written by a newer smmgen", "upgrade smmgen on this machine")


def way_to(state: State, since: State | None = None) -> tuple[State, ...]:
    """The shortest legal way from a state, or from no row, to another one: for rows that come from elsewhere."""
    ways: dict[State, tuple[State, ...]] = {one: (one,) for one in State if one in LEGAL[since]}
    while state not in ways:
        for known, way in list(ways.items()):
            for after in State:
                if after in LEGAL[known]:
                    ways.setdefault(after, (*way, after))
    return ways[state]


def steps_to(entry: Entry, before: Entry | None = None) -> list[Step]:
    """The steps by which a ledger without this row, or with another one, comes to hold it as it is."""
    rows = [replace(entry, state=state) for state in way_to(entry.state, before.state if before else None)]
    return list(zip([before, *rows], rows, strict=False))


TABLES = ("reference", "content", "likeness")
_TEXTS = tuple(one.name for one in fields(Entry) if one.type == "str")


def storable(entry: Entry) -> Entry:
    """The entry as every backend can keep it: half characters and NUL, which networks do answer, become U+FFFD."""
    texts = {name: getattr(entry, name) for name in _TEXTS}
    changed: dict[str, Any] = {name: _whole(text) for name, text in texts.items() if _whole(text) != text}
    return replace(entry, **changed) if changed else entry


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def as_json(entry: Entry) -> dict[str, Any]:
    """Every field by its name, JSON types only."""
    values = {one.name: getattr(entry, one.name) for one in fields(Entry)}
    tables = {name: dict(values[name]) for name in TABLES}
    return {**values, "state": str(entry.state), **tables}


def from_json(values: Mapping[str, Any]) -> Entry:
    """The reverse; what an older smmgen did not know has its usual value. Raises ValueError, also for wrong types."""
    try:
        entry = Entry(**{**values, "state": State(values["state"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a row of this smmgen's ledger: {error}") from None
    for wrong in _mistyped(entry):
        raise ValueError(wrong)
    return entry


_TIMES = ("at", "claimed_at", "sent_at", "updated_at", "asked_at")


def _mistyped(entry: Entry) -> Iterator[str]:
    """What cannot be worked with, whoever wrote it."""
    for name in (*_TEXTS, "key"):
        if not isinstance(getattr(entry, name), str):
            yield f"`{name}` is not text"
            return
    if entry.key.count(":") < 3:
        yield "its key names no part"
    if isinstance(entry.attempt, bool) or not isinstance(entry.attempt, int) or not 0 <= entry.attempt < 2**31:
        yield "`attempt` is not a count"
    if not (isinstance(entry.retryable, bool) and isinstance(entry.native, bool)):
        yield "`retryable` or `native` is neither yes nor no"
    tables: dict[str, Any] = {name: getattr(entry, name) for name in TABLES}
    if not all(isinstance(table, Mapping) for table in tables.values()):
        yield "`reference`, `content` or `likeness` is not a table"
    if not all(isinstance(text, str) for name in ("content", "likeness") for text in tables[name].values()):
        yield "`content` or `likeness` is not a table of texts"
    known = entry.reference.get("known", {})
    if not isinstance(known, Mapping) or not isinstance(entry.reference.get("follow_up", ""), str):
        yield "`reference` is not what smm keeps there"
    since = entry.reference.get("since", "")
    for time in (*(getattr(entry, name) for name in _TIMES), since):
        if time and not (isinstance(time, str) and is_instant(time)):
            yield f"`{time}` is no time"


def is_instant(text: str) -> bool:
    """ISO 8601 with an offset, and near enough to count from."""
    try:
        found = instant(text)
    except ValueError:
        return False
    return found.tzinfo is not None and 1970 <= found.year < 9999


def unreadable(name: str, why: object) -> LedgerError:
    """For a row, or what else lies in a ledger, that no smm has written so."""
    return LedgerError(
        f"{name} of the ledger cannot be read: {why}",
        "nothing is sent without a whole ledger; `smm ledger verify` says more, a copy brings it back",
    )


def unsound(entry: Entry) -> str:
    """Why no smm can have written this row; "" when one can."""
    whole = f"{entry.post}:{entry.account}:{entry.occurrence}:{entry.part}"
    if entry.key != whole:
        return f"`{entry.key}`: its key does not fit its post, account and part"
    return next((f"`{entry.key}`: {wrong}" for wrong in _mistyped(entry)), "")


def stamp(moment: datetime) -> str:
    """`2026-11-27T07:00:00Z`, with microseconds where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The reverse of `stamp`; any ISO 8601 with an offset."""
    return datetime.fromisoformat(text)


MOVED = "moved"
"""The note that a ledger leaves behind when its rows went elsewhere."""
BEGUN = "begun"
"""The note of the first run, while there is no row: when it was, by the time that it went by."""


def open_ledger(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> Ledger:
    """Open the ledger that smm.toml names: `sqlite:PATH`, `git:BRANCH`, `postgresql://...`, or `env:NAME` of a variable
    that holds one of these.

    Raises UserError, also when its rows were moved to another ledger.
    """
    from smmgen.publishing.spelling import ComposedLedger

    ledger = ComposedLedger(open_any(url, project, environ))
    try:
        require_here(ledger.note(MOVED))
    except BaseException:
        ledger.close()
        raise
    return ledger


def require_here(moved: str) -> None:
    """Raise UserError when this note says that the rows went elsewhere. Asked under the lock too: they may have just
    gone."""
    if moved:
        raise UserError(f"the ledger was moved to `{moved}`", f'write `ledger = "{moved}"` in smm.toml')


def open_any(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> Ledger:
    """The same, moved or not."""
    address = resolved(url, environ)
    scheme, colon, rest = address.partition(":")
    if scheme == "sqlite" and rest and not rest.startswith("//"):
        from smmgen.publishing.sqlite_ledger import SqliteLedger

        return SqliteLedger(project / rest, project)
    if scheme == "git" and rest and not rest.startswith("//"):
        from smmgen.publishing.git_ledger import open_git_ledger

        return open_git_ledger(project, rest)
    if scheme in ("postgresql", "postgres") and rest.startswith("//"):
        return _open_postgres(address)
    needed = {"sqlite": "a path", "git": "a branch", "postgresql": "an address", "postgres": "an address"}
    if colon and scheme in needed:
        wrong = f"what follows `{scheme}:` is not {needed[scheme]}"
    else:
        wrong = f"{_shown(url, address)} is not a kind of ledger"
    raise UserError(
        wrong,
        'under [publish] in smm.toml write `ledger = "sqlite:.smm/ledger.db"`, "git:smm-ledger", "postgresql://..." '
        'or "env:NAME" of a variable that holds one of these',
    )


def _shown(url: str, address: str) -> str:
    """What a variable holds may be a secret that was put into the wrong one."""
    return f"`{address.partition(':')[0]}`" if address == url else f"what is in `{url.partition(':')[2]}`"


def _open_postgres(address: str) -> Ledger:
    try:
        from smmgen.publishing.postgres_ledger import PostgresLedger
    except ImportError:
        raise UserError("this installation cannot speak to PostgreSQL", "pip install 'smmgen[postgres]'") from None
    return PostgresLedger(address)


def resolved(url: str, environ: Mapping[str, str] = os.environ) -> str:
    """The address itself, where smm.toml names the variable that holds it. Raises UserError."""
    scheme, _, rest = url.partition(":")
    if scheme != "env":
        if _has_password(url):
            raise UserError(
                "the address of the ledger holds a password",
                'put the whole address in a variable and write `ledger = "env:NAME"`',
            )
        return url
    address = environ.get(rest, "").strip()
    if not address or address.startswith("env:"):
        raise UserError(
            f"`{rest}` is not set; smm.toml says that the ledger's address is there",
            "set it where `smm` runs (in CI: as a protected secret)",
        )
    return address


def _has_password(url: str) -> bool:
    """Also one with signs in it that should have been encoded, and so lead a parser astray."""
    return bool(re.search(r"//[^/?#@:]*:[^@].*@|[?&]password=", url)) or any(wrong_ports(url))


def wrong_ports(url: str) -> Iterator[str]:
    """What stands where a port should, and is none: a password that slipped, as it stands and as it is meant."""
    places = url.partition("//")[2].rpartition("@")[2].partition("/")[0].partition("?")[0]
    for place in places.split(","):
        port = place.rpartition("]")[2].partition(":")[2]
        if port and not (port.isdecimal() and len(port) <= 5):
            yield from (port, unquote(port))


def known_entries(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> list[Entry]:
    """What this machine knows of the ledger without a connection: for builds, which open none. Makes no ledger."""
    from smmgen.publishing.spelling import composed_rows

    return composed_rows(_known(*_kind_and_place(url, environ), project))


def _known(scheme: str, rest: str, project: Path) -> list[Entry]:
    if scheme == "git":
        from smmgen.publishing.git_ledger import fetched_entries

        return fetched_entries(project, rest)
    if scheme != "sqlite":
        return []
    from smmgen.publishing.sqlite_ledger import read_entries

    return read_entries(project / rest, project)


def known_files(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that change, or come to be, whenever `known_entries` would say something else."""
    scheme, rest = _kind_and_place(url, environ)
    if scheme == "git":
        from smmgen.publishing.git_ledger import files_of_ref

        return files_of_ref(project, rest)
    return [project / rest, project / f"{rest}-wal"] if scheme == "sqlite" else []


def _kind_and_place(url: str, environ: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, rest = url.partition(":")
    if scheme == "env":
        scheme, _, rest = environ.get(rest, "").strip().partition(":")
    return scheme, rest
