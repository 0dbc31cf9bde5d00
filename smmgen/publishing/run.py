"""One run over one plan: settle doubts, send what is due, do follow-up steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from smmgen.content.schedule import minute
from smmgen.errors import PublishError, RateLimited, UserError
from smmgen.keys import Identity
from smmgen.ledger.model import DOUBTFUL, OUT, Entry, State, instant
from smmgen.ledger.store import LostRace
from smmgen.networks.base import Finishing, Scheduling
from smmgen.publishing.context import Context
from smmgen.publishing.due import Decision, Verdict, next_time
from smmgen.publishing.journal import Journal, words
from smmgen.publishing.leases import NO_LEASE, WAITS, Lease, Waits
from smmgen.publishing.leftovers import remove
from smmgen.publishing.notices import old_names, passed
from smmgen.publishing.pauses import why_paused
from smmgen.publishing.payloads import Planned
from smmgen.publishing.plan import Plan
from smmgen.publishing.reconcile import Doubt, can_settle, settle
from smmgen.publishing.results import Report, Row, row, told_as
from smmgen.publishing.send import Outcome, Sender, stops_account

_BEGUN_LATE = "it was planned for a time before the project began to use smm"
ROUNDS = 2
"""The second round resolves what the first one left in doubt, and publishes what waited for it."""
FOLLOW_UP = timedelta(days=1)
"""For so long after a post went out, what was to follow it is tried again."""
SCHEDULER = timedelta(minutes=2)
"""By so much a network's own scheduler may be late before it is asked what it has posted."""
REST, FULL_REST = 60.0, 900.0
"""Seconds that an account is better left alone after a failure that may pass by itself, and after so many posts."""
_UP_TO_SOMEBODY = (Verdict.DUE, Verdict.HELD, Verdict.UNAPPROVED)


