"""The report of a run: a row for each part, counts and the exit code."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from smmgen.content.schedule import minute
from smmgen.keys import POST
from smmgen.ledger.model import OUT, Entry, State, instant
from smmgen.publishing.payloads import Planned
from smmgen.transport.redaction import redacted_row

NOT_PUBLISHED, UNKNOWN, BUG = 3, 4, 70
_SHORT_OF_PUBLISHED = frozenset({"failed", "missed", "blocked", "waiting", "held", "waiting for approval"})


@dataclass(frozen=True, slots=True)
class Row:
    """One part, as `publish` and `status` print it. `state` is a ledger state, `resend` (asked for by a person), or
    what the plan says: draft, hold, planned, due, blocked (by an earlier part), waiting (for a later run), held (it may
    be out under another name: a person is asked), waiting for approval, later (a blackout day or a pause), by hand (a
    person is to post it now)."""

    post: str
    account: str
    part: str
    state: str
    at: str | None
    key: str
    url: str
    reason: str
    hint: str = ""
    title: str = ""
    path: str = ""
    platform: str = ""
    kind: str = POST
    """Of its document."""
    unfinished: bool = False
    """It is out, and what was to follow it, such as limiting who may reply, is not done."""

    def as_json(self) -> dict[str, Any]:
        """The promised keys and some more."""
        return redacted_row(asdict(self))


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `notices` are sentences about accounts and edited posts; `bugs` what should not have happened.

    `rests`: account -> seconds for which trying again is no use. `next`: when something is due again by
    time alone. `upcoming`: the posts that go out next. `went_out`: keys of what the network took in this run.
    """

    rows: Sequence[Row]
    notices: Sequence[str] = ()
    bugs: Sequence[Exception] = field(default=(), repr=False)
    rests: Mapping[str, float] = field(default_factory=dict)
    next: datetime | None = None
    upcoming: Sequence[Row] = ()
    went_out: Collection[str] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows are in which state."""
        return Counter(row.state for row in self.rows)

    @property
    def exit_code(self) -> int:
        """0 all is well, 3 something could not be published, 4 an outcome is unknown, 70 a bug came up."""
        if self.bugs:
            return BUG
        if self.counts.get(State.UNKNOWN):
            return UNKNOWN
        short = _SHORT_OF_PUBLISHED & set(self.counts) or any(row.unfinished for row in self.rows)
        return NOT_PUBLISHED if short else 0


def merged(reports: Sequence[Report], order: Sequence[str]) -> Report:
    """Reports about different accounts as one, the rows in the order of these keys."""
    place = {key: number for number, key in enumerate(order)}
    rows = sorted((row for one in reports for row in one.rows), key=lambda row: place.get(row.key, -1))
    return Report(
        rows,
        [notice for one in reports for notice in one.notices],
        [bug for one in reports for bug in one.bugs],
        {account: wait for one in reports for account, wait in one.rests.items()},
        min((one.next for one in reports if one.next), default=None),
        _first([row for one in reports for row in one.upcoming]),
        {key for one in reports for key in one.went_out},
    )


def _first(upcoming: Sequence[Row]) -> list[Row]:
    """Those of the earliest time."""
    timed = [(datetime.fromisoformat(row.at), row) for row in upcoming if row.at]
    first = min((at for at, _ in timed), default=None)
    return [row for at, row in timed if at == first]


def row(
    planned: Planned | None,
    entry: Entry | None,
    state: str,
    reason: str = "",
    page: str = "",
    zone: tzinfo = UTC,
    hint: str = "",
) -> Row:
    """The row of a part that is planned, in the ledger, or both.

    `page` is where its account's posts can be seen, `zone` the project's.
    """
    if state == State.UNKNOWN and entry:
        reason, hint = doubt(entry, page, zone), ways_out(entry.key)
    elif state == State.SENDING and entry:
        since = f"a run began to send it at {_minute(entry.sent_at, zone)}, and is still at it or was stopped"
        reason, hint = reason or since, "if no run is at work, `smm reconcile` finds out what became of it"
    elif state == "by hand" and planned:
        hint = posted(planned)
    else:
        hint = hint or _hint(state, entry)
    return Row(
        post=planned.post if planned else entry.post if entry else "",
        account=planned.account if planned else entry.account if entry else "",
        part=planned.name if planned else entry.part if entry else "",
        state=state,
        at=(planned.iso if planned else None) or (entry.at if entry else "") or None,
        key=planned.key if planned else entry.key if entry else "",
        url=entry.url if entry else "",
        reason=reason,
        hint=hint,
        title=planned.title if planned else "",
        path=planned.path if planned else "",
        platform=planned.platform if planned else entry.platform if entry else "",
        kind=planned.kind if planned else entry.kind if entry else POST,
        unfinished=_is_unfinished(entry),
    )


def doubt(entry: Entry, page: str, zone: tzinfo) -> str:
    """Since when it is unknown, what was tried and where to look."""
    look = f"look at {page}" if page else f"look at the account `{entry.account}`"
    return f"unknown since {_minute(entry.sent_at or entry.updated_at, zone)}: {entry.reason}; {look}"


def ways_out(key: str) -> str:
    """The commands that end an unknown row."""
    name = shlex.quote(key)
    return (
        f"if it is there: `smm resolve {name} --sent URL`; if it is not: `smm resolve {name} --resend` "
        f"to send it again, or `smm resolve {name} --abandon` to leave it"
    )


def posted(planned: Planned) -> str:
    """How a person says that a post is out."""
    name = f"{shlex.quote(planned.sent_name)} {shlex.quote(planned.account)}"
    return f"post it, then run `smm resolve {name} --sent URL`; `smm resolve {name} --abandon` leaves it unposted"


def told_as(before: Entry | None, entry: Entry) -> str:
    """What the log says of a row that changed: that a post is out is told once, and the address of one whose network
    names it later, when it is known. "": nothing."""
    if before is None or not before.state == entry.state == State.PUBLISHED:
        return entry.state
    return "address of" if entry.url != before.url else ""


def _is_unfinished(entry: Entry | None) -> bool:
    return entry is not None and entry.state in OUT and bool(entry.reference.get("follow_up"))


def _hint(state: str, entry: Entry | None) -> str:
    if _is_unfinished(entry):
        return "the post is out; the next `smm publish` tries again what is to follow"
    if state == State.MISSED and entry:
        resend = f"`smm resolve {shlex.quote(entry.key)} --resend`"
        return f"give it a new time, or send it now: {resend}, then `smm publish`"
    if state == "resend":
        return "the next `smm publish` sends it"
    if state == State.FAILED and entry:
        again = "the next `smm publish` tries it again"
        return again if entry.retryable else "fix the post, run `smm build`, then `smm publish`"
    return ""


def _minute(text: str, zone: tzinfo) -> str:
    """`2026-12-05T09:00:00.123Z` -> `2026-12-05 12:00 Europe/Moscow`"""
    return minute(instant(text), zone) if text else "an unknown time"
