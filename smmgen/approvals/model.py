"""An approval: who said yes to what, as a file of the project has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from smmgen.keys import ONCE, Identity

FOLDER = "approvals"
SCHEMA = 1
_LONGEST = 200
"""Bytes of a folder's name; file systems take 255."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Item(NamedTuple):
    """One account of the post. `digest` and `aspects` as in `variants.approvable`; `made_from`: what it was made of, by
    name, as short digests."""

    account: str
    digest: str
    aspects: Mapping[str, str]
    made_from: Mapping[str, str] = {}
    occurrence: str = ONCE


class Statement(NamedTuple):
    """What is signed. `at`: when, in UTC, by the person's clock. `review`: address of the review that it was taken
    from, "" of a signed one."""

    post: str
    person: str
    at: str
    items: tuple[Item, ...]
    review: str = ""

    def item(self, identity: Identity) -> Item | None:
        """What it says of this post on its account."""
        if identity.post != self.post:
            return None
        wanted = (identity.account, identity.occurrence)
        return next((item for item in self.items if (item.account, item.occurrence) == wanted), None)

    def as_json(self) -> dict[str, Any]:
        """As it is stored and, in canonical form, signed."""
        items = [item._asdict() for item in sorted(self.items, key=lambda item: (item.account, item.occurrence))]
        review = {"review": self.review} if self.review else {}
        return {
            "schema": SCHEMA, "post": self.post, "person": self.person, "at": self.at, "accounts": items, **review,
        }  # fmt: skip

    def canonical(self) -> bytes:
        """The bytes that are signed: JSON with sorted keys and without blanks."""
        return orjson.dumps(self.as_json(), option=orjson.OPT_SORT_KEYS)


class Approval(NamedTuple):
    """A statement with its signature; `path` of its file below the project. One from a forge has neither."""

    statement: Statement
    signature: str = ""
    path: str = ""

    def dump(self) -> bytes:
        """The file."""
        found = {"statement": self.statement.as_json(), "signature": self.signature.splitlines()}
        return orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


class Unreadable(ValueError):
    """What a file of approvals holds is none."""


def folder_of(post: str) -> str:
    """Where the approvals of a post are: `approvals/winter-menu`. A path that serves as uid is one name."""
    name = quote(post, safe="")
    return f"{FOLDER}/{name if len(name) <= _LONGEST else f'{name[:60]}~{sha256(post.encode()).hexdigest()[:16]}'}"


def path_of(post: str, person: str) -> str:
    """`approvals/winter-menu/maria.json`."""
    return f"{folder_of(post)}/{person}.json"


def load(data: bytes, path: str) -> Approval:
    """The approval in a file. Raises Unreadable."""
    try:
        found = orjson.loads(data)
        lines = found["signature"]
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise Unreadable("its signature is no list of lines")
        signature = "".join(f"{line}\n" for line in lines)
        statement = statement_of(found["statement"])
    except Unreadable:
        raise
    except (ValueError, TypeError, LookupError, AttributeError):
        raise Unreadable("it is not what `smm approve` writes") from None
    if path != path_of(statement.post, statement.person):
        raise Unreadable(f"it says of itself that it is `{path_of(statement.post, statement.person)}`")
    return Approval(statement, signature, path)


def statement_of(found: Any) -> Statement:
    """The statement from JSON. Raises ValueError, TypeError and LookupError for anything else."""
    if found["schema"] != SCHEMA:
        raise Unreadable("it was written by a newer smmgen")
    items = tuple(_item(one) for one in found["accounts"])
    post, person, at, review = _text(found["post"]), _text(found["person"]), found["at"], _text(found.get("review", ""))
    if not _TIME.fullmatch(at):
        raise ValueError(at)
    return Statement(post, person, at, items, review)


def _item(found: Any) -> Item:
    if not _DIGEST.fullmatch(found["digest"]):
        raise ValueError(found["digest"])
    aspects, made_from = _texts(found["aspects"]), _texts(found["made_from"])
    return Item(_text(found["account"]), found["digest"], aspects, made_from, _text(found["occurrence"]))


def _texts(found: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in found.items()}


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found
