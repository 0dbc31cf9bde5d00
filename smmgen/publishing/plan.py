"""The selected part of the build and the ledger, from which every decision is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from smmgen.ledger.model import Entry
from smmgen.ledger.store import Ledger
from smmgen.publishing.accounts import AccountSession, open_sessions
from smmgen.publishing.context import Context
from smmgen.publishing.due import Decision, SchedulePolicy, decide, next_planned
from smmgen.publishing.payloads import Planned
from smmgen.publishing.resemblance import Question, ask
from smmgen.publishing.results import Row, row
from smmgen.publishing.selection import in_filter, in_scope

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate
    from smmgen.approvals.words import Unapproved


@dataclass(frozen=True, slots=True)
class Plan:
    """`parts` are in the order of time; `rows` are the ledger's by key, as they change; `sessions` are by account.

    `questions`: what a person is asked before the part of that key is sent. `wanted`: whether a row belongs to what was
    asked for. `gate`: what waits for an approval; None where nothing needs one.
    """

    parts: Sequence[Planned]
    rows: dict[str, Entry]
    sessions: Mapping[str, AccountSession]
    questions: Mapping[str, Question]
    wanted: Callable[[Entry], bool]
    gate: Gate | None

    @property
    def policy(self) -> Mapping[str, SchedulePolicy]:
        """How each account publishes."""
        return {name: session.policy for name, session in self.sessions.items()}

    def session(self, planned: Planned) -> AccountSession:
        """The part's account, ready to send."""
        return self.sessions[planned.account]

    def decide(self, now: datetime) -> list[Decision]:
        """One decision for each part."""
        return decide(self.parts, self.rows, self.policy, now, self.questions, self.unapproved)

    def unapproved(self, planned: Planned) -> Unapproved | None:
        """Why the part must not be sent yet: somebody's yes is missing."""
        return self.gate.unapproved(planned.payload) if self.gate else None

    def upcoming(self, decisions: Iterable[Decision], now: datetime) -> list[Row]:
        """What goes out next, and when."""
        found = next_planned(decisions, self.policy, now)
        return [replace(row(planned, None, "planned"), at=at.isoformat()) for at, planned in found]

    def by_account(self) -> Iterator[Plan]:
        """The same in pieces that have nothing to do with each other."""
        names = {planned.account for planned in self.parts} | {entry.account for entry in self.rows.values()}
        for name in sorted(names):
            parts = [planned for planned in self.parts if planned.account == name]
            own = {key: entry for key, entry in self.rows.items() if entry.account == name}
            yield replace(self, parts=parts, rows=own)


def make_plan(context: Context, ledger: Ledger, build: Sequence[Planned]) -> Plan:
    """`build`: every part of it. Raises UserError for an account or a post that does not exist."""
    parts = in_scope(build, context)
    sessions = open_sessions(context, {planned.account for planned in parts})
    rows = {entry.key: entry for entry in ledger.entries()}
    questions = ask(build, rows, context.config, context.find_network)
    return Plan(parts, rows, sessions, questions, in_filter(context, parts), gate_of(context, ledger))


def gate_of(context: Context, ledger: Ledger) -> Gate | None:
    """What may be sent, by smm.toml as it is written and by all approvals that there are. A project that asks for none
    does not even load what knows of them."""
    config = context.written or context.config
    if not config.review:
        return None
    from smmgen.approvals.gate import Gate
    from smmgen.approvals.imported import imported

    known = imported(ledger) if context.imported is None else context.imported
    return Gate(context.project, config, context.now, known)
