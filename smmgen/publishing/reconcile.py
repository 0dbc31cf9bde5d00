"""Resolving doubts automatically: by the network's memory of the key, or by reading back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from smmgen.errors import Ambiguous
from smmgen.ledger.model import DOUBTFUL, OUT, Entry, State, instant
from smmgen.ledger.store import LedgerError, LostRace
from smmgen.networks.base import Safety
from smmgen.networks.wire import Delivery
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.due import is_wanted
from smmgen.publishing.journal import Journal, words
from smmgen.publishing.leases import QUIET
from smmgen.publishing.payloads import Planned
from smmgen.publishing.send import Outcome, Sender
from smmgen.transport.clocks import TOLERANCE

_MARGIN = 60
"""Seconds before a key expires from which on it is not trusted."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part that may be out, and all that it takes to find out. `planned` is None when it is no longer built."""

    entry: Entry
    planned: Planned | None
    session: AccountSession | None

    @property
    def safety(self) -> Safety:
        """What its network promises about such a post; nothing of one that is no longer built or sent."""
        if self.planned is None or self.session is None:
            return Safety.BLIND
        return self.session.network.facts.safety_of(self.planned.format)


def can_settle(doubt: Doubt) -> bool:
    """The network remembers keys or can be read back."""
    return doubt.safety is not Safety.BLIND


def settle(
    doubt: Doubt, sender: Sender, rows: Mapping[str, Entry], *, quiet: float = QUIET, resend: bool = True
) -> Outcome:
    """Try everything; the row is then published, failed (surely not there) or still unknown.

    `resend=False`: only look, as nothing may be sent. Raises LostRace when another run does the same.
    """
    journal = sender.journal(doubt.entry)
    try:
        error = _settle(doubt, journal, sender, rows, quiet, resend)
    except KeyboardInterrupt:
        with suppress(LostRace):  # what was being written just now may be there
            _leave(journal, "the run was interrupted while it looked whether the post is there")
        raise
    return Outcome(journal.entry or doubt.entry, error)


def _settle(
    doubt: Doubt, journal: Journal, sender: Sender, rows: Mapping[str, Entry], quiet: float, resend: bool
) -> Exception | None:
    planned, session, now = doubt.planned, doubt.session, sender.context.now
    if planned is None or session is None:
        _leave(journal, "its post is no longer built, so it cannot be searched for")
        return None
    if not can_settle(doubt):
        _leave(journal, f"{session.network.title} cannot be asked whether it is there")
        return None
    age = (sender.context.clock() - instant(doubt.entry.sent_at or doubt.entry.updated_at)).total_seconds()
    _keep_quiet(doubt, sender, age, quiet)
    native = doubt.entry.native and planned.at is not None and now < planned.at
    delivery = session.delivery(planned, rows, native)
    same = native == doubt.entry.native and is_wanted(planned, rows, session.policy, now)
    if same and resend and _remembers(doubt, session, age) and _is_safe_to_repeat(doubt, planned, session):
        error = _send_again(journal, sender, session, delivery)
        if error is None or isinstance(error, Ambiguous):
            return error
    if _is_changed(doubt, planned) and not session.network.facts.finds_by_key:
        _leave(journal, "its file was changed, so the post that was sent cannot be told from others")
        return None
    if not session.network.facts.finds_by_key and any(_is_like(row, doubt.entry) for row in rows.values()):
        _leave(journal, "a later time of the post has the same text, so the two cannot be told apart")
        return None
    return _look(journal, sender, session, _as_sent(delivery, doubt.entry))


def _is_like(row: Entry, doubt: Entry) -> bool:
    """A later time of the same post on the account, which reads the same and may be out."""
    if (row.post, row.account, row.part) != (doubt.post, doubt.account, doubt.part) or row.at <= doubt.at:
        return False
    whole = doubt.likeness.get("whole", "")
    return row.state in OUT | DOUBTFUL and bool(whole) and row.likeness.get("whole") == whole


def _as_sent(delivery: Delivery, entry: Entry) -> Delivery:
    """Networks that are read look from the planned time on: from the one that it was sent for, if the file says a later
    one by now."""
    return replace(delivery, at=instant(entry.at)) if entry.at else delivery


def _keep_quiet(doubt: Doubt, sender: Sender, age: float, quiet: float) -> None:
    """Wait until a call that was cut off can no longer take effect.

    Only a key makes an early look harmless. Without one, another run's call is given as much longer as its clock and
    ours may differ.
    """
    if quiet and _is_only_readable(doubt) and doubt.entry.run != sender.run:
        quiet += TOLERANCE.total_seconds()
    if age < quiet:
        sender.context.sleep(min(quiet - age, 2 * quiet))


def _is_only_readable(doubt: Doubt) -> bool:
    return doubt.safety is Safety.READABLE


def _is_changed(doubt: Doubt, planned: Planned) -> bool:
    return doubt.entry.digest != planned.digest


def _is_safe_to_repeat(doubt: Doubt, planned: Planned, session: AccountSession) -> bool:
    """Where the key is the post's address, sending a changed post would overwrite what is there unseen. Where only some
    formats have a key, the one that was sent before may be of another."""
    facts = session.network.facts
    return not (_is_changed(doubt, planned) and (facts.finds_by_key or facts.format_safety))


def _remembers(doubt: Doubt, session: AccountSession, age: float) -> bool:
    """The network would answer the same key with the post it has. A clock that went back proves nothing."""
    memory = session.network.facts.key_seconds
    return doubt.safety is Safety.KEYED and age >= 0 and (memory is None or age < memory - _MARGIN)


def _send_again(journal: Journal, sender: Sender, session: AccountSession, delivery: Delivery) -> Exception | None:
    """Send the same key once more. A refusal of this call says nothing about the first one."""

    def act() -> None:
        flow = session.network.publish(delivery)
        journal.received(sender.driver.run(flow, journal.sending, journal.progress, journal.uploading))

    return _tried(journal, act, "sending it again under the same key")


def _look(journal: Journal, sender: Sender, session: AccountSession, delivery: Delivery) -> Exception | None:
    def act() -> None:
        found = sender.driver.run(session.network.find(delivery))
        if found is not None:
            journal.received(found)
        else:
            journal.absent("sending was cut off, and the post is not there")

    return _tried(journal, act, "looking for it")


def _tried(journal: Journal, act: Callable[[], None], name: str) -> Exception | None:
    """Why the doubt could not be resolved; stored in the row too."""
    try:
        act()
    except LedgerError:
        raise
    except Exception as error:
        _leave(journal, f"{name} did not help: {words(error)}")
        return error
    return None


def _leave(journal: Journal, found: str) -> None:
    """Still unknown; a row that says so already is not written again."""
    row = journal.entry
    cause = (row.reason if row else "").split(_SINCE, 1)[0] or "smm was stopped while it was sending the post"
    reason = f"{cause}{_SINCE}{found}"
    if row is None or row.state is not State.UNKNOWN or row.reason != reason:
        journal.doubt(reason)


_SINCE = "; since then: "
