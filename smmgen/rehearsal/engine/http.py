"""What passes between the server and a network: a call, an answer, an account, and a refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smmgen.rehearsal.engine.memory import Memory


@dataclass(frozen=True)
class Account:
    """An account the networks know. `target` is a channel, a wall's id, a handle or a DID; None where a secret says it.

    `secrets` by name (`token`, `user_token`) are made up for the rehearsal and are kept in `config.json` of the state
    folder.
    """

    account: str
    platform: str
    target: str | int | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.secrets.get("token", "")


NOBODY = Account("", "")
"""Who makes a call that needs no secret."""


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body."""

    filename: str
    content_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.data)


@dataclass(frozen=True)
class Call:
    """One request to one network, with what that network may look at to answer it.

    `path` starts after the network's prefix, the first folder of the address: its name, or `name-host` where it has
    another `host`. `base` is this server's own address, no slash at its end. `now` is in Unix seconds, by the networks'
    clock. `limits` are the network's own, with what the configuration changed.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str
    now: float
    state: Memory
    accounts: tuple[Account, ...]
    limits: Mapping[str, float]
    host: str = ""
    media: str = ""
    """The folder whose files stand for what is below `{base}/media/`, "" for none."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def bearer(self) -> str:
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclass(frozen=True)
class Answer:
    """A status, a JSON value and more headers."""

    status: int
    value: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return json.dumps(self.value, ensure_ascii=False).encode()


class Refused(Exception):
    """The network refuses: everything the call did is rolled back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.value))
        self.answer = answer


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
