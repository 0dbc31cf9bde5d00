"""What a person approves: one post as one account will send it, as a digest, and a short one for each of its aspects,
so that it can be said what has changed since.

Of a picture that is made to fit, the writer's file counts with the type and sides that are sent: other bytes of another
Pillow re-open no approval. What only the ledger or a reviewer sees (keys, lengths, limits, the title) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from smmgen.config import Account
from smmgen.keys import COMMENT
from smmgen.variants.likeness import poll_of

SHORT = 12
"""Hexadecimal digits of an aspect: they only say what has changed, and never whether something has."""
_HASHTAG = re.compile(r"(?<![\w&])#\w+")


class Facts(NamedTuple):
    """What `[[review]]` asks of a post on an account; `rubric` and `campaign` are "" where it has none. `cost`: what it
    and the documents that it names cost together, in the project's currency, as decimal text; `UNKNOWN` where a part
    of it is in another one, "" for nothing."""

    rubric: str = ""
    campaign: str = ""
    is_ad: bool = False
    cost: str = ""


UNKNOWN = "?"


class Approvable(NamedTuple):
    """`digest`: 64 hexadecimal digits over all that is sent. `aspects`: name -> a short digest, for those it has.

    `facts` is None in what was built while smm.toml had no [[review]].
    """

    digest: str
    aspects: Mapping[str, str]
    facts: Facts | None

    def dump(self) -> str:
        """As one text, for rows."""
        return orjson.dumps([self.digest, self.aspects, self.facts and [*self.facts]]).decode()

    @classmethod
    def load(cls, text: str) -> Approvable:
        """The value of `dump`."""
        digest, aspects, facts = orjson.loads(text)
        return cls(digest, aspects, facts and Facts(*facts))


def approvable(payload: Mapping[str, Any], account: Account) -> Approvable:
    """Of a payload file and the account as smm.toml has it."""
    parts = [_sent(part) for part in payload["parts"]]
    aspects = {name: _short(value) for name, value in _aspects(payload, account, parts) if value}
    rest = {key: payload.get(key) for key in ("format", "delivery")}
    whole = [_target(payload, account), rest, _utc(payload["at"]), _utc(payload["not_after"]), parts]
    return Approvable(_digest(whole), aspects, _facts(payload.get("review")))


def _facts(found: Any) -> Facts | None:
    """What a build knows of it; None where another smmgen wrote down something else."""
    if not isinstance(found, Mapping) or not found.keys() >= {*Facts._fields}:
        return None
    return Facts(*(found[name] for name in Facts._fields))


def differing(before: Mapping[str, str], now: Approvable) -> list[str]:
    """The aspects in which what was approved differs, in order of `ASPECTS`; `other` alone where none is known. Early
    approvals do not say which title they are of."""
    names = [name for name in ASPECTS if before.get(name) != now.aspects.get(name)]
    if "title" in names and "title" not in before:
        names.remove("title")
    return [name for name in names if name != "other"] or names or ["other"]


ASPECTS = (
    "target", "format", "title", "text", "hashtags", "comment", "poll", "media", "alt", "time", "deadline", "delivery",
    "other",
)  # fmt: skip
"""`other`: parameters of the network, such as who may reply or the card of a link."""


def _aspects(
    payload: Mapping[str, Any], account: Account, parts: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Any]]:
    posts = [part for part in parts if part["role"] != COMMENT]
    files = [item for part in posts for item in part["media"]]
    yield "target", _target(payload, account)
    yield "format", payload.get("format")
    yield "title", [_titles_of(part["request"]) for part in posts]
    yield "text", [_HASHTAG.sub("", part["text"]).split() for part in posts]
    yield "hashtags", [tag for part in posts for tag in _HASHTAG.findall(part["text"])]
    yield "comment", [part for part in parts if part["role"] == COMMENT]
    yield "poll", [*(text for part in posts for text in poll_of(part["request"]))]
    yield "media", [[len(part["media"]) for part in posts], [_looks(item) for item in files]] if files else None
    yield "alt", [said for item in files if any(said := [item.get("alt"), item.get("title")])]
    yield "time", _utc(payload["at"])
    yield "deadline", _utc(payload["not_after"])
    yield "delivery", payload["delivery"]
    yield "other", [part["request"] for part in posts]


def _titles_of(request: Mapping[str, Any]) -> list[Any]:
    """A post's own, under the names that networks give it; those of its files are in `alt`."""
    places = (request, request.get("params"), request.get("item"))
    return [place["title"] for place in places if isinstance(place, Mapping) and place.get("title")]


def _target(payload: Mapping[str, Any], account: Account) -> list[Any]:
    """Where it goes: the network, the page, and the server of a network that has many."""
    return [payload["platform"], account.target, account.base_url]


def _sent(part: Mapping[str, Any]) -> dict[str, Any]:
    media = part["media"]
    request = part["request"]
    for item in media:
        if source := item.get("source"):
            request = _of_source(request, item, source)
    return {"role": part["role"], "text": part["text"], "request": request, "media": [_file(item) for item in media]}


def _file(item: Mapping[str, Any]) -> dict[str, Any]:
    source = item.get("source") or item
    sides = {key: item.get(key) for key in ("type", "alt", "title", "width", "height")}
    return {"sha256": source["sha256"], **sides}


def _looks(item: Mapping[str, Any]) -> list[Any]:
    return [item[key] for key in ("sha256", "type", "width", "height")]


def _of_source(value: Any, made: Mapping[str, Any], source: Mapping[str, Any]) -> Any:
    """The request with the writer's file where it speaks of the bytes that were made of it, as a feed does."""
    if isinstance(value, str):
        return value.replace(made["sha256"][:16], source["sha256"][:16]) if made["sha256"][:16] in value else value
    if isinstance(value, Mapping):
        return {
            key: source.get("size") if _is_size(key, one, made) else _of_source(one, made, source)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_of_source(one, made, source) for one in value]
    return value


def _is_size(key: str, value: Any, made: Mapping[str, Any]) -> bool:
    return "size" in key and type(value) is int and value == made.get("size")


def _utc(at: str | None) -> str | None:
    """The instant, whatever zone it is written in."""
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None


def _digest(value: Any) -> str:
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _short(value: Any) -> str:
    return _digest(value)[:SHORT]
