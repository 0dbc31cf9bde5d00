"""The addresses to which a token may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from smmgen.config import Account
from smmgen.errors import UserError


def require_safe_addresses(accounts: Sequence[Account]) -> None:
    """Raise UserError for every `base_url` that would send a token unencrypted over a network."""
    unsafe = [f"`{account.base_url}` of account `{account.name}`" for account in accounts if not _is_safe(account)]
    if unsafe:
        raise UserError(f"a token must not travel unencrypted: {', '.join(unsafe)}", "use an https:// address")


def _is_safe(account: Account) -> bool:
    return not account.base_url or is_safe_address(account.base_url)


def is_safe_address(url: str) -> bool:
    """Encrypted, or on this very machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("https", "file") or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """It is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
