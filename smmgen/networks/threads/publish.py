"""Publishing on Threads in two steps: a container with the whole post, and the call that publishes it.

A container is published at most once, and tells whether it was. It is kept before that, so that another run goes on
from there. It dies after a day. Source: https://developers.facebook.com/docs/threads/troubleshooting.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous, PublishError, Rejected, Unavailable
from smmgen.networks import answers
from smmgen.networks.graph_containers import ALIVE, OUT, UNPUBLISHED, Container, Containers
from smmgen.networks.threads import api
from smmgen.networks.wire import Delivery, Flow, Probe, Receipt, Response, Search, Step, filled

FAULTS: Mapping[str, str] = {
    "FAILED_PROCESSING_AUDIO": "save the video with AAC sound",
    "FAILED_PROCESSING_VIDEO": "save the video as MP4 with H.264 and AAC",
    "INVALID_ASPEC_RATIO": "crop the video",
    "INVALID_ASPECT_RATIO": "crop the video",
    "INVALID_AUDIO_CHANNELS": "save the sound in mono or stereo",
    "INVALID_AUDIO_CHANNEL_LAYOUT": "save the sound in mono or stereo",
    "INVALID_BIT_RATE": "save the video with a lower bit rate",
    "INVALID_DURATION": "cut the video to at most five minutes",
    "INVALID_FRAME_RATE": "save the video with 23 to 60 frames a second",
}
"""What the network says of a container that failed, where another try is no use -> what to do."""


def publish(delivery: Delivery) -> Flow:
    containers = _containers(delivery)
    container = yield from containers.known()
    if container.state == OUT:
        listing, may_be = api.own_posts(delivery)
        return (yield from listing.published(delivery, _text(delivery), may_be))
    if container.state not in ALIVE:
        container = yield from containers.made((yield from _params(delivery, containers)))
    yield from containers.ready(container)
    call = api.post(delivery, "me/threads_publish", {"creation_id": container.id}, creates=True)
    identity = answers.identity(api.created((yield call)).get("id"))
    if not identity:
        raise Ambiguous("Threads reported success but returned no post id", api.LOOK)
    return Receipt(identity, "", False, {"id": identity, "follow_up": api.NO_ADDRESS})


def finish(delivery: Delivery) -> Flow:
    """Ask for the post's address, which the publishing call does not tell."""
    live = delivery.require_live()
    data = api.answer((yield api.get(delivery, live.id, {"fields": "id,permalink"})))
    url = answers.text(data.get("permalink"))
    if not url:
        raise Unavailable("Threads does not tell the post's address", "try again later")
    return live._replace(url=url, reference={k: v for k, v in live.reference.items() if k != "follow_up"})


def find(delivery: Delivery) -> Search:
    """By the container's state, and by reading back, as that may lag behind. One that waits was not published."""
    container = yield from _containers(delivery).known()
    listing, may_be = api.own_posts(delivery)
    if container.state == OUT:
        return (yield from listing.published(delivery, _text(delivery), may_be))
    if container.state in UNPUBLISHED and not _text(delivery):
        return None
    return (yield from listing.posted(delivery, _text(delivery), may_be))


def probe(delivery: Delivery) -> Probe:
    """The quota can only be read with the right to publish."""
    me = api.answer((yield api.get(delivery, "me", {"fields": "id,username"})))
    used, most = yield from api.quota(delivery)
    name = answers.said(me.get("username")) or answers.identity(me.get("id")) or "?"
    return f"@{name}" + (f", {used} of {most} posts in 24 hours" if most > 0 else "")


def _containers(delivery: Delivery) -> Containers:
    return Containers(
        delivery,
        api.DIALECT,
        get=lambda identity, fields, seconds: api.get(delivery, identity, {"fields": fields}, seconds),
        post=lambda params: api.post(delivery, "me/threads", params),
        state="status",
        why="error_message",
        failed=_failed,
    )


def _failed(container: Container) -> PublishError:
    """Rejected for files that the network cannot use, and Unavailable where another container may do."""
    message = f"Threads could not prepare the post: {container.why or container.state.lower()}"
    if container.why in FAULTS:
        return Rejected(message, FAULTS[container.why])
    return Unavailable(message, "look whether the files are at their public address; the next run tries again")


def _text(delivery: Delivery) -> str:
    return str(delivery.part["request"].get("text", ""))


def _params(delivery: Delivery, containers: Containers) -> Generator[Step, Response, dict[str, Any]]:
    """The parameters of the container, with public addresses for files and ids for what was made before."""
    request = dict(delivery.part["request"])
    if "reply_to_id" in request and delivery.previous:
        request["reply_to_id"] = yield from api.number_of(delivery, delivery.previous[-1])
    request = dict(filled(request, (), delivery.previous, (yield from delivery.addresses())))
    if "children" in request:
        request["children"] = ",".join((yield from containers.items(request["children"])))
    return request
