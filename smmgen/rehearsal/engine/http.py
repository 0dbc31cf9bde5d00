"""What passes between the server and a network: a call, an answer, an account, and a refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from smmgen.rehearsal.engine.shown import Sent, Shown
from smmgen.rehearsal.engine.state import State


@dataclass(frozen=True)
class Account:
    """An account the networks know. `target` is a channel, a wall's id, a handle or a DID.

    It is None where the token says it all. `secrets` are made up for the rehearsal, by name, and are kept in
    `config.json` of the state folder.
    """

    account: str
    platform: str
    target: str | int | None
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.secrets.get("token", "")

    @property
    def user_token(self) -> str | None:
        return self.secrets.get("user_token")


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
    state: State
    accounts: tuple[Account, ...]
    limits: Mapping[str, float]
    host: str = ""

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
    """The network says no: nothing of what the call did is kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.value))
        self.answer = answer


@dataclass(frozen=True)
class Stage:
    """One network, as it is rehearsed. `name` is what users write, `title` what they read.

    `answer` may raise `Refused`. `rate_limited` (given seconds and the
    clock), `broken` and `unreadable` (given why) are its own shapes of "too many calls", "we failed" and "I could not
    read that".
    """

    name: str
    title: str
    answer: Callable[[Call], Answer] = lambda call: Answer(404, {"error": "not found"})
    rate_limited: Callable[[int, float], Answer] = lambda seconds, now: Answer(429, {"error": "too many requests"})
    broken: Callable[[], Answer] = lambda: Answer(500, {"error": "internal error"})
    unreadable: Callable[[str], Answer] = lambda reason: Answer(400, {"error": reason})
    limits: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=lambda: {"base_url": "{url}/{name}"})
    """Keys of an account and what they are in a rehearsal, so that its calls come here: `{url}` is this server's
    address, `{name}` the network's name, `{folder}` the rehearsal's folder in the project, `{account}` the account."""
    files: str = ""
    """The setting that holds the folder of a network that writes files, `file:...`; "" for one that is called."""
    shown: Callable[[Sent], Shown] = lambda sent: Shown()
    """What people would see of a post, for `posted.html`."""
    edited: str = ""
    """The parameter that an edit takes the place of; "": an edit's parameters are laid over those of the post."""
    unlogged: str = ""
    """A pattern of what of a path is a token, which the log of requests does not show."""
    alt_texts: bool = False
    """It takes alt texts, so that a missing one is worth saying."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
