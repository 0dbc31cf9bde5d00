"""Tokens, read from the environment at the output rim and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.platforms.base import Platform
from smmgen.publishing.redaction import remember


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one account signs its calls with; "" where it has none."""

    token: str = field(default="", repr=False)
    user_token: str = field(default="", repr=False)


def missing_tokens(account: Account, platform: Platform, environ: Mapping[str, str]) -> list[str]:
    """Why the account cannot sign, one line each; an empty variable counts as not set."""
    problems = []
    for key in platform.secrets:
        variable = getattr(account, key, None)
        if variable is None and key in platform.needs:
            problems.append(f"`{key}` of account `{account.name}` is not given in smm.toml")
        elif variable is not None and not environ.get(variable, "").strip():
            problems.append(f"`{variable}` is not set (`{key}` of account `{account.name}`)")
    return problems


def read_tokens(account: Account, environ: Mapping[str, str]) -> Tokens:
    """The account's tokens without the white space that copying leaves; from now on they are kept out of all output."""
    found = Tokens(_read(account.token_env, environ), _read(account.user_token_env, environ))
    remember(found.token, found.user_token)
    return found


def require_tokens(accounts: Iterable[tuple[Account, Platform]], environ: Mapping[str, str]) -> None:
    """Raise one UserError that lists every variable that is not set."""
    problems = [line for account, platform in accounts for line in missing_tokens(account, platform, environ)]
    if problems:
        raise UserError(
            "nothing was sent, tokens are missing: " + "; ".join(problems),
            "set these environment variables (in CI: as protected secrets), then run the command again",
        )


def _read(variable: str | None, environ: Mapping[str, str]) -> str:
    return environ.get(variable, "").strip() if variable else ""
