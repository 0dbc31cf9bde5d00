"""Check this machine's clock against those of the networks it is about to call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from smmgen.durations import in_words
from smmgen.errors import UserError

TOLERANCE = timedelta(minutes=2)


def require_right(
    addresses: Iterable[str], ask: Callable[[str], datetime | None], clock: Callable[[], datetime]
) -> list[str]:
    """Raise UserError when servers tell another time than this machine and none agrees with it.

    Where some agree, it is the others whose clocks are off: a sentence about each. `ask` gives a server's time by its
    address, None where it says none.
    """
    times = ((host, ask(address), clock()) for host, address in _hosts(addresses).items())
    off = {host: here - there for host, there, here in times if there}
    wrong = {host: by for host, by in off.items() if abs(by) > TOLERANCE}
    if wrong and len(wrong) == len(off):
        host, by = min(wrong.items(), key=lambda one: abs(one[1]))
        raise UserError(
            f"this machine's clock is {_words(by)} {host}'s, so nothing was published",
            "set the clock (on Linux: `timedatectl set-ntp true`), then publish again",
        )
    return [f"the clock of {host} is off: this machine's is {_words(by)} it" for host, by in wrong.items()]


def _hosts(addresses: Iterable[str]) -> dict[str, str]:
    """One address for each host that is called over the network."""
    found = {urlsplit(address).netloc.rpartition("@")[2]: address for address in addresses}
    return {host: address for host, address in found.items() if urlsplit(address).scheme in ("http", "https")}


def _words(by: timedelta) -> str:
    return f"{in_words(abs(by))} {'ahead of' if by > timedelta() else 'behind'}"
