"""Tokens: read only when publishing, each from its own source and when first needed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.networks.base import Grant, Network
from smmgen.networks.secrets import SecretSpec
from smmgen.secret import NO_SECRET, Secret, Secrets
from smmgen.secret_sources import example_key
from smmgen.transport import token_sources
from smmgen.transport.redaction import SHORTEST, remember

__all__ = ["Held", "Secret", "Tokens", "held", "require_tokens"]


@dataclass(frozen=True, slots=True)
class Held:
    """One token as its source holds it. `line`: all that is held; `grant`: what it can be renewed with;
    `expires_at`: where the token itself says when it expires."""

    token: Secret
    line: Secret = NO_SECRET
    grant: Grant | None = None
    expires_at: datetime | None = None


@dataclass(slots=True)
class Tokens:
    """What one account signs its calls with. Each token is read when it is first asked for, once a run.

    A token that the account does not have, or that cannot be read, is empty; `problems` says why.
    """

    account: Account
    environ: Mapping[str, str] = field(repr=False)
    _found: dict[str, Held | UserError] = field(default_factory=dict, repr=False)

    def words(self, specs: Iterable[SecretSpec]) -> Secrets:
        """These secrets themselves, as flows are given them."""
        return Secrets({spec.name: self.get(spec.name).token for spec in specs})

    def get(self, name: str) -> Held:
        """The secret with all that is known of it."""
        found = self._read(name)
        return found if isinstance(found, Held) else Held(NO_SECRET)

    def put(self, name: str, held: Held) -> None:
        """From now on this is the token."""
        self._found[name] = held

    def again(self, name: str) -> Held:
        """Read it again: another run may have renewed it."""
        self._found.pop(name, None)
        return self.get(name)

    def problems(self, network: Network) -> list[str]:
        """Why the account cannot sign, one line each."""
        found = (self._problem(spec) for spec in network.facts.secrets)
        return [line for line in found if line]

    def warnings(self, network: Network) -> list[str]:
        """What is unsafe about the sources of the tokens, one sentence each."""
        found = (token_sources.warning(self.account, spec.name) for spec in network.facts.secrets)
        return [sentence for sentence in found if sentence]

    def _problem(self, spec: SecretSpec) -> str:
        if not self.account.has_secret(spec.name):
            where = f"(`{example_key(spec.name)}` in smm.toml)"
            missing = f"account `{self.account.name}` does not say where its `{spec.name}` is {where}"
            return missing if spec.required else ""
        found = self._read(spec.name)
        return found.message if isinstance(found, UserError) else ""

    def _read(self, name: str) -> Held | UserError:
        if name not in self._found:
            try:
                self._found[name] = held(token_sources.read(self.account, name, self.environ))
            except UserError as error:
                self._found[name] = error if error.hint else _named(error, self.account, name)
        return self._found[name]


_SECRET = ("access_token", "refresh_token", "id_token")


def placeholders(account: Account) -> Tokens:
    """Names in place of secrets, for showing calls: `<TELEGRAM_TOKEN>`, `<secrets.bot.file>`. Nothing is read."""
    shown = Tokens(account, {})
    for name in account.secrets:
        if source := account.source(name):
            shown.put(name, Held(Secret(f"<{source.value if source.kind == 'env' else source.key}>")))
    return shown


def held(line: str) -> Held:
    """A bare token, or the JSON that a network gave at signing in (RFC 6749, 5.1) with `expires_at` in Unix seconds.

    From now on its secrets are kept out of all output. Raises UserError for what can be no token.
    """
    if not line:
        return Held(NO_SECRET)
    answer = _answer(line)
    token = str(answer.get("access_token", "")) if answer else line
    if len(token) < SHORTEST:
        raise UserError(f"the token is too short: it has {len(token)} characters, not {SHORTEST} or more")
    if any(sign.isspace() for sign in token):
        remember(line, *token.split())
        raise UserError("the token contains whitespace")
    refresh = str(answer.get("refresh_token") or "")
    remember(line, *(str(answer.get(name) or "") for name in _SECRET), token)
    details = {key: value for key, value in answer.items() if key not in _SECRET}
    grant = Grant(Secret(token), Secret(refresh), details)
    return Held(Secret(token), Secret(line), grant, _moment(answer.get("expires_at")) or _jwt_expiry(token))


def require_tokens(all_tokens: Iterable[tuple[Tokens, Network]], others: Iterable[str] = ()) -> None:
    """Raise one UserError that lists every token that is missing; `others`: what else is, a line each."""
    problems = [line for tokens, network in all_tokens for line in tokens.problems(network)]
    problems += dict.fromkeys(others)
    if problems:
        raise UserError(
            "nothing was sent, tokens are missing: " + "; ".join(problems),
            "put each where smm.toml says, where `smm publish` runs (in CI: as protected secrets), then run it again",
        )


def _named(error: UserError, account: Account, name: str) -> UserError:
    """The error with the place it is about, where it does not say so itself."""
    source = account.source(name)
    where = f"(`{source.key if source else name}` of account `{account.name}`)"
    return error if where in error.message else UserError(f"{error.message} {where}")


def _answer(line: str) -> dict[str, Any]:
    """The JSON of a network's answer; {} for a bare token."""
    if not line.startswith("{"):
        return {}
    remember(line)
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError("what is kept is neither a token nor the JSON of one") from None
    if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
        raise UserError("the JSON that is kept has no `access_token`")
    return found


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(value), UTC) if isinstance(value, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None


def _jwt_expiry(token: str) -> datetime | None:
    """`exp` of a JSON Web Token (RFC 7519, 4.1.4), as Pixelfed's are; None for other tokens."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    return _moment(claims.get("exp")) if isinstance(claims, dict) else None
