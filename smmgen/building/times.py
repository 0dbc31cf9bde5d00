"""The index of times: what of the build goes out when, a line for each time of a post, the earliest first.

`smm publish` reads it to know that nothing is due; what is due it reads from the payloads themselves. The first line
says what smm.toml had to say of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

import smmgen
from smmgen.config import Config, seconds
from smmgen.content.composed import composed
from smmgen.content.layout import CONFIG
from smmgen.safe_files import Inside

SCHEMA = 1


def lines(payloads: Iterable[Mapping[str, Any]]) -> str:
    """The lines of one post.

    `["2026-11-27T07:00:00Z", post, title, status, [[account, digest, occurrence, parts], …]]`, sorted as text:
    by time, those without one last. `UNCLEAR` where a hook has made of a payload what is none.
    """
    at_once: dict[tuple[Any, ...], list[Any]] = {}
    try:
        for payload in payloads:
            head = (_utc(payload["at"]), composed(payload["post"]), payload["title"], payload["status"])
            at_once.setdefault(head, []).append(_on_account(payload))
        return "".join(f"{orjson.dumps([*head, accounts]).decode()}\n" for head, accounts in at_once.items())
    except (ValueError, TypeError, LookupError, AttributeError):
        return UNCLEAR


UNCLEAR = "[]\n"
"""A line that says nothing: whoever reads it has to look at the payloads themselves."""


def _on_account(payload: Mapping[str, Any]) -> list[Any]:
    names = [part["key"].rsplit(":", 2)[1:] for part in payload["parts"]]
    parts = " ".join(part for _, part in names)
    return [payload["account"], payload["digest"], names[0][0], parts]


def _utc(at: str | None) -> str | None:
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if at else None


def index(project: Path, config: Config, found: Iterable[str]) -> bytes:
    """The file. `found`: what `lines` says of each post that has payloads."""
    listed = sorted(line for of_post in found for line in of_post.splitlines(keepends=True))
    return b"".join([orjson.dumps(_head(project, config)), b"\n", *(line.encode() for line in listed)])


def _head(project: Path, config: Config) -> dict[str, Any]:
    """`plain`: no account hands posts over to its network before their time, and no day is dark. `settled`: seconds
    after its time from when on nothing that was missed goes out by itself."""
    publish = config.publish
    native = any(account.delivery == "native" for account in config.accounts.values())
    with Inside(project) as files:
        written = files.read(CONFIG)
    return {
        "schema": SCHEMA,
        "smmgen": smmgen.__version__,
        "config": sha256(written).hexdigest(),
        "ledger": publish.ledger if publish.ledger.startswith("sqlite:") else "",
        "plain": not native and not publish.blackout,
        "timezone": config.project.timezone,
        "settled": seconds(publish.grace),
    }
