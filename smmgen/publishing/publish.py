"""`smm publish`: what is due goes out, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from smmgen import platforms
from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.platforms.base import Platform
from smmgen.publishing.doubts import QUIET, Doubt, can_settle, settle
from smmgen.publishing.driver import Driver
from smmgen.publishing.due import Decision, Verdict, decide
from smmgen.publishing.ledger import DOUBTFUL, OUT, Entry, Ledger, State
from smmgen.publishing.outlets import Outlet, open_outlets, require_ready
from smmgen.publishing.planned import Planned, read_build
from smmgen.publishing.report import Report, Row, row
from smmgen.publishing.scope import in_filter, in_scope
from smmgen.publishing.sending import Outcome, Sender, stops_account, words

_ROUNDS = 2
"""What the first round left in doubt is settled in the second, and what waited for it goes out."""


def utc_now() -> datetime:
    """The machine's clock, for the ledger's times. What is due is decided by `now`."""
    return datetime.now(UTC)


def publish(
    project: Path,
    config: Config,
    ledger: Ledger,
    now: datetime,
    environ: Mapping[str, str],
    *,
    accounts: Collection[str] = (),
    posts: Collection[str] = (),
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    quiet: float = QUIET,
    tell: Callable[[Row], None] = lambda row: None,
    find_platform: Callable[[str], Platform] = platforms.get,
) -> Report:
    """Send everything that is due at `now`, after settling what earlier runs left in doubt.

    `accounts` and `posts` (uid, slug or path) narrow it down. `tell` hears of every row as soon as it is recorded.
    Raises UserError before anything is sent when the build, the accounts, the tokens or the ledger are not in order.
    """
    with ledger.lock(), Driver(project, sleep=sleep) as driver:
        plan = in_scope(read_build(project), config, accounts, posts)
        outlets = open_outlets(config, plan, environ, find_platform)
        sender = Sender(driver, ledger, clock, sleep, uuid4().hex[:12], project)
        rows = {entry.key: entry for entry in ledger.entries()}
        run = _Run(plan, outlets, sender, now, quiet, tell, rows, in_filter(accounts, posts, plan), not rows)
        require_ready(run.needed(), environ)
        for _ in range(_ROUNDS):
            run.settle_doubts()
            run.send_due()
            if not run.can_settle_more():
                break
        return run.report()


_FIRST = (
    "the ledger is new: what was planned for earlier was marked as missed and stays unsent ({count}); "
    "`smm status` shows them, `smm resolve KEY --resend` sends one all the same"
)


def _is_missed(entry: Entry | None) -> bool:
    return entry is not None and entry.state is State.MISSED


@dataclass(slots=True)
class _Run:
    """One run: the plan, the ledger's rows as they change, and what was done."""

    plan: list[Planned]
    outlets: Mapping[str, Outlet]
    sender: Sender
    now: datetime
    quiet: float
    tell: Callable[[Row], None]
    rows: dict[str, Entry]
    wanted: Callable[[Entry], bool]
    new: bool = False
    """The ledger had no row yet: what was planned for earlier was nobody's to send."""
    touched: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    """Sent in this run and not to be sent again in it."""
    stopped: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    bugs: list[Exception] = field(default_factory=list)

    def needed(self) -> list[Outlet]:
        """The accounts that will be called."""
        due = {decision.planned.account for decision in self._decide() if decision.verdict is Verdict.DUE}
        doubtful = {doubt.entry.account for doubt in self._doubts() if doubt.planned and can_settle(doubt.outlet)}
        return [outlet for name, outlet in self.outlets.items() if name in due | doubtful]

    def settle_doubts(self) -> None:
        """Find out what became of calls that were cut off."""
        for doubt in self._doubts():
            if doubt.entry.account not in self.stopped:
                outcome = settle(doubt, self.sender, self.rows, self.now, self.quiet)
                self._note(doubt.planned, outcome)
                if outcome.entry.state is State.FAILED:  # it is not there, so it may be sent in this run after all
                    self.tried.discard(outcome.entry.key)

    def send_due(self) -> None:
        """Send what is due and record what is too late, in the order of time."""
        decisions = self._decide()
        missed = [one for one in decisions if one.verdict is Verdict.MISSED and not _is_missed(one.entry)]
        if self.new and missed:
            self.notices.append(_FIRST.format(count=len(missed)))
        for decision in decisions:
            if decision.verdict is Verdict.MISSED and not _is_missed(decision.entry):
                self._miss(decision)
            elif decision.verdict is Verdict.DUE and self._may_send(decision.planned):
                self._send(decision)

    def can_settle_more(self) -> bool:
        """Another round would help."""
        return any(
            doubt.planned and can_settle(doubt.outlet) and doubt.entry.account not in self.stopped
            for doubt in self._doubts()
        )

    def report(self) -> Report:
        """What was done, and what stands in the way of the rest."""
        decisions = [one for one in self._decide() if not (self.new and one.verdict is Verdict.MISSED)]
        known = {planned.key for planned in self.plan}
        orphans = [entry for entry in self._doubtful() if entry.key not in known]
        rows = [self._row(None, entry, entry.state, entry.reason) for entry in orphans]
        for decision in decisions:
            if state := self._state(decision):
                reason = decision.reason or self._holdup(decision.planned)
                rows.append(self._row(decision.planned, self.rows.get(decision.planned.key), state, reason))
        edited = {(d.planned.path, d.planned.account): d.reason for d in decisions if d.verdict is Verdict.EDITED}
        told = [f"{path} ({account}): {reason}" for (path, account), reason in edited.items()]
        stops = [f"account `{name}` was left alone after this: {why}" for name, why in self.stopped.items()]
        return Report(rows, [*stops, *self.notices, *told], self.bugs)

    def _decide(self) -> list[Decision]:
        return decide(self.plan, self.rows, {name: outlet.habits for name, outlet in self.outlets.items()}, self.now)

    def _doubtful(self) -> list[Entry]:
        return [entry for entry in self.rows.values() if entry.state in DOUBTFUL and self.wanted(entry)]

    def _doubts(self) -> list[Doubt]:
        planned = {one.key: one for one in self.plan}
        return [Doubt(entry, planned.get(entry.key), self.outlets.get(entry.account)) for entry in self._doubtful()]

    def _may_send(self, planned: Planned) -> bool:
        out = all(key in self.rows and self.rows[key].state in OUT for key in planned.earlier)
        return out and planned.key not in self.tried and planned.account not in self.stopped

    def _send(self, decision: Decision) -> None:
        outlet = self.outlets[decision.planned.account]
        self.tried.add(decision.planned.key)
        self._note(decision.planned, self.sender.send(decision, outlet, self.rows))

    def _miss(self, decision: Decision) -> None:
        journal = self.sender.journal(self.rows.get(decision.planned.key))
        journal.miss(decision.planned, decision.reason)
        if self.new and journal.entry:
            self.rows[journal.entry.key] = journal.entry
        elif journal.entry:
            self._note(decision.planned, Outcome(journal.entry))

    def _note(self, planned: Planned | None, outcome: Outcome) -> None:
        entry, error = outcome.entry, outcome.error
        self.rows[entry.key] = entry
        self.touched.add(entry.key)
        if outcome.bug:
            self.bugs.append(outcome.bug)
        if error and stops_account(error):
            self.stopped[entry.account] = words(error)
        try:
            self.tell(self._row(planned, entry, entry.state, entry.reason))
        except UserError as failure:
            self.notices.append(words(failure))

    def _row(self, planned: Planned | None, entry: Entry | None, state: str, reason: str) -> Row:
        outlet = self.outlets.get(entry.account if entry else planned.account if planned else "")
        why = entry.reason if entry and entry.reason else reason
        return row(planned, entry, state, why, outlet.url if outlet else "")

    def _holdup(self, planned: Planned) -> str:
        """Why something that is due was not even tried."""
        if planned.account in self.stopped:
            return f"account `{planned.account}` was left alone for the rest of this run"
        waits = any(key not in self.rows or self.rows[key].state not in OUT for key in planned.earlier)
        return "the part before it is not out" if waits else ""

    def _state(self, decision: Decision) -> str | None:
        """What the report calls it; None: not worth a row."""
        entry = self.rows.get(decision.planned.key)
        if entry and (entry.key in self.touched or entry.state in DOUBTFUL):
            return entry.state
        if decision.verdict is Verdict.BLOCKED:
            return State.FAILED if entry and entry.state is State.FAILED else "blocked"
        return "waiting" if decision.verdict is Verdict.DUE else None
