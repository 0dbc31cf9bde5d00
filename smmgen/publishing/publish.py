"""`smm publish`: publish what is due, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from smmgen.ledger.model import OUT, Entry, instant, is_instant, promises, stamp
from smmgen.ledger.store import BEGUN, Ledger, unreadable
from smmgen.networks.wire import Request
from smmgen.publishing.accounts import AccountSession, require_ready, unsafe_sources, without_uploads
from smmgen.publishing.context import Context
from smmgen.publishing.leases import WAITS, Waits, new_run
from smmgen.publishing.payloads import Planned, read_build
from smmgen.publishing.plan import Plan, make_plan
from smmgen.publishing.results import Report, Row, merged
from smmgen.publishing.run import Run
from smmgen.publishing.send import Sender
from smmgen.publishing.workers import WorkerPool, synchronized
from smmgen.transport import clocks
from smmgen.transport.addresses import is_loopback
from smmgen.transport.driver import Driver
from smmgen.transport.renewal import renew_all

JUST_MISSED = timedelta(hours=6)
"""By so much more than `grace` the very first run may be late and still own up to it."""


_FIRST = (
    "the ledger is new: what was planned for earlier was marked as missed and is not sent ({count}); "
    "`smm status` shows them, `smm resolve KEY --resend` sends one anyway"
)


_PROMISE = "SMM1402 terms-changed: {} announces `{}` with other terms than `{}` did; `smm check` says more"


def publish(
    context: Context,
    ledger: Ledger,
    *,
    only_doubts: bool = False,
    jobs: int = 1,
    waits: Waits = WAITS,
    has_our_clock: Callable[[str], bool] = is_loopback,
) -> Report:
    """Send everything that is due, after settling what earlier runs left in doubt.

    `only_doubts` sends nothing new. Up to `jobs` accounts are served at a time, each by one call after the other.
    `has_our_clock`: hosts whose clock says nothing about ours.

    Raises UserError before anything is sent when the build, the accounts, the tokens, the ledger or this machine's
    clock are not in order.
    """
    workers = WorkerPool(jobs)
    halted = _either(context.stopped, workers.halted)
    context = replace(context, stopped=halted, tell=_one_by_one(context.tell))
    with new_run() as name, ledger.lock(), Driver(context.project, sleep=context.sleep, stopped=halted) as driver:
        plan = make_plan(context, ledger, read_build(context.project))
        old = _old(context, ledger, plan)
        sender = Sender(context, driver, synchronized(ledger) if jobs > 1 else ledger, name)
        whole = Run(context, plan, sender, waits, old)
        first = {planned.account: planned for planned in whole.next_calls(only_doubts)}
        needed = [session for name, session in plan.sessions.items() if name in first]
        require_ready(needed)
        notices = _check_clock(plan, first, driver, context.clock, has_our_clock)
        notices += [
            *_broken_promises(plan, context.now),
            *unsafe_sources(needed),
            *renew_all(needed, driver, context.clock()),
        ]
        runs = [replace(whole, plan=part) for part in plan.by_account()] if jobs > 1 else [whole]
        workers.run([run.settle if only_doubts else run.go for run in runs])
        if old and not only_doubts:
            _note_first_run(ledger, context.now)
        report = merged([run.report(only_doubts) for run in runs], [planned.key for planned in plan.parts])
        late = sum(run.begun_late for run in runs)
        begun = [_FIRST.format(count=late)] if late else []
        return replace(report, notices=[*begun, *report.notices, *notices])


def _broken_promises(plan: Plan, now: datetime) -> list[str]:
    """What is due and announces a contest with other terms than those that are out."""
    first = promises(plan.rows.values())
    found = {}
    for planned in plan.parts:
        name, before = planned.promise.partition(" ")[0], plan.rows.get(planned.key)
        is_due = planned.is_ready and planned.at and planned.at <= now and not (before and before.state in OUT)
        if is_due and name in first and first[name].promise != planned.promise:
            found[planned.path] = _PROMISE.format(planned.path, name, first[name].post)
    return list(found.values())


def _old(context: Context, ledger: Ledger, plan: Plan) -> datetime | None:
    """While nothing was ever attempted: what was planned for earlier than this is taken as published elsewhere, by a
    project that begins to use smm. What the first run just missed is missed."""
    if plan.rows:
        return None
    begun = ledger.note(BEGUN)
    if begun and not is_instant(begun):
        raise unreadable(f"the note `{BEGUN}`", f"`{begun}` is not a time")
    grace = timedelta(seconds=context.config.longest_grace)
    return (instant(begun) if begun else context.now) - grace - JUST_MISSED


def _note_first_run(ledger: Ledger, now: datetime) -> None:
    """Rows say by themselves that a run was here; one that found nothing to do leaves a note."""
    if not ledger.note(BEGUN) and not ledger.entries():
        ledger.set_note(BEGUN, stamp(now))


def _either(one: Callable[[], bool], other: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: one() or other()


def _one_by_one(tell: Callable[[Row], None]) -> Callable[[Row], None]:
    """Keep the lines of two accounts apart."""
    turn = Lock()

    def told(row: Row) -> None:
        with turn:
            tell(row)

    return told


def _check_clock(
    plan: Plan,
    first: Mapping[str, Planned],
    driver: Driver,
    clock: Callable[[], datetime],
    has_our_clock: Callable[[str], bool],
) -> list[str]:
    """Before any call that could create something, every network that will be called is asked for the time.

    `first`: account -> a part that it will be called about.
    """
    addresses = [_address(planned, plan.session(planned), plan.rows) for planned in first.values()]
    hosts = [address for address in addresses if not has_our_clock(urlsplit(address).hostname or "")]
    return clocks.require_right(hosts, driver.date, clock)


def _address(planned: Planned, session: AccountSession, rows: Mapping[str, Entry]) -> str:
    """Where its first call will go; "" where that cannot be told."""
    try:
        with closing(session.network.publish(without_uploads(session.delivery(planned, rows)))) as flow:
            first = next(flow)
    except Exception:  # whatever is wrong with it comes up again when it is sent, and concerns this account alone
        return ""
    return first.url if isinstance(first, Request) else ""
