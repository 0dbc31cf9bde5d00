"""`smm resolve`: a person settles what smm cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from smmgen.content.composed import composed
from smmgen.errors import UserError
from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.store import Ledger, steps_to
from smmgen.networks.base import Safety
from smmgen.publishing.context import Context
from smmgen.publishing.payloads import Planned, read_build_if_any


class Answer(StrEnum):
    """What the person found or decided."""

    SENT = "sent"
    RESEND = "resend"
    ABANDON = "abandon"


_FROM = {
    Answer.SENT: frozenset({State.UNKNOWN, State.FAILED, State.MISSED, State.SCHEDULED, State.ABANDONED}),
    Answer.RESEND: frozenset({State.UNKNOWN, State.FAILED, State.MISSED, State.ABANDONED}),
    Answer.ABANDON: frozenset({State.UNKNOWN, State.FAILED, State.MISSED, State.CLAIMED, State.SCHEDULED}),
}


def resolve(ledger: Ledger, key: str, answer: Answer, clock: Callable[[], datetime], url: str = "") -> Entry:
    """End the row named by its key or by the beginning of one; `url` is where the post was found.

    `sent` -> published, which also gives an address to a row that has none; `resend` -> the next publish sends it,
    however late (`not_after` still holds); `abandon` -> never sent. Raises UserError when no row or several are meant,
    or the answer does not fit the row's state.
    """
    with ledger.lock():
        entry = _find(ledger, key, _FROM[answer])
        lost = answer is Answer.SENT and entry.state is State.PUBLISHED and not (entry.url or entry.remote_id)
        if entry.state not in _FROM[answer] and not lost:
            raise _unfit(entry, answer)
        return ledger.move(entry, _ended(entry, answer, _address(url, answer), stamp(clock())))


def record(context: Context, ledger: Ledger, key: str, answer: Answer, url: str = "") -> list[Entry]:
    """Note what a person made of a post on an account that is posted to by hand: it is out at `url`, or never will be.

    `key` is a ledger key or the beginning of one; a first comment goes with its post. What is out already can be noted
    again after an edit. Returns [], with nothing done, where no such part is meant. Raises UserError for several posts.
    """
    key = composed(key)
    with ledger.lock():
        plan = [one for one in read_build_if_any(context.project) if _is_by_hand(context, one)]
        meant = [one for one in plan if one.key == key] or [one for one in plan if composed(one.key).startswith(key)]
        if len({(one.post, one.occurrence, one.account) for one in meant}) > 1:
            accounts = ", ".join(f"`{name}`" for name in sorted({one.account for one in meant}))
            raise UserError(f"`{key}` may mean several posts that are posted by hand: {accounts}", "name the account")
        now, rows = stamp(context.clock()), {one.key: ledger.get(one.key) for one in meant}
        sent = {"url": _address(url, answer), "sent_at": now, "reference": {"by_hand": True}}
        wish = sent if answer is Answer.SENT else {"reason": _ABANDONED}
        state = State.PUBLISHED if answer is Answer.SENT else State.ABANDONED
        made = [one.row(state, updated_at=now, likeness=one.likeness(_target(context, one)), **wish) for one in meant]
        ledger.move_all([step for row in made for step in steps_to(row, rows[row.key])])
        return made


_ABANDONED = "abandoned by a person"


def _is_by_hand(context: Context, planned: Planned) -> bool:
    return (
        planned.account in context.config.accounts
        and context.find_network(planned.platform).facts.safety is Safety.BY_HAND
    )


def _target(context: Context, planned: Planned) -> str:
    target = context.config.accounts[planned.account].target
    return "" if target is None else str(target)


def _find(ledger: Ledger, key: str, fitting: frozenset[State]) -> Entry:
    """The row of this key, or the one whose key begins so; of several, the one that can be answered."""
    key = composed(key)
    if exact := ledger.get(key):
        return exact
    found = [entry for entry in ledger.entries() if composed(entry.key).startswith(key)]
    answerable = [entry for entry in found if entry.state in fitting]
    if len(found) == 1 or len(answerable) == 1:
        return (answerable or found)[0]
    if not found:
        raise UserError(f"the ledger has no row `{key}`", "`smm status` shows the keys")
    several = ", ".join(f"`{entry.key}`" for entry in found[:5])
    raise UserError(f"`{key}` may mean {len(found)} rows: {several}", "write more of the key")


def _unfit(entry: Entry, answer: Answer) -> UserError:
    if entry.state is State.PUBLISHED:
        return UserError(f"`{entry.key}` is published: {entry.url or entry.remote_id}", "it is never sent twice")
    hint = "run `smm publish` first: it finds out what it can" if entry.state is State.SENDING else ""
    return UserError(f"`{entry.key}` is {entry.state}; --{answer} does not fit", hint)


def _address(url: str, answer: Answer) -> str:
    if answer is Answer.SENT and urlsplit(url).scheme not in ("http", "https", "at", "file"):
        raise UserError(f"`{url}` is not the address of a post", "copy it from the browser: --sent https://...")
    return url


def _ended(entry: Entry, answer: Answer, url: str, now: str) -> Entry:
    if answer is Answer.SENT:
        return replace(
            entry,
            state=State.PUBLISHED,
            url=url,
            remote_id="",
            reference={},
            reason="",
            updated_at=now,
            retryable=False,
        )
    if answer is Answer.ABANDON:
        return replace(entry, state=State.ABANDONED, reason=_ABANDONED, updated_at=now)
    return replace(
        entry,
        state=State.FAILED,
        reason="to be sent again, by a person's wish",
        retryable=True,
        asked_at=now,
        sent_at="",
        reference={},
        updated_at=now,
    )
