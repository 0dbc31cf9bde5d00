"""Sending one part: claim, flow, record. Every step is durable before the next one is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Rejected, SmmError, Unauthorised
from smmgen.platforms.base import Delivery, Finishing, Flow, Receipt, Safety, Scheduling, Search
from smmgen.publishing.aspects import aspects
from smmgen.publishing.driver import Driver
from smmgen.publishing.due import Decision
from smmgen.publishing.ledger import OUT, Entry, Ledger, LedgerError, LostRace, State, Step, instant, stamp
from smmgen.publishing.local_files import check_file
from smmgen.publishing.outlets import Outlet, receipt_of
from smmgen.publishing.planned import Planned
from smmgen.publishing.redaction import redacted, redacted_row

UPLOADS_LAST = 3600
"""Seconds for which an upload that no post took up is used again. AT Protocol, blobs: servers are to wait at least an
hour before they clear away what no record refers to; Mastodon keeps such files for a day."""


@dataclass(slots=True)
class Journal:
    """One row on its way; `entry` is always what the ledger holds."""

    ledger: Ledger
    clock: Callable[[], datetime]
    run: str
    entry: Entry | None = None
    can_ask: bool = False
    """The network can tell what became of a call: then its answer may be written down together with the next step."""

    def claim(self, planned: Planned, outlet: Outlet, native: bool = False) -> None:
        """Say that this run is about to send it."""
        self._put(self.claiming(planned, outlet, native))

    def claiming(self, planned: Planned, outlet: Outlet, native: bool) -> Entry:
        """The row that says so."""
        old = self.entry
        return planned.row(
            State.CLAIMED,
            attempt=old.attempt if old else 0,
            claimed_at=self._now(),
            asked_at=old.asked_at if old else "",
            reference=self._still_known(planned),
            native=native,
            content=aspects(outlet.platform, planned.part),
            likeness=planned.likeness(outlet.target),
        )

    def miss(self, planned: Planned, reason: str) -> None:
        """Record that it came too late."""
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

    def received(self, receipt: Receipt) -> None:
        """The network said yes. That is true whatever another run made of the row meanwhile."""
        try:
            self._received(receipt)
        except LostRace:
            self.entry = self.ledger.get(self._row.key)
            if self._row.state not in OUT:
                self._received(receipt)
        except KeyboardInterrupt:
            with suppress(LostRace):  # then it is there
                self._received(receipt)
            raise
        except LedgerError as error:
            where = receipt.url or receipt.id
            raise type(error)(f"`{self._row.key}` is out ({where}), and could not be recorded: {error.message}",
                              error.hint) from error  # fmt: skip

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
        """Nobody knows."""
        self.step(State.UNKNOWN, reason=reason)

    def step(self, state: State, later: bool = False, **changes: Any) -> None:
        """Move the row on."""
        self._put(replace(self._row, state=state, **changes), later)

    def dressed(self, entry: Entry) -> Entry:
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
        after = self.dressed(entry)
        self.entry = (self.ledger.move_later if later else self.ledger.move)(self.entry, after)

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
    claimed: dict[str, Entry] = field(default_factory=dict)
    """Rows of parts that were claimed ahead and have not been sent yet."""

    def claim_ahead(
        self, decisions: Sequence[Decision], outlets: Mapping[str, Outlet], rows: Mapping[str, Entry]
    ) -> None:
        """Claim many parts in one act. When another run has one of them in hand, each is claimed in its turn."""
        steps: list[Step] = []
        for decision in decisions:
            planned = decision.planned
            journal = self.journal(rows.get(planned.key))
            claim = journal.claiming(planned, outlets[planned.account], decision.native)
            steps.append((journal.entry, journal.dressed(claim)))
        with suppress(LostRace):
            self.claimed |= {entry.key: entry for entry in self.ledger.move_all(steps)}

    def give_back(self, keys: Iterable[str]) -> list[Entry]:
        """Leave those that were claimed ahead and not come to for the next run. Returns their rows."""
        left = [self.journal(self.claimed.pop(key)) for key in keys if key in self.claimed]
        for journal in left:
            with suppress(LostRace):
                journal.step(State.FAILED, later=True, reason="left for the next run", retryable=True)
        return [journal.entry for journal in left if journal.entry]

    def send(self, decision: Decision, outlet: Outlet, rows: Mapping[str, Entry]) -> Outcome:
        """Claim the part, send it, record what came of it; once more after a short "too many calls".

        Raises LostRace when another run has it in hand: its row is not as `rows` says.
        """
        planned = decision.planned
        ahead = self.claimed.pop(planned.key, None)
        journal = self.journal(ahead or rows.get(planned.key))
        journal.can_ask = outlet.platform.safety is not Safety.BLIND
        while True:
            if journal.entry is None or journal.entry is not ahead:
                journal.claim(planned, outlet, decision.native)
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
        journal.received(self.driver.run(flow, journal.sending, journal.progress))

    def confirm(self, planned: Planned, entry: Entry, outlet: Outlet, rows: Mapping[str, Entry]) -> Outcome:
        """See what the network's own scheduler made of the post."""
        platform = outlet.platform
        assert isinstance(platform, Scheduling)  # noqa: S101 - the caller has looked
        return self._revisit(entry, platform.released, outlet.delivery(planned, rows))

    def finish(self, planned: Planned, entry: Entry, outlet: Outlet, rows: Mapping[str, Entry]) -> Outcome:
        """Do what was to follow the post."""
        platform = outlet.platform
        assert isinstance(platform, Finishing)  # noqa: S101 - nobody else's receipt asks for it
        return self._revisit(entry, platform.finish, outlet.delivery(planned, rows))

    def _revisit(self, entry: Entry, visit: Callable[[Delivery], Flow | Search], delivery: Delivery) -> Outcome:
        """Whatever comes of it, the network still has the post, and the row says what is left to do."""
        journal = self.journal(entry)
        try:
            if receipt := self.driver.run(visit(replace(delivery, live=receipt_of(entry)))):
                journal.received(receipt)
        except LedgerError:
            raise
        except Exception as error:
            journal.remains(words(error))
            return Outcome(journal.entry or entry, error)
        return Outcome(journal.entry or entry)

    def _went_wrong(self, journal: Journal, error: Exception) -> None:
        """A bug after the creating call left is a doubt too."""
        assert journal.entry is not None  # noqa: S101 - only called between claim and record
        left = journal.entry.state is State.SENDING
        if left and (isinstance(error, Ambiguous) or not isinstance(error, PublishError)):
            journal.doubt(words(error))
        else:
            journal.failed(error)

    def _interrupted(self, journal: Journal) -> None:
        """Nobody has to wait for our lease to end. What was being written just now may be there: then that stands."""
        with suppress(LostRace):
            if journal.entry and journal.entry.state is State.SENDING:
                journal.doubt("the run was interrupted while the creating call was under way")
            elif journal.entry and journal.entry.state is State.CLAIMED:
                journal.failed(NotSent("the run was interrupted before it was sent"))

    def _waited(self, account: str, wanted: float) -> bool:
        left = self.patience.get(account, PATIENCE)
        if wanted > left:
            return False
        self.sleep(wanted)
        self.patience[account] = left - wanted
        return True


