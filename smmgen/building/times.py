"""The index of times: what of the build goes out when, a line for each time of a post, the earliest first.

`smm publish` reads it to know that nothing is due; what is due it reads from the payloads themselves. The first line
says what smm.toml had to say of that, and for each month what a ledger holds once all of it is out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b, sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

import smmgen
from smmgen.config import Config
from smmgen.content.composed import composed
from smmgen.content.layout import CONFIG
from smmgen.keys import key_of
from smmgen.ledger.at_rest import digest_of
from smmgen.publishing.idle import Month
from smmgen.publishing.payloads import is_payload
from smmgen.safe_files import Inside

SCHEMA = 3


def lines(payloads: Iterable[Mapping[str, Any]], *, are_ours: bool = False) -> str:
    """The lines of one post. `are_ours`: there is no hook that may have made of them what is none.

    `["2026-11-27T07:00:00Z", post, title, status, [[account, digest, occurrence, parts], …]]`, sorted as text:
    by time, those without one last. `UNCLEAR` where a hook has made of a payload what is none, or changed its keys.
    """
    at_once: dict[tuple[Any, ...], list[Any]] = {}
    for payload in payloads:
        if not (are_ours or is_payload(payload)) or (account := _on_account(payload)) is None:
            return UNCLEAR
        head = (_utc(payload["at"]), composed(payload["post"]), payload["title"], payload["status"])
        at_once.setdefault(head, []).append(account)
    try:
        return "".join(f"{orjson.dumps([*head, accounts]).decode()}\n" for head, accounts in at_once.items())
    except TypeError:  # half a character
        return UNCLEAR


UNCLEAR = "[]\n"
"""A line that says nothing: where there is one, the payloads themselves have to be looked at."""


def _on_account(payload: Mapping[str, Any]) -> list[Any] | None:
    """None where the keys are not those of its parts."""
    post, account, keys = payload["post"], payload["account"], [part["key"] for part in payload["parts"]]
    names = [key.rsplit(":", 1)[1] for key in keys]
    occurrence = keys[0].rsplit(":", 2)[1] if keys else ""
    if not keys or keys != [key_of(post, account, name, occurrence) for name in names]:
        return None
    return [account, payload["digest"], occurrence, " ".join(names)]


@lru_cache(maxsize=16)  # most accounts publish a post at the same time
def _utc(at: str | None) -> str | None:
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if at else None


def index(
    project: Path, config: Config, found: Iterable[str], known: Mapping[str, str]
) -> tuple[bytes, Mapping[str, str]]:
    """The file, and what the next build need not find out again. `found`: what `lines` says of each post that has
    payloads; `known`: what the last build found out."""
    listed = sorted(line for of_post in found for line in of_post.splitlines(keepends=True))
    months, learned = list[Month](), dict[str, str]()
    for name, of_month in groupby(listed, _month):
        if name:
            block = "".join(of_month).encode()
            digest = blake2b(block, digest_size=16).hexdigest()
            learned[digest] = known[digest] if digest in known else _out(block)
            months.append(Month(name, len(block), learned[digest]))
    head = orjson.dumps(_head(project, config, months, is_clear=UNCLEAR not in listed), default=list)
    return b"".join([head, b"\n", *(line.encode() for line in listed)]), learned


def _month(line: str) -> str:
    """`2026-11`, "" where it has no time."""
    return line[2:9] if line.startswith('["') else ""


def _out(block: bytes) -> str:
    rows = list[tuple[str, str, str]]()
    for line in block.splitlines():
        at, post, _, status, accounts = orjson.loads(line)
        if status != "ready":
            return ""
        for account, digest, occurrence, parts in accounts:
            rows += [(at, key_of(post, account, part, occurrence), digest) for part in parts.split(" ")]
    return digest_of([(key, digest) for _, key, digest in sorted(rows)])


def _head(project: Path, config: Config, months: Iterable[Month], is_clear: bool) -> dict[str, Any]:
    """`plain`: every line says something, no account hands posts over to its network before their time, and no day is
    dark. `settled`: seconds after its time from when on nothing that was missed goes out by itself."""
    publish = config.publish
    native = any(account.delivery == "native" for account in config.accounts.values())
    with Inside(project) as files:
        written = files.read(CONFIG)
    return {
        "schema": SCHEMA,
        "smmgen": smmgen.__version__,
        "config": sha256(written).hexdigest(),
        "ledger": publish.ledger if publish.ledger.startswith("sqlite:") else "",
        "plain": is_clear and not native and not publish.blackout,
        "timezone": config.project.timezone,
        "settled": config.longest_grace,
        "months": months,
    }
