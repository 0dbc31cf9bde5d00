"""New tokens for those about to die, where the network gives them.

A refresh token is good once: what comes back is stored before it is used. The first time, the store is tried with the
old tokens before new ones are asked for, because those that cannot be stored are a sign-in lost. Later it is not: two
runs at once would put the old tokens over the new ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from smmgen.errors import SmmError, UserError
from smmgen.networks.base import Grant, Network, Renewed, Renewing
from smmgen.publishing.accounts import AccountSession
from smmgen.transport import token_sources
from smmgen.transport.driver import Driver
from smmgen.transport.redaction import redacted, remember
from smmgen.transport.tokens import Held, held

MARGIN = timedelta(minutes=10)
"""A token that lives no longer than this is renewed, so that it outlives the run."""


_STORED = "stored_at"
"""Kept beside the tokens, it tells that the store has worked once."""


def can_renew(session: AccountSession, name: str) -> bool:
    """The network renews this token, the refresh token is kept with it, and there is somewhere to store the new one."""
    renewed, store = name in _renewed(session.platform), _store(session, name)
    return renewed and bool(store) and session.tokens.get(name).grant is not None


def dying(session: AccountSession, now: datetime) -> list[str]:
    """Names of the tokens that the next run renews."""
    names = [name for name in _renewed(session.platform) if can_renew(session, name)]
    return [name for name in names if _is_dying(session.tokens.get(name), now)]


def renew_all(sessions: Iterable[AccountSession], driver: Driver, now: datetime) -> list[str]:
    """Renew what dies within `MARGIN` of `now`, the machine's own clock. Says what could not be renewed, and why.

    An account whose token could not be renewed keeps the old one: its network will say no, and the rest goes on.
    """
    return [
        f"`{name}` of account `{session.account.name}` was not renewed: {why}"
        for session in sessions
        for name in dying(session, now)
        for why in _tried(session, name, driver, now)
    ]


def _tried(session: AccountSession, name: str, driver: Driver, now: datetime) -> Iterator[str]:
    before = session.tokens.get(name)
    try:
        _renew(session, name, before, driver, now)
    except SmmError as error:
        if not _somebody_did(session, name, before, now):
            yield redacted(f"{error.message}; {error.hint}" if error.hint else error.message)


def _renew(session: AccountSession, name: str, before: Held, driver: Driver, now: datetime) -> None:
    assert before.grant is not None  # noqa: S101 - `can_renew` has looked
    assert isinstance(session.platform, Renewing)  # noqa: S101 - the same
    if _STORED not in before.grant.details:
        old = Renewed(before.token, before.grant.refresh_token, 0)
        _keep(session, name, _line(before.grant, old, before.expires_at, now))
    renewed = driver.run(session.platform.renew(session.bare(), before.grant), before_create=lambda: None)
    remember(renewed.token.reveal(), renewed.refresh_token.reveal())
    line = _line(before.grant, renewed, now + timedelta(seconds=renewed.seconds), now)
    _keep(session, name, line)
    session.tokens.put(name, held(line))


def _keep(session: AccountSession, name: str, line: str) -> None:
    """Store it, and see that it is there. Raises UserError."""
    remember(line)
    try:
        token_sources.ask(_store(session, name), session.tokens.environ, line)
    except UserError as error:
        raise UserError(f"{error.message} (`{session.account.key(name, 'store_command')}`)", error.hint) from None
    source = session.account.source(name)
    if source and source.kind == "env":
        return  # the environment of this process stays as it is
    if token_sources.read(session.account, name, session.tokens.environ) != line:
        raise UserError(
            f"what `{session.account.key(name, 'store_command')}` stored is not what "
            f"`{source.key if source else name}` gives back",
            "let both mean the same place, and store stdin as it is",
        )


def _line(grant: Grant, tokens: Renewed, expires_at: datetime | None, now: datetime) -> str:
    """All that is to be kept, as one line, so that no half of it can be stored."""
    kept = {
        **grant.details,
        "access_token": tokens.token.reveal(),
        "refresh_token": tokens.refresh_token.reveal(),
        _STORED: now.timestamp(),
    }
    return json.dumps(kept | ({"expires_at": int(expires_at.timestamp())} if expires_at else {}), sort_keys=True)


def _somebody_did(session: AccountSession, name: str, before: Held, now: datetime) -> bool:
    """Another run renewed it meanwhile: its token is taken."""
    after = session.tokens.again(name)
    if after.line != before.line and after.token and not _is_dying(after, now):
        return True
    session.tokens.put(name, before)
    return False


def _renewed(platform: Network) -> list[str]:
    """Names of the secrets that the network renews."""
    return [spec.name for spec in platform.facts.secrets if spec.renewable] if isinstance(platform, Renewing) else []


def _store(session: AccountSession, name: str) -> Sequence[str]:
    source = session.account.secrets.get(name)
    return source.store_command or () if source else ()


def _is_dying(token: Held, now: datetime) -> bool:
    """A renewable token of unknown age is taken for dead."""
    return token.expires_at is None or token.expires_at - MARGIN <= now
