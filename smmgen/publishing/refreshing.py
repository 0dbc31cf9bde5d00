"""`smm doctor --refresh`: asks for the limits that belong to accounts, and keeps them in the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from smmgen.errors import SmmError, UserError
from smmgen.networks.base import Measurement, Measuring
from smmgen.networks.limits import REVIEW_AFTER, Limits
from smmgen.networks.read_limits import limits_in, path_of, server_of, write
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.checks import Check
from smmgen.publishing.context import Context
from smmgen.safe_files import Inside
from smmgen.transport.addresses import require_safe_addresses


def refreshed(context: Context, sessions: Mapping[str, AccountSession], today: date) -> Iterator[Check]:
    """A line for each account whose network tells limits: what of `data/limits/<account>.json` is new."""
    from smmgen.transport.driver import Driver

    files = Inside(context.project)
    with Driver(context.project, sleep=context.sleep) as driver:
        for name, session in sessions.items():
            if isinstance(session.network, Measuring):
                yield _refreshed(name, session, session.network, files, today, driver.run)


def _refreshed(
    name: str,
    session: AccountSession,
    network: Measuring,
    files: Inside,
    today: date,
    run: Callable[[Measurement], Limits],
) -> Check:
    title, account = f"limits of {name}", session.account
    try:
        require_safe_addresses([account])
        found = run(network.measure(session.bare()))
        if not write(files, account, found, today):
            return Check(title, "ok", f"{server_of(account)} allows what {path_of(name)} says")
        return Check(title, "ok", f"read from {server_of(account)}; {path_of(name)} is new: commit it")
    except SmmError as error:
        return Check(title, "fail", error.message, error.hint)


def kept(sessions: Mapping[str, AccountSession], files: Inside, today: date) -> Iterator[Check]:
    """A line for each file of limits that cannot be used, or is old."""
    for name, session in sessions.items():
        title = f"limits of {name}"
        try:
            found = limits_in(files, session.account)
        except UserError as error:
            yield Check(title, "fail", error.message, error.hint)
            continue
        if found and date.fromisoformat(found[0].read) + REVIEW_AFTER < today:
            yield Check(title, "warn", f"{path_of(name)} was read on {found[0].read}", "run `smm doctor --refresh`")
