"""A platform's limits with what an account knows better (`limits` in smm.toml)."""

from __future__ import annotations

from dataclasses import fields, replace
from difflib import get_close_matches
from functools import lru_cache

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.networks.base import Network
from smmgen.networks.limits import Limit, Limits

NAMES = tuple(entry.name for entry in fields(Limits))


def limits_for(platform: Network, account: Account) -> Limits:
    """The limits that hold for this account. Raises `UserError` for a limit that does not exist."""
    own = tuple(account.limits.items())
    return _corrected(platform.facts.limits, account.name, own) if own else platform.facts.limits


@lru_cache(maxsize=64)
def _corrected(limits: Limits, account: str, own: tuple[tuple[str, float], ...]) -> Limits:
    return replace(limits, **{name: _own(account, name, value) for name, value in own})


def _own(account: str, name: str, value: float) -> Limit:
    if name not in NAMES:
        raise _unknown(account, name)
    return Limit(value, f"smm.toml, accounts.{account}.limits", "")


def _unknown(account: str, name: str) -> UserError:
    close = get_close_matches(name, NAMES, 1)
    hint = f"did you mean `{close[0]}`?" if close else f"limits are: {', '.join(NAMES)}"
    return UserError(f"account `{account}` sets a limit that does not exist: `{name}`", hint)
