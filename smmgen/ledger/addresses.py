"""The address of a ledger, as smm.toml has it: where it is, and that no password stands in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from smmgen.errors import UserError


def resolved(url: str, environ: Mapping[str, str] = os.environ) -> str:
    """The address itself, where smm.toml names the variable that holds it. Raises UserError."""
    scheme, _, rest = url.partition(":")
    if scheme != "env":
        if _has_password(url):
            raise UserError(
                "the address of the ledger holds a password",
                'put the whole address in a variable and write `ledger = "env:NAME"`',
            )
        return url
    address = environ.get(rest, "").strip()
    if not address or address.startswith("env:"):
        raise UserError(
            f"`{rest}` is not set; smm.toml expects the ledger's address there",
            "set it where `smm` runs (in CI: as a protected secret)",
        )
    return address


def _has_password(url: str) -> bool:
    """Also one with signs in it that should have been encoded, and so lead a parser astray."""
    return bool(re.search(r"//[^/?#@:]*:[^@].*@|[?&]password=", url)) or any(wrong_ports(url))


def wrong_ports(url: str) -> Iterator[str]:
    """What stands where a port should, and is none: a password that slipped, as it stands and as it is meant."""
    places = url.partition("//")[2].rpartition("@")[2].partition("/")[0].partition("?")[0]
    for place in places.split(","):
        port = place.rpartition("]")[2].partition(":")[2]
        if port and not (port.isdecimal() and len(port) <= 5):
            yield from (port, unquote(port))


def kind_and_place(url: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """What stands before the first colon, and what after it; of a variable, what it holds."""
    scheme, _, rest = url.partition(":")
    if scheme == "env":
        scheme, _, rest = environ.get(rest, "").strip().partition(":")
    return scheme, rest
