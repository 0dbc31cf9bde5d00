"""Containers of Threads and Instagram: a post that is made and looked at before it is published.

A container is published at most once, tells whether it was, and dies after a day. Each is kept as soon as it is made,
so that another run goes on from there. Sources: https://developers.facebook.com/docs/threads/troubleshooting and
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from smmgen.errors import PublishError, Unavailable
from smmgen.networks import answers, graph
from smmgen.networks.dialect import Dialect
from smmgen.networks.wire import Delivery, Progress, Request, Response

READY, BUSY, FAILED, EXPIRED, OUT, GONE = "FINISHED", "IN_PROGRESS", "ERROR", "EXPIRED", "PUBLISHED", "GONE"
"""States of a container; GONE is ours, for one that the network does not know (any more)."""
ALIVE = frozenset({READY, BUSY})
UNPUBLISHED = frozenset({READY, BUSY, FAILED, EXPIRED})
POLLS = (0.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 60.0, 60.0, 60.0)
"""Seconds before each question: once a minute for about five minutes is what the documentation asks for, and texts are
ready at once."""
WHOLE = "container"
"""Under this name the container of the whole post is kept; those of a carousel's items under their index."""


class Container(NamedTuple):
    """What became of a container. `why`: the network's words about a failure."""

    id: str
    state: str = GONE
    why: str = ""


Asked = Generator[Request, Response, Container]
Made = Generator[Request | Progress, Response, Container]


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one part of a post. `get` asks for fields of an object after so many seconds, `post` makes a
    container of these parameters; `state` and `why` are names of fields; `failed`: what a failure means."""

    delivery: Delivery
    dialect: Dialect
    get: Callable[[str, str, float], Request]
    post: Callable[[Mapping[str, Any]], Request]
    state: str
    why: str
    failed: Callable[[Container], PublishError]

    def known(self, name: str = WHOLE) -> Asked:
        """The container that an earlier try has left, as it is now."""
        identity = str(self.delivery.known.get(name, ""))
        return (yield from self._asked(identity)) if identity else Container("")

    def made(self, params: Mapping[str, Any], name: str = WHOLE) -> Made:
        """A new one, which is kept."""
        data = answers.mapping(self.dialect.answer((yield self.post(params))))
        identity = answers.identity(data.get("id"))
        if not identity:
            raise Unavailable("the network did not say which container it has made", "try again later")
        yield Progress({name: identity})
        return Container(identity, BUSY)

    def ready(self, container: Container) -> Generator[Request, Response, None]:
        """Wait until it can be published. Raises what `failed` says, and Unavailable if it takes more than about five
        minutes."""
        for seconds in POLLS:
            if container.state != BUSY:
                break
            container = yield from self._asked(container.id, seconds)
        if container.state == BUSY:
            raise Unavailable("the network is still busy with the files", "the next run goes on from there")
        if container.state != READY:
            raise self.failed(container)

    def items(self, items: Sequence[Mapping[str, Any]]) -> Generator[Request | Progress, Response, list[str]]:
        """A container for each item of a carousel, all of them ready; their ids."""
        found = []
        for index, item in enumerate(items):
            container = yield from self.known(f"media {index}")
            if container.state not in ALIVE:
                container = yield from self.made({**item, "is_carousel_item": True}, f"media {index}")
            found.append(container)
        for container in found:
            yield from self.ready(container)
        return [container.id for container in found]

    def _asked(self, identity: str, seconds: float = 0) -> Asked:
        response = yield self.get(identity, f"id,{self.state},{self.why}", seconds)
        if graph.is_missing(response):
            return Container(identity)
        data = answers.mapping(self.dialect.answer(response))
        state = answers.text(data.get(self.state)).upper()
        if not state:
            raise Unavailable("the network does not say what became of the container", "try again later")
        return Container(identity, state, answers.said(data.get(self.why)))
