"""Sending one part: claim, flow, record. Every step is durable before the next one is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, SmmError, Unauthorised
from smmgen.platforms.base import Flow, Receipt
from smmgen.publishing.driver import Driver
from smmgen.publishing.due import Decision
from smmgen.publishing.ledger import Entry, Ledger, LedgerError, State, stamp
from smmgen.publishing.local_files import check_file
from smmgen.publishing.outlets import Outlet
from smmgen.publishing.planned import Planned
from smmgen.publishing.redaction import redacted


@dataclass(slots=True)
class Journal:
    """One row on its way; `entry` is always what the ledger holds."""

    ledger: Ledger
    clock: Callable[[], datetime]
    run: str
    entry: Entry | None = None

    def claim(self, planned: Planned, native: bool = False) -> None:
        """Say that this run is about to send it."""
        old = self.entry
        fresh = Entry(
            key=planned.key,
            post=planned.post,
            account=planned.account,
            platform=planned.platform,
            occurrence=planned.occurrence,
            part=planned.name,
            digest=planned.digest,
            state=State.CLAIMED,
            attempt=old.attempt if old else 0,
            at=stamp(planned.at) if planned.at else "",
            claimed_at=self._now(),
            asked_at=old.asked_at if old else "",
            native=native,
        )
        self._put(fresh)

    def miss(self, planned: Planned, reason: str) -> None:
        """Record that it came too late."""
        if self.entry is None:
            at = stamp(planned.at) if planned.at else ""
            self._put(
                Entry(
                    planned.key, planned.post, planned.account, planned.platform, planned.occurrence, planned.name,
                    planned.digest, State.MISSED, at=at, reason=reason,
                )
            )  # fmt: skip
        else:
            self.step(State.MISSED, reason=reason)

    def sending(self) -> None:
        """The creating call is about to leave. The network's memory of the key counts from the first time."""
        now = self._now()
        self.step(State.SENDING, sent_at=self._row.sent_at or now)

    def received(self, receipt: Receipt) -> None:
        """The network said yes."""
        self.step(
            State.SCHEDULED if receipt.scheduled else State.PUBLISHED,
            remote_id=receipt.id,
            url=receipt.url,
            reference=dict(receipt.reference),
            reason="",
            retryable=False,
        )

    def failed(self, error: Exception) -> None:
        """Nothing was published, surely. Refusals by the network are counted."""
        refused = isinstance(error, PublishError) and not isinstance(error, (NotSent, Ambiguous))
        retryable = isinstance(error, Ambiguous) or (isinstance(error, PublishError) and error.retryable)
        attempt = self._row.attempt + (1 if refused else 0)
        self.step(State.FAILED, reason=words(error), retryable=retryable, attempt=attempt, sent_at="")

    def absent(self, reason: str) -> None:
        """The network says that it is not there: it may be sent again under the same key."""
        self.step(State.FAILED, reason=reason, retryable=True, sent_at="")

    def doubt(self, reason: str) -> None:
        """Nobody knows."""
        self.step(State.UNKNOWN, reason=reason)

    def step(self, state: State, **changes: Any) -> None:
        """Move the row on."""
        self._put(replace(self._row, state=state, **changes))

    @property
    def _row(self) -> Entry:
        if self.entry is None:
            raise RuntimeError("the part was not claimed")
        return self.entry

    def _put(self, entry: Entry) -> None:
        after = replace(entry, run=self.run, updated_at=self._now(), reason=redacted(entry.reason))
        self.entry = self.ledger.move(self.entry, after)

    def _now(self) -> str:
        return stamp(self.clock())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The row as it stands, and what kept it from being published."""

    entry: Entry
    error: Exception | None = None

    @property
    def bug(self) -> Exception | None:
        return None if self.error is None or isinstance(self.error, SmmError) else self.error


@dataclass(slots=True)
class Sender:
    """Sends parts through one driver into one ledger. `patience`: account -> seconds it may still wait in this run."""

    driver: Driver
    ledger: Ledger
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    run: str
    project: Path
    patience: dict[str, float] = field(default_factory=dict)

    def send(self, decision: Decision, outlet: Outlet, rows: Mapping[str, Entry]) -> Outcome:
        """Claim the part, send it, record what came of it; once more after a short "too many calls"."""
        planned = decision.planned
        journal = self.journal(self.ledger.get(planned.key))
        while True:
            journal.claim(planned, decision.native)
            error = self._attempt(journal, decision, outlet, rows)
            if not isinstance(error, RateLimited) or not self._waited(planned.account, error.retry_after):
                assert journal.entry is not None  # noqa: S101 - it was claimed above
                return Outcome(journal.entry, error)

    def journal(self, entry: Entry | None) -> Journal:
        """Take up the row where it stands."""
        return Journal(self.ledger, self.clock, self.run, entry)

    def _attempt(
        self, journal: Journal, decision: Decision, outlet: Outlet, rows: Mapping[str, Entry]
    ) -> Exception | None:
        planned = decision.planned
        own = {planned.key: journal.entry} if journal.entry else {}
        try:
            for path, digest in planned.files:
                check_file(self.project, path, digest)
            delivery = outlet.delivery(planned, {**rows, **own}, decision.native)
            self._run(journal, outlet.platform.publish(delivery))
        except KeyboardInterrupt:
            self._interrupted(journal)
            raise
        except LedgerError:
            raise
        except Exception as error:
            self._went_wrong(journal, error)
            return error
        return None

    def _run(self, journal: Journal, flow: Flow) -> None:
        journal.received(self.driver.run(flow, journal.sending))

    def _went_wrong(self, journal: Journal, error: Exception) -> None:
        """A bug after the creating call left is a doubt too."""
        assert journal.entry is not None  # noqa: S101 - only called between claim and record
        left = journal.entry.state is State.SENDING
        if left and (isinstance(error, Ambiguous) or not isinstance(error, PublishError)):
            journal.doubt(words(error))
        else:
            journal.failed(error)

    def _interrupted(self, journal: Journal) -> None:
        if journal.entry and journal.entry.state is State.SENDING:
            journal.doubt("the run was interrupted while the creating call was under way")

    def _waited(self, account: str, wanted: float) -> bool:
        left = self.patience.get(account, PATIENCE)
        if wanted > left:
            return False
        self.sleep(wanted)
        self.patience[account] = left - wanted
        return True


PATIENCE = 30.0
"""Seconds an account may wait out "too many calls" in one run."""


def stops_account(error: Exception | None) -> bool:
    """Whatever else the account has to send would fare the same in this run."""
    return isinstance(error, (Unauthorised, RateLimited))


def words(error: Exception) -> str:
    """The error in one line without secrets."""
    if isinstance(error, SmmError):
        return redacted(f"{error.message}; {error.hint}" if error.hint else error.message)
    return redacted(f"a bug in smmgen: {type(error).__name__}: {error}")