def _clean(entry: Entry) -> dict[str, Any]:
    """What a network or an error said, without the secrets it may have repeated."""
    return redacted_row(
        {"reason": entry.reason, "remote_id": entry.remote_id, "url": entry.url, "reference": entry.reference}
    )


PATIENCE = 30.0
"""Seconds an account may wait out "too many calls" in one run."""


def stops_account(error: Exception | None) -> bool:
    """Whatever else the account has to send would fare the same in this run."""
    return isinstance(error, (Unauthorised, RateLimited))


LONGEST_WORDS, _LONGEST_READ = 1000, 20_000
"""Characters of an error that are kept, and that are looked at: networks may say as much as they like."""


def words(error: Exception) -> str:
    """The error in one line without secrets."""
    if not isinstance(error, SmmError):
        return _shortened(f"a bug in smmgen: {type(error).__name__}: {error}")
    said = _shortened(error.message)
    return f"{said}; {redacted(error.hint)}" if error.hint else said


def _shortened(text: str) -> str:
    """Cut only once the secrets are out: half a secret is not known again."""
    if len(text) > _LONGEST_READ:
        text = text[:_LONGEST_READ].rpartition(" ")[0]
    clean = redacted(text)
    return clean if len(clean) <= LONGEST_WORDS else f"{clean[:LONGEST_WORDS]}…"
