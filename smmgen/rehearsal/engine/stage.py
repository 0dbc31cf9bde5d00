"""A network as it is rehearsed: a `Stage`, which is a table of the calls that the network answers.

    STAGE = Stage(
        "pinboard",
        "Pinboard Social",
        endpoints=(
            Endpoint("POST", "/api/images", files=("file",), does=Receive("image", types=("image/png",)), answer=IMAGE),
            Endpoint(
                "POST", "/api/pins", {"text": text(1, 500), "image_ids": "strings"}, ("text",),
                does=Create("pin", key="header:idempotency-key", refers={"image_ids": "image"}),
                answer=PIN, status=201,
            ),
            Endpoint("GET", "/api/pins/{id}", does=Read("pin"), answer=PIN),
            Endpoint("GET", "/api/me", answer={"name": "{account}"}),
        ),
        errors={"invalid": Error(422, {"error": "{reason}"})},
    )

The engine answers what the table says and nothing else: unknown calls, parameters and files are refused, and so is a
call without the secret of an account. `engine.acts` has what a call can do (create with a de-duplication key, read
back, list, change, delete, take a file); where a promise needs more, `does` is a function of your own, a simulator.
Faults, resets and the page of what was posted come with the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, read_strictly
from smmgen.rehearsal.engine.http import NOBODY, Account, Answer, Call, Refused, Upload
from smmgen.rehearsal.engine.kinds import KINDS, Kind, Spec
from smmgen.rehearsal.engine.shown import Sent, Shown
from smmgen.rehearsal.engine.template import fill


@dataclass(frozen=True)
class Error:
    """How a network says no: status, JSON value and headers, templates of what the engine says of it."""

    status: int
    value: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, **said: Any) -> Refused:
        headers = {name: str(fill(text, said)) for name, text in self.headers.items()}
        return Refused(Answer(self.status, fill(self.value, said), headers))


_SAID = {"error": "{reason}"}
ERRORS: Mapping[str, Error] = {
    "unauthorised": Error(401, _SAID),
    "unknown_call": Error(404, _SAID),
    "not_found": Error(404, _SAID),
    "invalid": Error(422, _SAID),
    "rate_limited": Error(429, _SAID, {"Retry-After": "{seconds}"}),
    "broken": Error(500, _SAID),
}
"""How a network says no that has no words of its own. Every error is told `{reason}`; `rate_limited` also `{seconds}`,
and when they are over: `{at}` in Unix seconds, `{iso}`."""

_INSTEAD = {
    "no_token": "unauthorised", "forbidden": "unauthorised", "wrong_method": "unknown_call", "unreadable": "invalid",
    "missing": "invalid", "unknown": "invalid", "wrong": "invalid", "untrue": "broken",
}  # fmt: skip
"""Errors that a network may tell apart, and what they are where it does not. `missing`, `unknown` and `wrong` are about
a parameter, and are told its `{name}`; `wrong` also the `{problem}`. `untrue` is said although the call was done."""


@dataclass(frozen=True)
class Visit(Call):
    """A parsed call: its row of the table, its account and its parameters.

    `parts` are those of the path, as text; `params` are typed, `received` as they came; `secret` is the name of the
    secret that the call came with, `token` what it is.
    """

    account: Account = NOBODY
    secret: str = ""
    token: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    received: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    stage: Stage = field(default_factory=lambda: Stage("", ""))

    def named(self, name: str) -> Any:
        """A part of the path, or a parameter; None where there is neither."""
        return self.parts.get(name, self.params.get(name))

    def refused(self, error: str, reason: str, **more: Any) -> Refused:
        return self.stage.refused(error, reason, **more)


@dataclass(frozen=True)
class Signed:
    """Whose secret a call came with: the account, the secret's name, and what it is."""

    account: Account
    secret: str
    token: str = ""


ANY = ("*",)
"""Files of any name."""


