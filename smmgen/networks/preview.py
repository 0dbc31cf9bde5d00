"""How the preview presents a network: the names of its accounts, and what readers see of a message."""

from __future__ import annotations

from smmgen.config import Account
from smmgen.markup import addresses
from smmgen.networks.shown import Message, Shown, plain


class Preview:
    """What the preview needs from every network. The defaults suit a network that defines nothing."""

    def handle(self, account: Account, site: str) -> str:
        """The name by which people know the account, such as `@teplo_coffee`. `site`: the project's address, or ""."""
        return at_name(account)

    def shown(self, message: Message) -> Shown:
        """What readers will see of the message, read out of its request alone."""
        return plain(message)


def number_of(account: Account) -> str:
    """The digits of a target that is a number; "" of any other."""
    target = str(account.target or "")
    return target.lstrip("-") if target.lstrip("-").isdigit() else ""


def at_name(account: Account) -> str:
    """`@target`, the number where the target is one, or `@` and the account's own name."""
    return number_of(account) or f"@{str(account.target or account.name).removeprefix('@')}"


def host_of(url: str) -> str:
    """`teplo.example` of an address; "" where it has none."""
    parts = addresses.split(url)
    return parts.netloc.removeprefix("www.") if parts else ""
