"""`smm status`: every part that is planned or was ever attempted, with its state."""

from __future__ import annotations

from datetime import datetime, tzinfo

from smmgen.content.schedule import zone_of
from smmgen.ledger.model import DOUBTFUL, OUT, Entry, State
from smmgen.ledger.store import Ledger
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.context import Context
from smmgen.publishing.due import Decision, Verdict
from smmgen.publishing.payloads import Planned, read_build_if_any
from smmgen.publishing.plan import make_plan
from smmgen.publishing.results import Row, row

_ENDED = OUT | DOUBTFUL | {State.ABANDONED, State.RETRACTED, State.RENAMED}


def status(context: Context, ledger: Ledger) -> list[Row]:
    """Rows in the order of their planned time; parts that are in the ledger but no longer built are among them.

    Needs no token. Without a build, the ledger alone is shown.
    """
    plan = make_plan(context, ledger, read_build_if_any(context.project))
    decisions = plan.decide(context.now)
    planned = [_row(decision, plan.session(decision.planned)) for decision in decisions]
    built, zone = {one.key for one in plan.parts}, zone_of(context.config.project.timezone)
    orphans = [_orphan(row, zone) for row in plan.rows.values() if row.key not in built and plan.wanted(row)]
    return sorted([*planned, *orphans], key=_order)


def _row(decision: Decision, session: AccountSession) -> Row:
    entry = decision.entry
    reason = decision.reason or (entry.reason if entry else "")
    return row(decision.planned, entry, _state(decision), reason, session.url, session.zone, decision.hint)


def _state(decision: Decision) -> str:
    entry = decision.entry
    if decision.verdict in (Verdict.HELD, Verdict.BY_HAND, Verdict.UNAPPROVED):
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
