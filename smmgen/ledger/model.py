"""What was attempted and what became of it: one row a key, and the only ways a row may change.

    (nothing) -> claimed -> sending -> published | scheduled | failed | unknown        also: missed, abandoned
                                           |          |
                                           +----------+--> retracted       from any that is not under way: renamed

`claimed` says nothing was sent yet; `sending` is written durably just before the creating call leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from smmgen.keys import ONCE, POST, Identity, sent_name_of


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
    State.MISSED: frozenset({State.CLAIMED, State.FAILED, State.MISSED, State.ABANDONED, State.RENAMED, *OUT}),
    State.SCHEDULED: frozenset({State.SCHEDULED, State.PUBLISHED, State.ABANDONED, State.RETRACTED, State.RENAMED}),
    State.ABANDONED: frozenset({State.FAILED, State.ABANDONED, State.RENAMED, *OUT}),
    State.PUBLISHED: frozenset({State.PUBLISHED, State.RETRACTED, State.RENAMED}),
    State.RETRACTED: frozenset({State.RETRACTED, State.RENAMED}),
    State.RENAMED: frozenset({State.MISSED, State.ABANDONED, State.RETRACTED, State.RENAMED, *_SETTLED}),
}
"""From a row's state to those it may take next. From `published` a row can only be taken back, for good, and only a
person, or a network's late yes, leads it out of `abandoned`; it stays in `published` or `scheduled` when the post is
edited, and in any state when what was uploaded for it is removed. `renamed`: what became of it is told by the row of
another key, under which the same post goes by now. From `unknown` a row goes back to `failed` (and so may be sent
again) only when the network or a person said that the post is not there."""

DOUBTFUL = frozenset({State.SENDING, State.UNKNOWN})
"""The network may have it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of one post on one account. Times are ISO 8601 in UTC, "" where it never came to that.

    `at` is the planned instant, `claimed_at` the last claim, `sent_at` the first time the creating call of this attempt
    was let out (the network's memory of the key counts from there), `asked_at` when a person asked to send it again.
    `attempt` counts plain refusals of the creating call. `reference` is the receipt's, for replies and edits. `native`:
    it was handed to the network's own scheduler. `digest` and `content` are what is live: that of the whole payload,
    and of each aspect of the part, {} where nobody noted it. `updating`: what was last
    asked of the network and not yet confirmed, the digest of an edit or `RETRACTING`. `likeness` is what the part looks
    like apart from its identity: `whole` and `sketch` (`smmgen.variants.likeness`), the number of `parts` of its post,
    and the account's `target`; {} where nobody noted it. `post` is the document's name: a post's uid, of another `kind`
    `contest/winter-prize` (`smmgen.keys`). `uploads` are names of files that were put where the network fetches them,
    with a space between them (`media_upload`), and are still to be removed. `promise`: the document whose promise to
    the public the post announced, and the digest of that: `contest/warm-box 9f2c…`.
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
    kind: str = POST
    uploads: str = ""
    promise: str = ""

    @property
    def identity(self) -> Identity:
        """What it is a part of."""
        return Identity(self.post, self.account, self.occurrence)

    @property
    def repeats(self) -> bool:
        """It is of one time of a post that repeats, or did."""
        return self.occurrence != ONCE

    @property
    def is_history(self) -> bool:
        """It went out at one time of a post that repeats: what becomes of the file concerns later times."""
        return self.repeats and self.state is State.PUBLISHED and not self.updating

    @property
    def sent_name(self) -> str:
        """What a person calls it: `tip`, or `2026-12-14@tip`."""
        return sent_name_of(self.post, self.occurrence)

    @property
    def standing(self) -> str:
        """The state as shown to people: `resend` where a person asked to send it again and no run has yet."""
        waits = self.state is State.FAILED and self.retryable and self.asked_at
        return "resend" if waits and self.asked_at == self.updated_at else str(self.state)

    @property
    def is_by_hand(self) -> bool:
        """A person posted it, on an account that is posted to by hand."""
        return self.reference.get("by_hand") is True


RETRACTING = "retract"
"""Stands in `updating` from before a post is deleted until the network said that it is."""


def promises(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Each document that promised something to the public -> the row that announced it first, of those that are out."""
    out = [entry for entry in entries if entry.promise and entry.state in OUT]
    ordered = sorted(out, key=lambda entry: (entry.sent_at or entry.updated_at, entry.key), reverse=True)
    return {entry.promise.partition(" ")[0]: entry for entry in ordered}


def shortest_path(state: State, since: State | None = None) -> tuple[State, ...]:
    """The shortest legal way from a state, or from no row, to another one: for rows that come from elsewhere."""
    ways: dict[State, tuple[State, ...]] = {one: (one,) for one in State if one in LEGAL[since]}
    while state not in ways:
        for known, way in list(ways.items()):
            for after in State:
                if after in LEGAL[known]:
                    ways.setdefault(after, (*way, after))
    return ways[state]


TABLES = ("reference", "content", "likeness")
_TEXTS = tuple(one.name for one in fields(Entry) if one.type == "str")


def storable(entry: Entry) -> Entry:
    """The entry as every backend can store it: lone surrogates and NUL, which networks do return, become U+FFFD."""
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
            yield f"`{time}` is not a time"


def is_instant(text: str) -> bool:
    """ISO 8601 with an offset, and near enough to count from."""
    try:
        found = instant(text)
    except ValueError:
        return False
    return found.tzinfo is not None and 1970 <= found.year < 9999


def find_corruption(entry: Entry) -> str:
    """Why smm cannot have written this row; "" if it can."""
    if entry.key != entry.identity.key(entry.part):
        return f"`{entry.key}`: its key does not fit its post, account and part"
    if entry.kind != POST and not entry.post.startswith(f"{entry.kind}/"):
        return f"`{entry.key}`: its key is not that of its kind, `{entry.kind}`"
    return next((f"`{entry.key}`: {wrong}" for wrong in _mistyped(entry)), "")


def stamp(moment: datetime) -> str:
    """`2026-11-27T07:00:00Z`, with microseconds where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The reverse of `stamp`; any ISO 8601 with an offset."""
    return datetime.fromisoformat(text)
