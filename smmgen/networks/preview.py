"""How the preview presents a network: its title, the names of its accounts, its look, what is seen of a message."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from smmgen.config import Account
from smmgen.markup import addresses
from smmgen.networks.shown import Message, Shown, Words, plain


class Preview:
    """What the preview asks of every network. The defaults do for one that says nothing of its own."""

    titles: ClassVar[Words] = {}
    """Language -> what the network is called in it, where that is not its `title`."""
    look: ClassVar[Path | None] = None
    """The folder with `card.html`, `style.css` and `icon.svg`, each of which may be missing, of a network that comes in
    a package of its own. Those of smmgen are in `themes/default/networks/<name>`."""

    def handle(self, account: Account, site: str) -> str:
        """The name by which people know the account, such as `@teplo_coffee`. `site`: the project's address, or ""."""
        return at_name(account)

    def shown(self, message: Message) -> Shown:
        """What readers will see of the message, read out of its request alone."""
        return plain(message)


PLAIN = Preview()


def preview_of(network: object) -> Preview:
    """The network itself, or the defaults for one that says nothing."""
    return network if isinstance(network, Preview) else PLAIN


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
