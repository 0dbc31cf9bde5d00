"""A platform's limits with what an account knows better (`limits` in smm.toml)."""

from __future__ import annotations

from dataclasses import fields, replace
from difflib import get_close_matches

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.platforms.base import Limit, Limits, Platform

NAMES = tuple(entry.name for entry in fields(Limits))


def limits_for(platform: Platform, account: Account) -> Limits:
    """The limits that hold for this account. Raises `UserError` for a limit that does not exist."""
    if not account.limits:
        return platform.limits
    return replace(platform.limits, **{name: _own(account, name) for name in account.limits})


def _own(account: Account, name: str) -> Limit:
    if name not in NAMES:
        raise _unknown(account, name)
    return Limit(account.limits[name], f"smm.toml, accounts.{account.name}.limits", "")


def _unknown(account: Account, name: str) -> UserError:
    close = get_close_matches(name, NAMES, 1)
    hint = f"did you mean `{close[0]}`?" if close else f"limits are: {', '.join(NAMES)}"
    return UserError(f"account `{account.name}` sets a limit that does not exist: `{name}`", hint)
