"""`smm doctor`: what would go wrong tomorrow morning, looked at today."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smmgen import platforms
from smmgen.config import TOKENS, Config
from smmgen.errors import SmmError, UserError
from smmgen.platforms.base import Platform, Probe
from smmgen.publishing.checks import Check
from smmgen.publishing.expiry import deaths
from smmgen.publishing.ledger import DOUBTFUL, Ledger, State, open_ledger
from smmgen.publishing.outlets import Outlet, open_outlets_of, require_safe_addresses
from smmgen.publishing.pauses import why_paused
from smmgen.publishing.planned import Planned, read_build
from smmgen.publishing.redaction import redacted
from smmgen.publishing.renewal import dying

DAYS = 7
"""An account with nothing planned for so many days is mentioned."""


def doctor(
    project: Path,
    config: Config,
    now: datetime,
    environ: Mapping[str, str],
    *,
    online: bool = False,
    days: int = DAYS,
    sleep: Callable[[float], None] = time.sleep,
    find_platform: Callable[[str], Platform] = platforms.get,
) -> list[Check]:
    """Everything that can be looked at without the network; with `online` every token is tried as well."""
    outlets = open_outlets_of(config, config.accounts, environ, find_platform)
    checks = [_zone(config), _clock(now), *_accounts(outlets), *_ledger(project, config, now)]
    checks += _plan(project, config, now, days)
    checks += deaths(outlets.values(), _built(project), config, now, timedelta(days=days))
    checks += _probes(project, outlets, now, sleep) if online else ()
    return [Check(*map(redacted, check)) for check in checks]


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


def _accounts(outlets: Mapping[str, Outlet]) -> Iterator[Check]:
    if not outlets:
        yield Check("accounts", "warn", "smm.toml has none", "add an [accounts.NAME] table")
    for name, outlet in outlets.items():
        yield _account(name, outlet)
        for sentence in outlet.tokens.warnings(outlet.platform):
            yield Check(f"token file of {name}", "fail", sentence)


def _account(name: str, outlet: Outlet) -> Check:
    title = f"account {name}"
    lacking = [key for key in outlet.platform.needs if not outlet.account.has(key)]
    if lacking:
        keys = ", ".join(f"`{key}_env`" if key in TOKENS else f"`{key}`" for key in lacking)
        return Check(title, "fail", f"{outlet.platform.title} needs {keys}", f"add it to [accounts.{name}] in smm.toml")
    try:
        require_safe_addresses([outlet.account])
    except UserError as error:
        return Check(title, "fail", error.message, error.hint)
    if problems := outlet.tokens.problems(outlet.platform):
        return Check(title, "warn", "; ".join(problems), "it is needed where `smm publish` runs")
    return Check(title, "ok", f"{outlet.platform.title} {outlet.url or outlet.target}".rstrip())


def _ledger(project: Path, config: Config, now: datetime) -> list[Check]:
    try:
        ledger = open_ledger(config.publish.ledger, project)
    except UserError as error:
        return [Check("ledger", "fail", error.message, error.hint)]
    try:
        faults = ledger.faults()
        if faults:
            return [Check("ledger", "fail", "; ".join(faults[:3]), "bring it back from a copy before publishing")]
        return [Check("ledger", "ok", config.publish.ledger), *_pause(config, ledger, now), *_doubts(ledger)]
    finally:
        ledger.close()


def _pause(config: Config, ledger: Ledger, now: datetime) -> Iterator[Check]:
    if why := why_paused(config, ledger, now):
        hint = "take `paused` out of [publish] in smm.toml" if config.publish.paused else "`smm resume` ends it"
        yield Check("publishing", "warn", f"it is paused: {why}", hint)


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


def _built(project: Path) -> list[Planned]:
    try:
        return read_build(project)
    except UserError:
        return []


def _is_planned(planned: Planned, start: datetime, end: datetime) -> bool:
    return planned.at is not None and start <= planned.at <= end and planned.payload["status"] == "ready"


def _probes(
    project: Path, outlets: Mapping[str, Outlet], now: datetime, sleep: Callable[[float], None]
) -> Iterator[Check]:
    from smmgen.publishing.driver import Driver

    with Driver(project, sleep=sleep) as driver:
        for name, outlet in outlets.items():
            if waiting := dying(outlet, now):
                named = " and ".join(f"`{token}`" for token in waiting)
                yield Check(f"token of {name}", "ok", f"not tried: the next `smm publish` renews {named}")
            elif not outlet.tokens.problems(outlet.platform):
                yield _probe(name, outlet, driver.run)


def _probe(name: str, outlet: Outlet, run: Callable[[Probe], str]) -> Check:
    try:
        return Check(f"token of {name}", "ok", run(outlet.platform.probe(outlet.bare())))
    except SmmError as error:
        return Check(f"token of {name}", "fail", error.message, error.hint)
