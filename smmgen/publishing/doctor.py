"""`smm doctor`: check the configuration, tokens and upcoming posts for problems."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smmgen.config import Config
from smmgen.errors import SmmError, UserError
from smmgen.ledger.model import DOUBTFUL, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks.wire import Probe
from smmgen.publishing import public_media
from smmgen.publishing.accounts import AccountSession, open_sessions
from smmgen.publishing.checks import Check
from smmgen.publishing.context import Context
from smmgen.publishing.expiry import deaths
from smmgen.publishing.pauses import why_paused
from smmgen.publishing.payloads import Planned, broken, read_build, read_build_if_any
from smmgen.publishing.refreshing import kept, refreshed
from smmgen.publishing.reviews import reviews
from smmgen.safe_files import Inside
from smmgen.secret_sources import example_key
from smmgen.transport.addresses import require_safe_addresses
from smmgen.transport.redaction import redacted
from smmgen.transport.renewal import expiring

DAYS = 7
"""An account with nothing planned for so many days is mentioned."""


def doctor(context: Context, *, online: bool = False, refresh: bool = False, days: int = DAYS) -> list[Check]:
    """All checks that work offline; with `online`, every token is tried too; with `refresh`, the limits of accounts are
    asked for and kept first."""
    project, config, now = context.project, context.config, context.now
    sessions = open_sessions(context, config.accounts)
    checks = [_zone(config), _clock(now), *_accounts(project, sessions), *_ledger(project, config, now)]
    checks += refreshed(context, sessions, now.date()) if refresh else ()
    checks += public_media.offline(project, sessions.values())
    checks += [*kept(sessions, Inside(project), now.date()), *reviews(sessions, now.date())]
    checks += _rights(project, config, sessions)
    checks += _plan(project, config, now, days)
    checks += deaths(sessions.values(), read_build_if_any(project), config, now, timedelta(days=days))
    checks += _probes(context, sessions) if online else ()
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


def _accounts(project: Path, sessions: Mapping[str, AccountSession]) -> Iterator[Check]:
    if not sessions:
        yield Check("accounts", "warn", "smm.toml has none", "add an [accounts.NAME] table")
    for name, session in sessions.items():
        yield _account(name, session)
        yield from _trust(project, name, session)
        for sentence in session.tokens.warnings(session.network):
            yield Check(f"token file of {name}", "fail", sentence)


def _trust(project: Path, name: str, session: AccountSession) -> Iterator[Check]:
    """The root certificates that the account adds to those of the system."""
    ca_file = session.account.settings.get("ca_file")
    if not ca_file:
        return
    from smmgen.transport import trust

    try:
        trust.context(project, ca_file)
    except UserError as error:
        yield Check(f"certificates of {name}", "fail", error.message, error.hint)
    else:
        yield Check(f"certificates of {name}", "ok", f"{ca_file} is trusted for this account")


def _account(name: str, session: AccountSession) -> Check:
    title = f"account {name}"
    facts, account = session.network.facts, session.account
    lacking = [key for key in facts.needs if not account.has(key)]
    secrets = [spec for spec in facts.secrets if spec.required and not account.has_secret(spec.name)]
    if not secrets and facts.one_of and not any(map(account.has_secret, facts.one_of)):
        keys = " or ".join(f"`{example_key(name)}`" for name in facts.one_of)
        return Check(title, "fail", f"{facts.title} needs {keys}", f"add one to [accounts.{name}] in smm.toml")
    if lacking or secrets:
        keys = ", ".join(f"`{key}`" for key in (*lacking, *(example_key(spec.name) for spec in secrets)))
        where = " ".join(f"The {spec.title}: {spec.about}" for spec in secrets)
        hint = f"add it to [accounts.{name}] in smm.toml" + (f". {where}" if where else "")
        return Check(title, "fail", f"{facts.title} needs {keys}", hint)
    try:
        require_safe_addresses([session.account])
    except UserError as error:
        return Check(title, "fail", error.message, error.hint)
    if problems := session.tokens.problems(session.network):
        return Check(title, "warn", "; ".join(problems), "it is needed where `smm publish` runs")
    return Check(title, "ok", f"{session.network.title} {session.url or session.target}".rstrip())


def _rights(project: Path, config: Config, sessions: Mapping[str, AccountSession]) -> Iterator[Check]:
    """Tokens in the environment of somebody whose role may not publish, where some role may."""
    if not any("publish" in acts for acts in config.roles.values()):
        return
    from smmgen.approvals.authors import person_here

    name = person_here(project, config.people)
    if not name or "publish" in config.roles.get(config.people[name].role, ()):
        return
    held = [
        account
        for account, one in sessions.items()
        if one.network.facts.secrets and not one.tokens.problems(one.network)
    ]
    if held:
        message = f"the role `{config.people[name].role}` may not publish, and the tokens of {', '.join(held)} are here"
        yield Check(f"rights of {name}", "warn", message, 'take them out, or give the role "publish" in [roles]')


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
    count, left_out = len({planned.path for planned in plan}), broken(project)
    yield Check("build", "ok", f"{count} post{'s' * (count != 1)}")
    for path, errors in left_out.items():
        said = f"{path} cannot be published: it has {errors} error{'s' * (errors != 1)}"
        yield Check("build", "warn", said, "see `smm check`")
    until = now + timedelta(days=days)
    busy = {planned.account for planned in plan if _is_planned(planned, now, until)}
    for name in config.accounts:
        if name not in busy:
            yield Check(f"plan of {name}", "warn", f"nothing is planned for the next {days} days", "`smm new post`")


def _is_planned(planned: Planned, start: datetime, end: datetime) -> bool:
    return planned.at is not None and start <= planned.at <= end and planned.is_ready


def _probes(context: Context, sessions: Mapping[str, AccountSession]) -> Iterator[Check]:
    from smmgen.transport.driver import Driver

    with Driver(context.project, sleep=context.sleep) as driver:
        plan = read_build_if_any(context.project)
        yield from public_media.online(context, list(sessions.values()), plan, driver.run)
        for name, session in sessions.items():
            if waiting := expiring(session, context.now):
                named = " and ".join(f"`{spec.name}`" for spec in waiting)
                yield Check(f"token of {name}", "ok", f"not tried: the next `smm publish` renews {named}")
            elif not session.tokens.problems(session.network):
                yield _probe(name, session, driver.run)


def _probe(name: str, session: AccountSession, run: Callable[[Probe], str]) -> Check:
    try:
        return Check(f"token of {name}", "ok", run(session.network.probe(session.bare())))
    except SmmError as error:
        return Check(f"token of {name}", "fail", error.message, error.hint)
