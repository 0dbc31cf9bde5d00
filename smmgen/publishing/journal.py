"""One ledger row during sending: every step is durable before the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from smmgen.errors import Ambiguous, PublishError, Rejected, SmmError
from smmgen.ledger.model import OUT, Entry, State, instant, stamp
from smmgen.ledger.store import Ledger, LedgerError, LostRace
from smmgen.networks.blame import package_of
from smmgen.networks.wire import Receipt
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.change_digest import aspects
from smmgen.publishing.payloads import Planned
from smmgen.transport.redaction import redacted, redacted_row

UPLOADS_LAST = 3600


"""Seconds for which an upload that no post took up is used again. AT Protocol, blobs: servers are to wait at least an
hour before they clear away what no record refers to; Mastodon keeps such files for a day."""


@dataclass(slots=True)
class Journal:
    """One row during sending; `entry` is always what the ledger holds."""

    ledger: Ledger
    clock: Callable[[], datetime]
    run: str
    entry: Entry | None = None
    can_ask: bool = False
    """The network can tell what became of a call: then its answer may be written down together with the next step."""

    def claim(self, planned: Planned, session: AccountSession, native: bool = False) -> None:
        """Claim the part for this run."""
        self._put(self.claiming(planned, session, native))

    def claiming(self, planned: Planned, session: AccountSession, native: bool) -> Entry:
        """The row of a claimed part."""
        old = self.entry
        return planned.row(
            State.CLAIMED,
            attempt=old.attempt if old else 0,
            claimed_at=self._now(),
            asked_at=old.asked_at if old else "",
            reference=self._still_known(planned),
            native=native,
            content=aspects(session.network, planned.part),
            likeness=planned.likeness(session.target),
            uploads=old.uploads if old else "",
        )

    def miss(self, planned: Planned, reason: str) -> None:
        """Record that it was missed."""
        if self.entry is None:
            self._put(planned.row(State.MISSED, reason=reason))
        else:
            self.step(State.MISSED, reason=reason)

    def sending(self) -> None:
        """The creating call is about to leave. The network's memory of the key counts from the first time."""
        now = self._now()
        self.step(State.SENDING, sent_at=self._row.sent_at or now)

    def progress(self, known: Mapping[str, Any]) -> None:
        """Something is uploaded. Until the receipt comes, the row's reference holds that, and since when."""
        kept = self._row.reference or {"since": self._now()}
        reference = {**kept, "known": {**kept.get("known", {}), **known}}
        self._put(replace(self._row, reference=reference), later=True)

    def uploading(self, names: Sequence[str]) -> None:
        """Files are about to be put where the network fetches them, under these names."""
        known = self._row.uploads.split()
        if fresh := [name for name in names if name not in known]:
            self._put(replace(self._row, uploads=" ".join((*known, *fresh))), later=True)

    def received(self, receipt: Receipt) -> None:
        """The network said yes. That is true whatever another run made of the row meanwhile, but for what was withdrawn
        since, which is never out again, and what goes by another name by now and is known there."""
        try:
            self._received(receipt)
        except LostRace:
            self.entry = self.ledger.get(self._row.key)
            if self._row.state not in (*OUT, State.RETRACTED) and not self._is_known_as_another(receipt):
                self._received(receipt)
        except KeyboardInterrupt:
            with suppress(LostRace):  # then it is there
                self._received(receipt)
            raise
        except LedgerError as error:
            where = receipt.url or receipt.id
            raise type(error)(f"`{self._row.key}` is out ({where}), and could not be recorded: {error.message}",
                              error.hint) from error  # fmt: skip

    def _is_known_as_another(self, receipt: Receipt) -> bool:
        """The row was carried over to another name, together with this very post."""
        where = (self._row.platform, receipt.id, receipt.url)
        return self._row.state is State.RENAMED and any(
            (one.platform, one.remote_id, one.url) == where and one.state in (*OUT, State.RETRACTED)
            for one in self.ledger.entries()
        )

    def _received(self, receipt: Receipt) -> None:
        self.step(
            State.SCHEDULED if receipt.scheduled else State.PUBLISHED,
            later=self.can_ask,
            remote_id=receipt.id,
            url=receipt.url,
            reference=dict(receipt.reference),
            reason=str(receipt.reference.get("follow_up", "")),
            retryable=False,
        )

    def remains(self, why: str) -> None:
        """The network has it, and something about it is still open: what was to follow, or where it is by now."""
        follow_up = self._row.reference.get("follow_up")
        reason = f"{follow_up}: {why}" if follow_up else why
        if self._row.reason != reason:
            self.step(self._row.state, reason=reason)

    def failed(self, error: Exception) -> None:
        """Nothing was published, surely. Only a plain no to the creating call is counted, which makes another key: an
        earlier call under the same key, taken for lost, may be out after all."""
        refused = isinstance(error, Rejected) and self._row.state is State.SENDING
        retryable = isinstance(error, Ambiguous) or (isinstance(error, PublishError) and error.retryable)
        attempt = self._row.attempt + (1 if refused else 0)
        kept = {} if isinstance(error, Rejected) else self._row.reference
        self.step(
            State.FAILED, later=self.can_ask, reason=words(error), retryable=retryable, attempt=attempt, sent_at="",
            reference=kept,
        )  # fmt: skip

    def absent(self, reason: str) -> None:
        """The network says that it is not there: it may be sent again under the same key, with new uploads."""
        self.step(State.FAILED, reason=reason, retryable=True, sent_at="", reference={})

    def doubt(self, reason: str) -> None:
        """Record that the outcome is unknown."""
        self.step(State.UNKNOWN, reason=reason)

    def step(self, state: State, later: bool = False, **changes: Any) -> None:
        """Move the row on."""
        self._put(replace(self._row, state=state, **changes), later)

    def with_metadata(self, entry: Entry) -> Entry:
        """The row as it is written: whose it is and since when, and without secrets."""
        return replace(entry, run=self.run, updated_at=self._now(), **_clean(entry))

    @property
    def _row(self) -> Entry:
        if self.entry is None:
            raise RuntimeError("the part was not claimed")
        return self.entry

    def _still_known(self, planned: Planned) -> Mapping[str, Any]:
        """What earlier tries of the same part uploaded, while the network can be taken to have it."""
        old = self.entry
        if old is None or old.digest != planned.digest or "since" not in old.reference:
            return {}
        age = (self.clock() - instant(str(old.reference["since"]))).total_seconds()
        return old.reference if 0 <= age < UPLOADS_LAST else {}

    def _put(self, entry: Entry, later: bool = False) -> None:
        after = self.with_metadata(entry)
        self.entry = (self.ledger.move_later if later else self.ledger.move)(self.entry, after)

    def _now(self) -> str:
        return stamp(self.clock())


def _clean(entry: Entry) -> dict[str, Any]:
    """What a network or an error said, without the secrets it may have repeated."""
    return redacted_row(
        {"reason": entry.reason, "remote_id": entry.remote_id, "url": entry.url, "reference": entry.reference}
    )


LONGEST_WORDS, _LONGEST_READ = 1000, 20_000
"""Characters of an error that are kept, and that are looked at: networks may say as much as they like."""


def words(error: Exception) -> str:
    """The error in one line without secrets."""
    if not isinstance(error, SmmError):
        return _shortened(f"a bug in {package_of(error) or 'smmgen'}: {type(error).__name__}: {error}")
    said = _shortened(error.message)
    return f"{said}; {redacted(error.hint)}" if error.hint else said


def _shortened(text: str) -> str:
    """Cut only once the secrets are out: half a secret is not known again."""
    if len(text) > _LONGEST_READ:
        text = text[:_LONGEST_READ].rpartition(" ")[0]
    clean = redacted(text)
    return clean if len(clean) <= LONGEST_WORDS else f"{clean[:LONGEST_WORDS]}…"