@dataclass(frozen=True)
class Endpoint:
    """A row of the table: one call. `{id}` in the path is a part of it, `{id:\\d+}` one of that form.

    `method` may name several, `GET|POST`. `params` have a kind each (`engine.kinds`); those in `required` must come.
    `files` are the parts of a multipart body that are files, `ANY` where `does` checks them. `secrets` names those of
    an account that may make the call; an `open` one needs none. `host` as in `Call`.

    `does` is given the visit. What it returns fills `answer`, by its keys and as `{result}`; an `Answer` goes out as it
    is. Every answer also knows `{account}`, `{target}`, `{base}`, `{now}` and `{params}`.
    """

    method: str
    path: str
    params: Mapping[str, Spec] = field(default_factory=dict)
    required: Sequence[str] = ()
    does: Callable[[Visit], Any] = lambda visit: None
    answer: Any = None
    status: int = 200
    files: Sequence[str] = ()
    secrets: Sequence[str] = ("token",)
    open: bool = False
    host: str = ""
    reads: Callable[[Call], Form] | None = None
    """How its body is read, where not as the stage's."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a path of this call looks like."""
        pieces = re.split(r"\{(\w+)(?::([^{}]+))?\}", self.path)
        fixed = [re.escape(piece) for piece in pieces[::3]]
        parts = [f"(?P<{name}>{form or '[^/]+'})" for name, form in zip(pieces[1::3], pieces[2::3], strict=True)]
        return re.compile("".join(piece for pair in zip(fixed, [*parts, ""], strict=True) for piece in pair))


@dataclass(frozen=True)
class Stage:
    """A network. `name` is what users write, `title` what they read; `errors` are laid over `ERRORS`."""

    name: str
    title: str
    endpoints: Sequence[Endpoint] = ()
    errors: Mapping[str, Error] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    """Figures that `start` may change, for simulators."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Kinds of parameters of its own, by name."""
    answer: Any = "{result}"
    """The template of an endpoint that has none."""
    token: Callable[[Call, Mapping[str, str]], str] = lambda call, parts: call.bearer
    """The secret that a call comes with, "" for none; given the call and the parts of its path."""
    signs: Callable[[Call, Endpoint, Mapping[str, str]], Signed | None] | None = None
    """Who made a call, for networks with sessions of their own; None and `token` for those that compare secrets."""
    route: Callable[[Call], Call] = lambda call: call
    """The call as the table has it, for networks whose calls are told apart by a parameter. Raises `Malformed`."""
    reads: Callable[[Call], Form] = read_strictly
    """How bodies and queries are read. Raises `Malformed`."""
    ignores: Sequence[str] = ()
    """Parameters of the protocol itself, which no endpoint lists."""
    before: Callable[[Visit], None] = lambda visit: None
    """What happens as time goes by, done before each call that is not open: scheduled posts go out."""
    settings: Mapping[str, str] = field(default_factory=lambda: {"base_url": "{url}/{name}"})
    """Keys of an account and what they are in a rehearsal, so that its calls come here: `{url}` is this server's
    address, `{name}` the network's name, `{folder}` the rehearsal's folder in the project, `{account}` the account."""
    folder: str = ""
    """The setting that holds the folder of a network that writes files, `file:...`; "" for one that is called."""
    unlogged: str = ""
    """A pattern of what of a path is a token, which the log of requests does not show."""
    shown: Callable[[Sent], Shown] = lambda sent: Shown()
    """What people would see of a post, for `posted.html`; `shown_as` of `engine.shown` makes one."""
    edited: str = ""
    """The parameter that an edit takes the place of; "": an edit's parameters are laid over those of the post."""
    alt_texts: bool = False
    """It takes alt texts, so that a missing one is worth saying."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a table that would fail only when it is called."""
        if unknown := set(self.errors) - {*ERRORS, *_INSTEAD}:
            raise ValueError(f"{self.name}: there is no error called {', '.join(sorted(unknown))}")
        for endpoint in self.endpoints:
            named = {spec for spec in endpoint.params.values() if isinstance(spec, str)}
            if unknown := named - {*KINDS, *self.kinds}:
                raise ValueError(f"{self.name}: {endpoint.path}: there is no kind called {', '.join(sorted(unknown))}")
            if unknown := set(endpoint.required) - {*endpoint.params, *endpoint.files}:
                raise ValueError(f"{self.name}: {endpoint.path}: no parameter is called {', '.join(sorted(unknown))}")

    def refused(self, error: str, reason: str, **more: Any) -> Refused:
        """The network's no, in its own words."""
        found = self.errors.get(error) or self.errors.get(_INSTEAD.get(error, ""))
        return (found or ERRORS[_INSTEAD.get(error, error)])(reason=reason, **more)


UNKNOWN = Stage("", "")
"""A network of which nothing is known."""
