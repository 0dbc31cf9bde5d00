"""Sending one part: claim, flow, record. Every step is durable before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, SmmError, Unauthorised
from smmgen.ledger.model import Entry, State
from smmgen.ledger.store import Ledger, LedgerError, LostRace, Step
from smmgen.networks.base import Finishing, Safety, Scheduling
from smmgen.networks.wire import Delivery, Flow, Search
from smmgen.publishing.accounts import AccountSession, receipt_of
from smmgen.publishing.context import Context
from smmgen.publishing.due import Decision
from smmgen.publishing.journal import Journal, words
from smmgen.publishing.payloads import Planned
from smmgen.transport.driver import Driver
from smmgen.transport.local_files import check_file


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

    context: Context
    driver: Driver
    ledger: Ledger
    run: str
    patience: dict[str, float] = field(default_factory=dict)
    claimed: dict[str, Entry] = field(default_factory=dict)
    """Rows of parts that were claimed ahead and have not been sent yet."""

    def claim_ahead(
        self, decisions: Sequence[Decision], sessions: Mapping[str, AccountSession], rows: Mapping[str, Entry]
    ) -> None:
        """Claim many parts in one act. When another run has one of them in hand, each is claimed in its turn."""
        steps: list[Step] = []
        for decision in decisions:
            planned = decision.planned
            journal = self.journal(rows.get(planned.key))
            claim = journal.claiming(planned, sessions[planned.account], decision.native)
            steps.append((journal.entry, journal.with_metadata(claim)))
        with suppress(LostRace):
            self.claimed |= {entry.key: entry for entry in self.ledger.move_all(steps)}

    def give_back(self, keys: Iterable[str]) -> list[Entry]:
        """Leave those that were claimed ahead and not come to for the next run. Returns their rows."""
        left = [self.journal(self.claimed.pop(key)) for key in keys if key in self.claimed]
        for journal in left:
            with suppress(LostRace):
                journal.step(State.FAILED, later=True, reason="left for the next run", retryable=True)
        return [journal.entry for journal in left if journal.entry]

    def send(self, decision: Decision, session: AccountSession, rows: Mapping[str, Entry]) -> Outcome:
        """Claim the part, send it, record what came of it; once more after a short "too many calls".

        Raises LostRace when another run is already processing it: its row is not as `rows` says.
        """
        planned = decision.planned
        ahead = self.claimed.pop(planned.key, None)
        journal = self.journal(ahead or rows.get(planned.key))
        journal.can_ask = session.network.facts.safety_of(planned.format) is not Safety.BLIND
        while True:
            if journal.entry is None or journal.entry is not ahead:
                journal.claim(planned, session, decision.native)
            error = self._attempt(journal, decision, session, rows)
            if not isinstance(error, RateLimited) or not self._waited(planned.account, error.retry_after):
                assert journal.entry is not None  # noqa: S101 - it was claimed above
                return Outcome(journal.entry, error)

    def journal(self, entry: Entry | None) -> Journal:
        """Take up the row where it stands."""
        return Journal(self.ledger, self.context.clock, self.run, entry)

    def _attempt(
        self, journal: Journal, decision: Decision, session: AccountSession, rows: Mapping[str, Entry]
    ) -> Exception | None:
        planned = decision.planned
        own = {planned.key: journal.entry} if journal.entry else {}
        try:
            for item in planned.media:
                check_file(self.context.project, item["path"], item["sha256"])
            delivery = session.delivery(planned, {**rows, **own}, decision.native)
            self._run(journal, session.network.publish(delivery))
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
        journal.received(self.driver.run(flow, journal.sending, journal.progress, journal.uploading))

    def confirm(self, planned: Planned, entry: Entry, session: AccountSession, rows: Mapping[str, Entry]) -> Outcome:
        """See what the network's own scheduler made of the post."""
        network = session.network
        assert isinstance(network, Scheduling)  # noqa: S101 - the caller has looked
        return self._revisit(entry, network.released, session.delivery(planned, rows))

    def finish(self, planned: Planned, entry: Entry, session: AccountSession, rows: Mapping[str, Entry]) -> Outcome:
        """Do the post's follow-up steps."""
        network = session.network
        assert isinstance(network, Finishing)  # noqa: S101 - nobody else's receipt asks for it
        return self._revisit(entry, network.finish, session.delivery(planned, rows))

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
                journal.doubt("smm was interrupted while it was sending the post")
            elif journal.entry and journal.entry.state is State.CLAIMED:
                journal.failed(NotSent("the run was interrupted before it was sent"))

    def _waited(self, account: str, wanted: float) -> bool:
        left = self.patience.get(account, PATIENCE)
        if wanted > left:
            return False
        self.context.sleep(wanted)
        self.patience[account] = left - wanted
        return True


PATIENCE = 30.0
"""Seconds an account may wait out "too many calls" in one run."""


def stops_account(error: Exception | None) -> bool:
    """The account's other posts would fail the same way in this run."""
    return isinstance(error, (Unauthorised, RateLimited))
