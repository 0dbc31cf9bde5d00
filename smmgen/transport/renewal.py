"""Renew tokens that are about to expire, if the network supports it.

A refresh token is good once: what comes back is stored before it is used. The first time, the store is tried with the
old tokens before new ones are asked for, because those that cannot be stored are a sign-in lost. Later it is not: two
runs at once would put the old tokens over the new ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from smmgen.config import Account
from smmgen.errors import SmmError, UserError
from smmgen.networks.base import Grant, Network, Renewed, Renewing
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery
from smmgen.transport import token_sources
from smmgen.transport.driver import Driver
from smmgen.transport.redaction import redacted, remember
from smmgen.transport.tokens import Held, Tokens, held

_STORED = "stored_at"
"""Kept beside the tokens, it tells that the store has worked once."""


class Session(Protocol):
    """What renewal needs from an account."""

    @property
    def account(self) -> Account: ...
    @property
    def network(self) -> Network: ...
    @property
    def tokens(self) -> Tokens: ...
    def bare(self) -> Delivery:
        """The delivery for a flow about the account itself."""


def can_renew(session: Session, spec: SecretSpec, now: datetime) -> bool:
    """The network renews this secret, what that takes is kept with it, and there is somewhere to store the new one.

    A token that is renewed with itself has to be alive for it.
    """
    if not spec.renewed_with or not isinstance(session.network, Renewing) or not _store(session, spec.name):
        return False
    own = session.tokens.get(spec.name)
    if spec.renewed_with == "itself":
        return bool(own.token) and (own.expires_at is None or own.expires_at > now)
    return own.grant is not None and bool(own.grant.refresh_token)


def expiring(session: Session, now: datetime) -> list[SecretSpec]:
    """The secrets that the next run renews."""
    return [
        spec
        for spec in session.network.facts.secrets
        if can_renew(session, spec, now) and _is_expiring(session.tokens.get(spec.name), spec, now)
    ]


def renew_all(sessions: Iterable[Session], driver: Driver, now: datetime) -> list[str]:
    """Renew what is about to expire at `now`, the machine's own clock. Says what could not be renewed, and why.

    An account whose token could not be renewed keeps the old one: its network will say no, and the rest goes on.
    """
    return [
        f"`{spec.name}` of account `{session.account.name}` was not renewed: {why}"
        for session in sessions
        for spec in expiring(session, now)
        for why in _tried(session, spec, driver, now)
    ]


def _tried(session: Session, spec: SecretSpec, driver: Driver, now: datetime) -> Iterator[str]:
    before = session.tokens.get(spec.name)
    try:
        _renew(session, spec.name, before, driver, now)
    except SmmError as error:
        if not _somebody_did(session, spec, before, now):
            yield redacted(f"{error.message}; {error.hint}" if error.hint else error.message)


def _renew(session: Session, name: str, before: Held, driver: Driver, now: datetime) -> None:
    assert before.grant is not None  # noqa: S101 - `can_renew` has looked
    assert isinstance(session.network, Renewing)  # noqa: S101 - the same
    if _STORED not in before.grant.details:
        old = Renewed(before.token, before.grant.refresh_token, 0)
        _keep(session, name, _line(before.grant, old, before.expires_at, now))
    renewed = driver.run(session.network.renew(session.bare(), before.grant), before_create=lambda: None)
    remember(renewed.token.reveal(), renewed.refresh_token.reveal())
    line = _line(before.grant, renewed, now + timedelta(seconds=renewed.seconds), now)
    _keep(session, name, line)
    session.tokens.put(name, held(line))


def _keep(session: Session, name: str, line: str) -> None:
    """Store it, and see that it is there. Raises UserError."""
    remember(line)
    key = session.account.key(name, "store_command")
    try:
        token_sources.ask(_store(session, name), session.tokens.environ, line)
    except UserError as error:
        raise UserError(f"{error.message} (`{key}`)", error.hint) from None
    source = session.account.source(name)
    if source and source.kind == "env":
        return  # the environment of this process stays as it is
    if token_sources.read(session.account, name, session.tokens.environ) != line:
        raise UserError(
            f"what `{key}` stored is not what `{source.key if source else name}` gives back",
            "make both refer to the same place, and store stdin unchanged",
        )


def _line(grant: Grant, tokens: Renewed, expires_at: datetime | None, now: datetime) -> str:
    """All that is to be kept, as one line, so that no half of it can be stored.

    A network may give no new refresh token; then the old one stays good (RFC 6749, 6).
    """
    refresh = tokens.refresh_token or grant.refresh_token
    kept = {**grant.details, "access_token": tokens.token.reveal(), _STORED: now.timestamp()}
    kept |= {"refresh_token": refresh.reveal()} if refresh else {}
    kept |= {"expires_at": int(expires_at.timestamp())} if expires_at else {}
    return json.dumps(kept, sort_keys=True)


def _somebody_did(session: Session, spec: SecretSpec, before: Held, now: datetime) -> bool:
    """Another run renewed it meanwhile: its token is taken."""
    after = session.tokens.again(spec.name)
    if after.line != before.line and after.token and not _is_expiring(after, spec, now):
        return True
    session.tokens.put(spec.name, before)
    return False


def _store(session: Session, name: str) -> Sequence[str]:
    source = session.account.secrets.get(name)
    return source.store_command or () if source else ()


def _is_expiring(token: Held, spec: SecretSpec, now: datetime) -> bool:
    """It expires within `spec.renew_before`. A renewable token of unknown age is presumed to."""
    return token.expires_at is None or token.expires_at - timedelta(seconds=spec.renew_before) <= now
