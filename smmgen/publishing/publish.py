"""`smm publish`: what is due goes out, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from smmgen.config import Config, seconds
from smmgen.ledger.model import Entry, instant, is_instant, stamp
from smmgen.ledger.store import BEGUN, Ledger, unreadable
from smmgen.networks import registry
from smmgen.networks.base import Network
from smmgen.networks.wire import Request
from smmgen.publishing.accounts import AccountSession, open_sessions, require_ready, unsafe_sources
from smmgen.publishing.leases import new_run
from smmgen.publishing.pauses import why_paused
from smmgen.publishing.payloads import Planned, read_build
from smmgen.publishing.reconcile import QUIET
from smmgen.publishing.renewal import renew_all
from smmgen.publishing.resemblance import ask
from smmgen.publishing.results import Report, Row, merged
from smmgen.publishing.run import Run
from smmgen.publishing.selection import in_filter, in_scope
from smmgen.publishing.send import Sender
from smmgen.publishing.workers import WorkerPool, synchronized
from smmgen.transport import clocks
from smmgen.transport.addresses import is_loopback
from smmgen.transport.driver import Driver

JUST_MISSED = timedelta(hours=6)
"""By so much more than `grace` the very first run may be late and still own up to it."""


def utc_now() -> datetime:
    """The machine's clock, for the ledger's times. What is due is decided by `now`."""
    return datetime.now(UTC)


def never() -> bool:
    """Nobody asks us to stop."""
    return False


def publish(
    project: Path,
    config: Config,
    ledger: Ledger,
    now: datetime,
    environ: Mapping[str, str],
    *,
    accounts: Collection[str] = (),
    posts: Collection[str] = (),
    only_doubts: bool = False,
    jobs: int = 1,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    quiet: float = QUIET,
    lease: float | None = None,
    stopped: Callable[[], bool] = never,
    has_our_clock: Callable[[str], bool] = is_loopback,
    tell: Callable[[Row], None] = lambda row: None,
    find_network: Callable[[str], Network] = registry.get,
) -> Report:
    """Send everything that is due at `now`, after settling what earlier runs left in doubt.

    `accounts` and `posts` (uid, slug or path) narrow it down; `only_doubts` sends nothing new. Up to `jobs` accounts
    are served at a time, each by one call after the other. `quiet`: seconds after a call was cut off before it is
    looked for, 0: at once; `lease`: seconds of silence after which another run is taken for dead, instead of what
    smm.toml and the networks say. `stopped` is asked before every call. `has_our_clock`: hosts whose clock says nothing
    about ours. `tell` hears of every row as soon as it is recorded.

    Raises UserError before anything is sent when the build, the accounts, the tokens, the ledger or this machine's
    clock are not in order.
    """
    workers = WorkerPool(jobs)
    halted = _either(stopped, workers.halted)
    with new_run() as name, ledger.lock(), Driver(project, sleep=sleep, stopped=halted) as driver:
        build = read_build(project)
        plan = in_scope(build, config, accounts, posts)
        sessions = open_sessions(config, plan, environ, find_network)
        rows = {entry.key: entry for entry in ledger.entries()}
        shared = synchronized(ledger) if jobs > 1 else ledger
        whole = Run(
            plan, sessions, Sender(driver, shared, clock, sleep, name, project), now, rows,
            in_filter(accounts, posts, plan), quiet, lease, _one_by_one(tell), partial(why_paused, config, shared, now),
            halted, ask(build, rows, config, find_network), old=_old(ledger, rows, now, config),
        )  # fmt: skip
        first = {planned.account: planned for planned in whole.next_calls(only_doubts)}
        needed = [session for name, session in sessions.items() if name in first]
        require_ready(needed)
        notices = _check_clock(whole, first, driver, clock, has_our_clock)
        notices += [*unsafe_sources(needed), *renew_all(needed, driver, clock())]
        runs = list(_by_account(whole)) if jobs > 1 else [whole]
        workers.run([run.settle if only_doubts else run.go for run in runs])
        if whole.old and not only_doubts:
            _note_first_run(ledger, now)
        report = merged([run.report(only_doubts) for run in runs], [planned.key for planned in plan])
        return replace(report, notices=[*report.notices, *notices])


def _old(ledger: Ledger, rows: Mapping[str, Entry], now: datetime, config: Config) -> datetime | None:
    """While nothing was ever attempted: what was planned for earlier than this is taken as published elsewhere, by a
    project that begins to use smm. What the first run just missed is missed."""
    if rows:
        return None
    begun = ledger.note(BEGUN)
    if begun and not is_instant(begun):
        raise unreadable(f"the note `{BEGUN}`", f"`{begun}` is no time")
    return (instant(begun) if begun else now) - timedelta(seconds=seconds(config.publish.grace)) - JUST_MISSED


def _note_first_run(ledger: Ledger, now: datetime) -> None:
    """Rows say by themselves that a run was here; one that found nothing to do leaves a note."""
    if not ledger.note(BEGUN) and not ledger.entries():
        ledger.set_note(BEGUN, stamp(now))


def _either(one: Callable[[], bool], other: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: one() or other()


def _one_by_one(tell: Callable[[Row], None]) -> Callable[[Row], None]:
    """Two accounts' lines must not run into each other."""
    turn = Lock()

    def told(row: Row) -> None:
        with turn:
            tell(row)

    return told


def _by_account(whole: Run) -> Iterator[Run]:
    """The same run in parts that have nothing to do with each other."""
    names = {planned.account for planned in whole.plan} | {entry.account for entry in whole.rows.values()}
    for name in sorted(names):
        plan = [planned for planned in whole.plan if planned.account == name]
        rows = {key: entry for key, entry in whole.rows.items() if entry.account == name}
        yield replace(whole, plan=plan, rows=rows)


def _check_clock(
    run: Run,
    first: Mapping[str, Planned],
    driver: Driver,
    clock: Callable[[], datetime],
    has_our_clock: Callable[[str], bool],
) -> list[str]:
    """Before any call that could create something, every network that will be called is asked for the time.

    `first`: account -> a part that it will be called about.
    """
    addresses = [_address(planned, run.sessions[planned.account], run.rows) for planned in first.values()]
    hosts = [address for address in addresses if not has_our_clock(urlsplit(address).hostname or "")]
    return clocks.require_right(hosts, driver.date, clock)


def _address(planned: Planned, session: AccountSession, rows: Mapping[str, Entry]) -> str:
    """Where its first call will go; "" where that cannot be told."""
    try:
        with closing(session.platform.publish(session.delivery(planned, rows))) as flow:
            first = next(flow)
    except Exception:  # whatever is wrong with it comes up again when it is sent, and concerns this account alone
        return ""
    return first.url if isinstance(first, Request) else ""
