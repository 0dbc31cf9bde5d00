"""Changes to live posts: the intent is durable before the first call, the outcome after the last.

Edits and deletions may be repeated, so a doubt about one is ended by doing it again; nothing here makes a second post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from smmgen.errors import RateLimited, Rejected, Unauthorised, UserError
from smmgen.ledger.model import RETRACTING, Entry, State, instant, stamp
from smmgen.ledger.store import Ledger
from smmgen.networks.wire import Delivery
from smmgen.publishing.accounts import AccountSession, receipt_of
from smmgen.publishing.context import Context
from smmgen.publishing.journal import words
from smmgen.publishing.payloads import Planned
from smmgen.publishing.results import Row, row
from smmgen.publishing.send import Outcome, stops_account
from smmgen.transport.driver import Driver
from smmgen.transport.redaction import redacted_row

DEFINITE = (Rejected, Unauthorised, RateLimited, UserError)
"""The network or the set-up said no: what is live is what it was."""
Changes = Mapping[str, Any]
"""Fields of the row that become true with the network's yes."""
DOUBT_HINT = "`smm reconcile` finds out what it can, and names the commands that end the doubt"
"""While nobody knows whether a part is out at all. Unlike `smm publish` it sends nothing else."""


@dataclass(slots=True)
class Amender:
    """Runs edits and deletions through one driver into one ledger."""

    context: Context
    driver: Driver
    ledger: Ledger
    run: str = field(default_factory=lambda: uuid4().hex[:12])
    rows: list[Row] = field(default_factory=list)
    """The rows of the report, in order."""
    bugs: list[Exception] = field(default_factory=list)
    stopped: dict[str, str] = field(default_factory=dict)
    """Account -> why the rest must wait."""

    def holdup(self, account: str) -> str:
        """Why the account's next part is not to be begun; "": it is."""
        if self.context.stopped():
            return "smm was asked to stop before it was begun"
        return f"account `{account}` was skipped: {self.stopped[account]}" if account in self.stopped else ""

    def amend(self, entry: Entry, intent: str, act: Callable[[], Changes]) -> Outcome:
        """Do it, and say what came of it. `act` calls the network, and raises what the network says.

        The row keeps the time at which it went out, from which the parts after it count.
        """
        outcome = self._amended(entry, intent, act)
        if outcome.bug:
            self.bugs.append(outcome.bug)
        return outcome

    def _amended(self, entry: Entry, intent: str, act: Callable[[], Changes]) -> Outcome:
        since = f"{_named(intent)} begun at {stamp(self.context.clock())}; no answer yet"
        begun = self.put(entry, updating=intent, reason=since)
        try:
            changes = act()
        except Exception as error:
            return self._went_wrong(entry, begun, error)
        return Outcome(self.put(begun, updating="", **{"reason": "", **changes}))

    def tell(self, row: Row) -> None:
        """Add the row to the report, and pass it to the listener."""
        self.rows.append(row)
        self.context.tell(row)

    def put(self, entry: Entry, **changes: Any) -> Entry:
        """Change the row durably, without the secrets that a network may have repeated."""
        after = replace(entry, run=self.run, **changes)
        said = {"reason": after.reason, "url": after.url, "remote_id": after.remote_id, "reference": after.reference}
        return self.ledger.move(entry, replace(after, **redacted_row(said)))

    def _went_wrong(self, before: Entry, begun: Entry, error: Exception) -> Outcome:
        """A plain no leaves things as they were, which may be in doubt from an earlier try."""
        if stops_account(error):
            self.stopped[begun.account] = words(error)
        name = _named(begun.updating)
        if not isinstance(error, DEFINITE):
            return Outcome(self.put(begun, reason=f"{name} may have reached the network or not: {words(error)}"), error)
        earlier = "; an earlier try is still in doubt" if before.updating else ""
        reason = f"{name} refused: {words(error)}{earlier}"
        return Outcome(self.put(begun, updating=before.updating, reason=reason), error)


def _named(intent: str) -> str:
    return "withdrawal" if intent == RETRACTING else "update"


def is_waiting(entry: Entry, now: datetime) -> bool:
    """The network's own scheduler has not posted it yet."""
    return entry.state is State.SCHEDULED and bool(entry.at) and now < instant(entry.at)


def is_located(entry: Entry) -> bool:
    """Whether the ledger contains the post's address."""
    return bool(entry.remote_id or entry.url)


def live_delivery(
    session: AccountSession, entry: Entry, now: datetime, planned: Planned | None = None, **more: Any
) -> Delivery:
    """What `edit` and `delete` receive about the post of a row. `planned`: the part as it is, or is to be."""
    planned_at = planned.at if planned else None
    return replace(
        session.bare(),
        part=planned.part if planned else {},
        key=entry.key,
        at=planned_at or (instant(entry.at) if entry.at else None),
        native=is_waiting(entry, now),
        live=receipt_of(entry),
        **more,
    )


def told(planned: Planned | None, entry: Entry | None, state: str, reason: str = "", hint: str = "") -> Row:
    """The row of a report about something that is live already."""
    return replace(row(planned, entry, "", reason), state=state, hint=hint)


def ending(outcome: Outcome) -> str:
    """`failed` after a plain no, else `unknown`: it has to be done again."""
    return State.FAILED if isinstance(outcome.error, DEFINITE) else State.UNKNOWN
