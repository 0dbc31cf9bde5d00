"""`smm status`: every part that is planned or was ever attempted, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, tzinfo
from pathlib import Path

from smmgen.config import Config
from smmgen.content.schedule import zone_of
from smmgen.ledger.model import DOUBTFUL, OUT, Entry, State
from smmgen.ledger.store import Ledger
from smmgen.networks import registry
from smmgen.networks.base import Network
from smmgen.publishing.accounts import AccountSession, open_sessions
from smmgen.publishing.due import Decision, Verdict, decide
from smmgen.publishing.payloads import Planned, read_build_if_any
from smmgen.publishing.resemblance import ask
from smmgen.publishing.results import Row, row
from smmgen.publishing.selection import in_filter, in_scope

_ENDED = OUT | DOUBTFUL | {State.ABANDONED, State.RETRACTED, State.RENAMED}


def status(
    project: Path,
    config: Config,
    ledger: Ledger,
    now: datetime,
    *,
    accounts: Collection[str] = (),
    posts: Collection[str] = (),
    find_network: Callable[[str], Network] = registry.get,
) -> list[Row]:
    """Rows in the order of their planned time; parts that are in the ledger but no longer built are among them.

    Needs no token. Without a build, the ledger alone is shown.
    """
    whole = read_build_if_any(project)
    plan = in_scope(whole, config, accounts, posts)
    sessions = open_sessions(config, plan, {}, find_network)
    rows = {entry.key: entry for entry in ledger.entries()}
    policy = {name: session.policy for name, session in sessions.items()}
    decisions = decide(plan, rows, policy, now, ask(whole, rows, config, find_network))
    planned = [_row(decision, sessions[decision.planned.account]) for decision in decisions]
    built, wanted = {one.key for one in plan}, in_filter(accounts, posts, plan)
    zone = zone_of(config.project.timezone)
    orphans = [_orphan(entry, zone) for entry in rows.values() if entry.key not in built and wanted(entry)]
    return sorted([*planned, *orphans], key=_order)


def _row(decision: Decision, session: AccountSession) -> Row:
    entry = decision.entry
    reason = decision.reason or (entry.reason if entry else "")
    return row(decision.planned, entry, _state(decision), reason, session.url, session.zone, decision.hint)


def _state(decision: Decision) -> str:
    entry = decision.entry
    if decision.verdict is Verdict.HELD:
        return decision.verdict
    if entry and (entry.state in _ENDED or (entry.state is State.FAILED and decision.verdict is not Verdict.MISSED)):
        return entry.standing
    if decision.verdict is Verdict.LATER:
        return _later(decision.planned)
    return decision.verdict


def _later(planned: Planned) -> str:
    ready = planned.is_ready
    return ("planned" if planned.at else "unscheduled") if ready else planned.status


def _orphan(entry: Entry, zone: tzinfo) -> Row:
    return row(None, entry, entry.standing, entry.reason or "its post is no longer built", zone=zone)


def _order(one: Row) -> tuple[float, str, str, str]:
    at = datetime.fromisoformat(one.at).timestamp() if one.at else float("inf")
    return (at, one.account, one.post, one.part)
