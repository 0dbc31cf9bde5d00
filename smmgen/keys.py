"""How one part of one document on one account is called, in the ledger and towards the networks.

winter-menu:vk:1:1                       a post: its uid, the account, the occurrence, the part
contest/winter-prize:vk:1:1              a document of another kind bears its kind before its uid
"""

from __future__ import annotations

import re
from typing import NamedTuple

POST = "post"
"""The kind whose documents go by their uid alone."""
ONCE = "1"
"""The occurrence of a document that does not repeat. Of one that does, each is a day: `2026-12-14`."""
COMMENT = "comment"
"""The part that is a first comment; the others are counted from 1."""


def name_of(kind: str, uid: str) -> str:
    """What a document is called among all documents. A post's uid is a word or begins with `content/`, which no kind is
    called, so that nothing of another kind is ever taken for a post."""
    return uid if kind == POST else f"{kind}/{uid}"


def key_of(name: str, account: str, part: str = "1", occurrence: str = ONCE) -> str:
    """`name` as of `name_of`."""
    return f"{name}:{account}:{occurrence}:{part}"


def kind_of(name: str) -> str:
    """The kind of the document of that name."""
    kind, slash, _ = name.partition("/")
    return kind if slash and kind != "content" else POST


class Identity(NamedTuple):
    """What is sent to one account: a document, at one of its times if it repeats. Its parts have their own keys."""

    post: str
    """The document's name, as of `name_of`."""
    account: str
    occurrence: str = ONCE

    def key(self, part: str = "1") -> str:
        """The ledger's key of a part."""
        return key_of(self.post, self.account, part, self.occurrence)


def sent_name_of(name: str, occurrence: str = ONCE) -> str:
    """What pages call a document at one of its times, whatever the account: `winter-menu`, then `2@winter-menu`. The
    occurrence comes first, because a uid that is a path may contain an `@`."""
    return name if occurrence == ONCE else f"{occurrence}@{name}"


_TIMED = re.compile(r"([0-9][0-9-]*)@(.+)", re.DOTALL)


def named_time(name: str) -> tuple[str, str]:
    """The occurrence and the document that a `sent_name_of` stands for; ("", name) where it names no occurrence. No
    uid has an `@` in it, and a path begins with `content/`."""
    found = _TIMED.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def place_of(kind: str, slug: str, account: str, occurrence: str = ONCE) -> str:
    """The payload file below build/payloads. No account has an `@` in its name, so that no two places are the same."""
    folder = account if occurrence == ONCE else f"{account}@{occurrence}"
    return f"{folder}/{slug}.json" if kind == POST else f"@{kind}/{folder}/{slug}.json"