@dataclass(slots=True)
class Run:
    """The plan as its rows change, and what was done. One thread is in it at a time.

    `old`: the ledger has no row yet, and what was planned for earlier than this was nobody's to send.
    """

    context: Context
    plan: Plan
    sender: Sender
    waits: Waits = WAITS
    old: datetime | None = None
    pause: str = field(init=False, default="")
    touched: set[str] = field(init=False, default_factory=set)
    tried: set[str] = field(init=False, default_factory=set)
    """Sent in this run and not to be sent again in it."""
    lost: set[str] = field(init=False, default_factory=set)
    """Another run was quicker."""
    begun: dict[str, set[Identity]] = field(init=False, default_factory=dict)
    """Account -> the posts that this run began to send."""
    begun_late: int = field(init=False, default=0)
    """How many parts were planned for a time before the project began to use smm."""
    passed: dict[Identity, Planned] = field(init=False, default_factory=dict)
    """Times of posts that repeat that were left out, because the next one had come."""
    went_out: set[str] = field(init=False, default_factory=set)
    """What the network took in this run; it had nothing of it before."""
    stops: dict[str, str] = field(init=False, default_factory=dict)
    rests: dict[str, float] = field(init=False, default_factory=dict)
    notices: list[str] = field(init=False, default_factory=list)
    bugs: list[Exception] = field(init=False, default_factory=list)

    def go(self) -> None:
        """The whole run."""
        for _ in range(ROUNDS):
            self.settle_doubts()
            self.send_due()
            if not self._can_settle_more():
                break
        self.follow_up()
        self.confirm()
        self.clean_up()

    def settle(self) -> None:
        """Only settle doubts."""
        for _ in range(ROUNDS):
            self.settle_doubts()
            if not self._can_settle_more():
                break
        self.confirm()
        self.clean_up()

    def next_calls(self, only_doubts: bool = False) -> Iterator[Planned]:
        """The parts that will be sent, looked for or followed up, as far as can be told beforehand."""
        yield from (doubt.planned for doubt in self._doubts() if doubt.planned and can_settle(doubt))
        if not only_doubts and not self._is_paused():
            due = [one for one in self._decide() if one.verdict is Verdict.DUE]
            yield from (one.planned for one in due if not self._held(one.entry))
            yield from (planned for planned, _ in self._unfinished())
        yield from (planned for planned, _ in self._released())

    def settle_doubts(self) -> None:
        """Find out what became of interrupted calls."""
        for doubt in self._doubts():
            if self.context.stopped() or doubt.entry.account in self.stops:
                continue
            try:
                resend = not self._is_paused() and not (doubt.planned and self.plan.unapproved(doubt.planned))
                outcome = settle(doubt, self.sender, self.plan.rows, quiet=self.waits.quiet, resend=resend)
            except LostRace:
                self._look_again(doubt.entry.key)
                continue
            self._note(doubt.planned, outcome)
            if outcome.entry.state is State.FAILED:  # it is not there, so it may be sent in this run after all
                self.tried.discard(outcome.entry.key)

    def send_due(self) -> None:
        """Send what is due and record what is too late, in the order of time."""
        if self._is_paused():
            return
        decisions = self._decide()
        missed = [one for one in decisions if self._is_fresh_miss(one)]
        self.begun_late += sum(self._is_old(one.planned) for one in missed)
        ahead = self._claim_ahead(decisions)
        for decision in decisions:
            if self.context.stopped():
                break
            if self._is_fresh_miss(decision):
                self._miss(decision)
            elif decision.verdict is Verdict.DUE and not self._holdup(decision.planned):
                self._send(decision)
            elif decision.verdict is Verdict.DUE and self._is_full(decision.planned):
                self.rests.setdefault(decision.planned.account, FULL_REST)
        self.plan.rows.update({entry.key: entry for entry in self.sender.give_back(ahead)})

    def _claim_ahead(self, decisions: list[Decision]) -> list[str]:
        """Where each act takes long, all claims of this run are one. Returns the keys."""
        if not self.sender.ledger.slow:
            return []
        due = [one for one in decisions if one.verdict is Verdict.DUE and not self._holdup(one.planned)]
        posts: dict[str, set[Identity]] = {name: set(begun) for name, begun in self.begun.items()}
        chosen = []
        for decision in due:
            begun = posts.setdefault(decision.planned.account, set())
            if len(begun | {decision.planned.identity}) <= self.plan.session(decision.planned).max_posts:
                begun.add(decision.planned.identity)
                chosen.append(decision)
        if len(chosen) > 1:
            self.sender.claim_ahead(chosen, self.plan.sessions, self.plan.rows)
        return [decision.planned.key for decision in chosen]

    def follow_up(self) -> None:
        """Do the follow-up steps of published posts."""
        for planned, entry in list(self._unfinished()):
            if not self.context.stopped() and not self._is_paused() and planned.account not in self.stops:
                self._finish(planned, entry)

    def confirm(self) -> None:
        """Find what the networks' own schedulers have posted by now: it has an address of its own."""
        for planned, entry in list(self._released()):
            if self.context.stopped() or planned.account in self.stops:
                continue
            try:
                outcome = self.sender.confirm(planned, entry, self.plan.session(planned), self.plan.rows)
            except LostRace:
                self._look_again(planned.key)
                continue
            if outcome.error or outcome.entry != entry:
                self._note(planned, outcome)
            if outcome.error:
                self.notices.append(f"{planned.key}: {outcome.entry.reason}")

    def clean_up(self) -> None:
        """Remove what was uploaded for networks to fetch."""
        rows = [entry for entry in self.plan.rows.values() if self.plan.wanted(entry) and not self._held(entry)]
        with suppress(LostRace):  # then the other run removes it
            for entry, said in remove(rows, self.sender):
                self.plan.rows[entry.key] = entry
                self.notices += [said] if said else []

    def report(self, only_doubts: bool = False) -> Report:
        """What was done, and what stands in the way of the rest; of doubts only, where nothing else was asked for."""
        found = self._report()
        if not only_doubts:
            return found
        about = self.touched | {entry.key for entry in self._doubtful()}
        return replace(found, rows=[row for row in found.rows if row.key in about])

    def _report(self) -> Report:
        decisions = [one for one in self._decide() if not (one.verdict is Verdict.MISSED and self._is_old(one.planned))]
        known = {planned.key for planned in self.plan.parts}
        orphans = [entry for entry in self._doubtful() if entry.key not in known]
        rows = [self._row(None, entry, entry.state, self._until(entry) or entry.reason) for entry in orphans]
        for decision in decisions:
            if state := self._state(decision):
                rows.append(self._told(decision, state))
        edited = {d.planned.identity: d for d in decisions if d.verdict is Verdict.EDITED}
        told = [f"{d.planned.path} ({d.planned.account}): {d.reason}" for d in edited.values()]
        stops = [f"account `{name}` was skipped after this: {why}" for name, why in self.stops.items()]
        told += [*old_names(decisions), *passed(self.passed.values())]
        later = next_time(decisions, self.plan.policy, self.context.now)
        upcoming = self.plan.upcoming(decisions, self.context.now)
        return Report(rows, [*stops, *self.notices, *told], self.bugs, self.rests, later, upcoming, self.went_out)

    def _decide(self) -> list[Decision]:
        return self.plan.decide(self.context.now)

    def _doubtful(self) -> list[Entry]:
        return [entry for entry in self.plan.rows.values() if entry.state in DOUBTFUL and self.plan.wanted(entry)]

    def _doubts(self) -> list[Doubt]:
        """Those that no other run may be at work on."""
        planned = {one.key: one for one in self.plan.parts}
        free = [entry for entry in self._doubtful() if not self._held(entry) and entry.key not in self.lost]
        return [Doubt(entry, planned.get(entry.key), self.plan.sessions.get(entry.account)) for entry in free]

    def _can_settle_more(self) -> bool:
        """Another round would help."""
        return any(
            doubt.planned and can_settle(doubt) and doubt.entry.account not in self.stops for doubt in self._doubts()
        )

    def _unfinished(self) -> Iterator[tuple[Planned, Entry]]:
        return (one for one in self._known(Finishing) if self._is_unfinished(one[1]))

    def _released(self) -> Iterator[tuple[Planned, Entry]]:
        return (one for one in self._known(Scheduling) if self._is_released(one[1]))

    def _known(self, able: type) -> Iterator[tuple[Planned, Entry]]:
        """Parts with a row, on networks that are able to do this."""
        for planned in self.plan.parts:
            entry = self.plan.rows.get(planned.key)
            if entry and isinstance(self.plan.session(planned).network, able):
                yield planned, entry

    def _is_released(self, entry: Entry) -> bool:
        if entry.state is not State.SCHEDULED or entry.updating or not entry.at:
            return False
        return SCHEDULER <= self.context.now - instant(entry.at) < FOLLOW_UP

    def _is_unfinished(self, entry: Entry) -> bool:
        age = self.context.clock() - instant(entry.sent_at or entry.updated_at)
        return entry.state in OUT and bool(entry.reference.get("follow_up")) and age < FOLLOW_UP

    def _paused_words(self) -> str:
        return f"publishing is paused: {self.pause}" if self.pause else ""

    def _is_paused(self) -> bool:
        self.pause = why_paused(self.context.config, self.sender.ledger, self.context.now)
        return bool(self.pause)

    def _held(self, entry: Entry | None) -> datetime | None:
        """Until when the row is another run's, or the network's; None: it is free."""
        if entry is None:
            return None
        session = self.plan.sessions.get(entry.account)
        lease = session.lease if session else NO_LEASE
        if self.waits.lease is not None:
            lease = Lease(timedelta(seconds=self.waits.lease))
        return lease.ends(entry, self.sender.run, self.context.clock())

    def _until(self, entry: Entry | None) -> str:
        until = self._held(entry)
        return (
            f"another run may still be at work on it; it is taken up after {minute(until, self._zone)}" if until else ""
        )

    @property
    def _zone(self) -> tzinfo:
        return next((session.zone for session in self.plan.sessions.values()), UTC)

    def _send(self, decision: Decision) -> None:
        planned = decision.planned
        if self._is_paused():
            return
        self.tried.add(planned.key)
        self.begun.setdefault(planned.account, set()).add(planned.identity)
        try:
            self._note(planned, self.sender.send(decision, self.plan.session(planned), self.plan.rows))
        except LostRace:
            self._look_again(planned.key)

    def _finish(self, planned: Planned, entry: Entry) -> None:
        try:
            self._note(planned, self.sender.finish(planned, entry, self.plan.session(planned), self.plan.rows))
        except LostRace:
            self._look_again(planned.key)

    def _look_again(self, key: str) -> None:
        """Somebody else has it in hand: what they made of it stands."""
        self.lost.add(key)
        if entry := self.sender.ledger.get(key):
            self.plan.rows[key] = entry

    def _miss(self, decision: Decision) -> None:
        journal = self.sender.journal(self.plan.rows.get(decision.planned.key))
        try:
            journal.miss(decision.planned, decision.reason or _BEGUN_LATE)
        except LostRace:
            self._look_again(decision.planned.key)
        else:
            self._missed(decision, journal)

    def _is_old(self, planned: Planned) -> bool:
        return self.old is not None and planned.at is not None and planned.at < self.old

    def _missed(self, decision: Decision, journal: Journal) -> None:
        """What is no news is counted: nobody is to be told of all Mondays of a year."""
        planned = decision.planned
        if journal.entry and (decision.passed or self._is_old(planned)):
            self.plan.rows[journal.entry.key] = journal.entry
            if not self._is_old(planned):
                self.passed[planned.identity] = planned
        elif journal.entry:
            self._note(planned, Outcome(journal.entry))

    def _note(self, planned: Planned | None, outcome: Outcome) -> None:
        entry, error = outcome.entry, outcome.error
        before = self.plan.rows.get(entry.key)
        if entry.state in OUT and (before is None or before.state not in OUT):
            self.went_out.add(entry.key)
        self.plan.rows[entry.key] = entry
        self.touched.add(entry.key)
        if outcome.bug:
            self.bugs.append(outcome.bug)
        if error and stops_account(error):
            self.stops[entry.account] = words(error)
        if isinstance(error, PublishError) and error.retryable:
            asked = error.retry_after if isinstance(error, RateLimited) else 0.0
            self.rests[entry.account] = max(asked, self.rests.get(entry.account, REST))
        state = entry.state if error else told_as(before, entry)
        try:
            if state:
                self.context.tell(self._row(planned, entry, state, entry.reason))
        except UserError as failure:
            self.notices.append(words(failure))

    def _told(self, decision: Decision, state: str) -> Row:
        planned, entry = decision.planned, self.plan.rows.get(decision.planned.key)
        if entry and entry.state in OUT:
            return self._row(planned, entry, state, "")
        if state in (Verdict.HELD, Verdict.UNAPPROVED):
            return row(planned, entry, state, decision.reason, hint=decision.hint)
        reason = self._until(entry) or self._paused_words() or decision.reason or self._holdup(planned)
        return self._row(planned, entry, state, reason)

    def _row(self, planned: Planned | None, entry: Entry | None, state: str, reason: str) -> Row:
        session = self.plan.sessions.get(entry.account if entry else planned.account if planned else "")
        why = entry.reason if entry and entry.reason else reason
        return row(planned, entry, state, why, session.url if session else "", self._zone)

    def _holdup(self, planned: Planned) -> str:
        """Why something that is due is not to be tried now; "": it is."""
        if planned.account in self.stops:
            return f"account `{planned.account}` was skipped for the rest of this run"
        if not all(key in self.plan.rows and self.plan.rows[key].state in OUT for key in planned.earlier):
            return "the part before it is not out"
        if until := self._until(self.plan.rows.get(planned.key)):
            return until
        if planned.key in self.lost:
            return "another run is already processing it"
        if self._is_full(planned):
            most = self.plan.session(planned).max_posts
            return f"limit of {most} post{'s' * (most != 1)} per run reached; the next run continues"
        return "it was tried in this run" if planned.key in self.tried else ""

    def _is_full(self, planned: Planned) -> bool:
        begun = self.begun.get(planned.account, set())
        return planned.identity not in begun and len(begun) >= self.plan.session(planned).max_posts

    def _state(self, decision: Decision) -> str | None:
        """What the report calls it; None: not worth a row."""
        entry = self.plan.rows.get(decision.planned.key)
        if entry and (entry.key in self.touched | self.lost or entry.state in DOUBTFUL or self._held(entry)):
            return entry.state
        if decision.verdict is Verdict.BLOCKED:
            return State.FAILED if entry and entry.state is State.FAILED else "blocked"
        if decision.verdict is Verdict.LATER:
            return "later" if _is_kept_back(decision, self.context.now) else None
        if self.pause and (decision.verdict in _UP_TO_SOMEBODY or self._is_fresh_miss(decision)):
            return "later"
        if decision.verdict is Verdict.HELD:
            return None if decision.too_late else Verdict.HELD
        if decision.verdict is Verdict.UNAPPROVED:
            return None if self._is_old(decision.planned) else Verdict.UNAPPROVED
        if decision.verdict is Verdict.BY_HAND:
            return None if self._is_old(decision.planned) else Verdict.BY_HAND
        return "waiting" if decision.verdict is Verdict.DUE else None

    def _is_fresh_miss(self, decision: Decision) -> bool:
        """Too late, and not yet recorded so. What a person was to post before the project began to use smm is, too."""
        missed = decision.entry is not None and decision.entry.state is State.MISSED
        by_hand = decision.verdict in (Verdict.BY_HAND, Verdict.UNAPPROVED) and self._is_old(decision.planned)
        return (decision.verdict is Verdict.MISSED and not missed) or by_hand


def _is_kept_back(decision: Decision, now: datetime) -> bool:
    """It would have gone out by now, were it not for the calendar."""
    planned = decision.planned
    return planned.is_ready and planned.at is not None and planned.at <= now
