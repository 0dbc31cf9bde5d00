"""`smm doctor`: what would go wrong tomorrow morning, looked at today."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smmgen import platforms
from smmgen.config import Config
from smmgen.errors import SmmError, UserError
from smmgen.platforms.base import Platform, Probe
from smmgen.publishing.ledger import DOUBTFUL, Ledger, State, open_ledger
from smmgen.publishing.outlets import Outlet, open_outlets_of, require_safe_addresses
from smmgen.publishing.planned import Planned, read_build
from smmgen.publishing.redaction import redacted
from smmgen.publishing.secrets import missing_tokens

DAYS = 7
"""An account with nothing planned for so many days is mentioned."""


class Check(NamedTuple):
    """One thing that was looked at. `verdict`: ok, warn or fail."""

    name: str
    verdict: str
    message: str
    hint: str = ""


def doctor(
    project: Path,
    config: Config,
    now: datetime,
    environ: Mapping[str, str],
    *,
    online: bool = False,
    days: int = DAYS,
    find_platform: Callable[[str], Platform] = platforms.get,
) -> list[Check]:
    """Everything that can be looked at without the network; with `online` every token is tried as well."""
    outlets = open_outlets_of(config, config.accounts, environ, find_platform)
    checks = [_zone(config), _clock(now), *_accounts(outlets, environ), *_ledger(project, config)]
    checks += _plan(project, config, now, days)
    return [*checks, *_probes(project, outlets, environ)] if online else checks


def _zone(config: Config) -> Check:
    name = config.project.timezone
    if name is None:
        return Check("time zone", "warn", "the project has none", 'write timezone = "Europe/Moscow" under [project]')
    try:
        offset = datetime.now(ZoneInfo(name)).strftime("%z")
    except (ZoneInfoNotFoundError, ValueError):
        return Check("time zone", "fail", f"`{name}` is not a time zone", "write an IANA name such as Europe/Moscow")
    return Check("time zone", "ok", f"{name}, now UTC{offset[:3]}:{offset[3:]}")


def _clock(now: datetime) -> Check:
    """A clock at 1970 or before the code was written is not set."""
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        return Check("clock", "fail", f"it says {now.isoformat()}", "set this machine's clock")
    return Check("clock", "ok", f"{now.isoformat(timespec='minutes')}, machine zone {time.strftime('%Z')}")


def _accounts(outlets: Mapping[str, Outlet], environ: Mapping[str, str]) -> Iterator[Check]:
    if not outlets:
        yield Check("accounts", "warn", "smm.toml has none", "add an [accounts.NAME] table")
    for name, outlet in outlets.items():
        yield _account(name, outlet, environ)


def _account(name: str, outlet: Outlet, environ: Mapping[str, str]) -> Check:
    title = f"account {name}"
    lacking = [key for key in outlet.platform.needs if getattr(outlet.account, key, None) in (None, "")]
    if lacking:
        keys = ", ".join(f"`{key}`" for key in lacking)
        return Check(title, "fail", f"{outlet.platform.title} needs {keys}", f"add it to [accounts.{name}] in smm.toml")
    try:
        require_safe_addresses([outlet.account])
    except UserError as error:
        return Check(title, "fail", error.message, error.hint)
    if problems := missing_tokens(outlet.account, outlet.platform, environ):
        return Check(title, "warn", "; ".join(problems), "set it where `smm publish` runs")
    return Check(title, "ok", f"{outlet.platform.title} {outlet.url or outlet.target}".rstrip())


def _ledger(project: Path, config: Config) -> list[Check]:
    try:
        ledger = open_ledger(config.publish.ledger, project)
    except UserError as error:
        return [Check("ledger", "fail", error.message, error.hint)]
    try:
        faults = ledger.faults()
        if faults:
            return [Check("ledger", "fail", "; ".join(faults[:3]), "bring it back from a copy before publishing")]
        return [Check("ledger", "ok", config.publish.ledger), *_doubts(ledger)]
    finally:
        ledger.close()


def _doubts(ledger: Ledger) -> Iterator[Check]:
    for entry in ledger.entries(DOUBTFUL):
        yield Check(f"post {entry.key}", "warn", f"its outcome is {State.UNKNOWN}: {entry.reason}", "see `smm status`")


def _plan(project: Path, config: Config, now: datetime, days: int) -> Iterator[Check]:
    try:
        plan = read_build(project)
    except UserError as error:
        yield Check("build", "warn", error.message, error.hint)
        return
    yield Check("build", "ok", f"{len({planned.path for planned in plan})} posts")
    until = now + timedelta(days=days)
    busy = {planned.account for planned in plan if _is_planned(planned, now, until)}
    for name in config.accounts:
        if name not in busy:
            yield Check(f"plan of {name}", "warn", f"nothing is planned for the next {days} days", "`smm new post`")


def _is_planned(planned: Planned, start: datetime, end: datetime) -> bool:
    return planned.at is not None and start <= planned.at <= end and planned.payload["status"] == "ready"


def _probes(project: Path, outlets: Mapping[str, Outlet], environ: Mapping[str, str]) -> Iterator[Check]:
    from smmgen.publishing.driver import Driver

    with Driver(project) as driver:
        for name, outlet in outlets.items():
            if not missing_tokens(outlet.account, outlet.platform, environ):
                yield _probe(name, outlet, driver.run)


def _probe(name: str, outlet: Outlet, run: Callable[[Probe], str]) -> Check:
    try:
        return Check(f"token of {name}", "ok", run(outlet.platform.probe(outlet.bare())))
    except SmmError as error:
        return Check(f"token of {name}", "fail", redacted(error.message), redacted(error.hint))
