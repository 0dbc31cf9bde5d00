"""What an answer means, decided in one place, so that only an explicit refusal counts as a no.

| the answer says | to the creating call | to any other call |
| --- | --- | --- |
| yes | the value | the value |
| no | the error it stands for: `Rejected`, `Unauthorised`, `RateLimited` | the same |
| neither | `Ambiguous`: the post may be there | `Unavailable`: it is tried again |

A network only says how its errors look: a function from a `Response` to a `Meaning`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks import answers
from smmgen.networks.wire import Response


class Yes(NamedTuple):
    """The network did it. `value`: what it says about it."""

    value: Any


class Unclear(NamedTuple):
    """Neither a yes nor a no. `said`: the network's message, if any."""

    said: str = ""


Meaning = Yes | PublishError | Unclear
"""What an answer means; an explicit refusal is the error to raise."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a network answers. `network`: what messages call it. `look`: what a person does where nobody knows whether a
    post is out. `read`: what an answer means."""

    network: str
    look: str
    read: Callable[[Response], Meaning]

    def created(self, response: Response) -> Any:
        """The value of a yes to the creating call; raises the error otherwise."""
        match self.read(response):
            case Yes(value):
                return value
            case Unclear(said):
                message = f"{answered(self.network, response, said)}; it is unknown whether the call took effect"
                raise Ambiguous(message, self.look)
            case error:
                raise error

    def answer(self, response: Response) -> Any:
        """The value of a yes to a call that creates nothing; raises the error otherwise."""
        match self.read(response):
            case Yes(value):
                return value
            case Unclear(said):
                raise Unavailable(answered(self.network, response, said), "try again later")
            case error:
                raise error


def answered(network: str, response: Response, said: str) -> str:
    """`Mastodon answered 422: text is too long`"""
    return f"{network} answered {response.status}: {said}".rstrip(": ")


def by_status(
    network: str, response: Response, said: str = "", token_hint: str = "", wait: float | None = None
) -> Meaning:
    """What an answer without a yes means where HTTP's statuses have their usual meaning (RFC 9110, RFC 6585).

    `token_hint`: what to do when the token is refused. `wait`: seconds to wait after 429; None: what Retry-After says,
    a minute where it says nothing.
    """
    message = answered(network, response, said)
    if response.status == 429:
        asked = answers.retry_after(response.headers) if wait is None else wait
        return RateLimited(message, 60.0 if asked is None else asked)
    if response.status in (401, 403):
        return Unauthorised(message, token_hint)
    return Rejected(message) if 400 <= response.status < 500 else Unclear(said)
