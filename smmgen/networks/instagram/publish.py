"""Publishing on Instagram in two steps: a container with the whole post, and the call that publishes it.

Source: https://developers.facebook.com/docs/instagram-platform/content-publishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, Unavailable
from smmgen.networks import answers
from smmgen.networks.graph_containers import ALIVE, OUT, UNPUBLISHED, Container, Containers
from smmgen.networks.graph_lists import Found, Listing
from smmgen.networks.instagram import api
from smmgen.networks.wire import Delivery, Flow, Probe, Receipt, Response, Search, Step, filled

_SUBCODE = re.compile(r"\b22\d{5}\b")


def publish(delivery: Delivery) -> Flow:
    if "message" in delivery.part["request"]:
        return _publish_comment(delivery)
    return _publish_post(delivery)


def _publish_post(delivery: Delivery) -> Flow:
    containers = _containers(delivery)
    container = yield from containers.known()
    if container.state == OUT:
        listing, may_be = _own_posts(delivery)
        return (yield from listing.published(delivery, _caption(delivery), may_be))
    yield from api.require_quota(delivery)
    if container.state not in ALIVE:
        container = yield from containers.made((yield from _params(delivery, containers)))
    yield from containers.ready(container)
    call = api.post(delivery, api.own(delivery, "/media_publish"), {"creation_id": container.id}, creates=True)
    return _receipt(delivery, _identity(api.created((yield call))))


def _publish_comment(delivery: Delivery) -> Flow:
    """POST of a comment under the post of the part before."""
    if not delivery.previous:
        raise NotSent("the post this comment belongs to has not been published")
    post, message = delivery.previous[-1], delivery.part["request"]["message"]
    media = yield from api.number_of(delivery, post)
    call = api.post(delivery, f"{media}/comments", {"message": message}, creates=True)
    identity = _identity(api.created((yield call)))
    return Receipt(identity, post.url, False, {"id": identity})


def _identity(data: Mapping[str, Any]) -> str:
    if identity := answers.identity(data.get("id")):
        return identity
    raise Ambiguous("Instagram reported success but returned no id", api.LOOK)


def _receipt(delivery: Delivery, identity: str) -> Receipt:
    left = api.OPEN if _closes_comments(delivery) else api.NO_ADDRESS
    return Receipt(identity, "", False, {"id": identity, "follow_up": left})


def finish(delivery: Delivery) -> Flow:
    """Close the comments where the post wants none, and ask for its address, which is not told before."""
    live = delivery.require_live()
    if _closes_comments(delivery):
        api.answer((yield api.post(delivery, live.id, {"comment_enabled": False})))
    data = api.answer((yield api.get(delivery, live.id, {"fields": "id,permalink"})))
    url = answers.text(data.get("permalink"))
    if not url:
        raise Unavailable("Instagram does not tell the post's address", "try again later")
    return live._replace(url=url, reference={k: v for k, v in live.reference.items() if k != "follow_up"})


def find(delivery: Delivery) -> Search:
    """By the container's state, and by reading back, as that may lag behind. One that waits was not published."""
    if "message" in delivery.part["request"]:
        return (yield from _find_comment(delivery))
    container = yield from _containers(delivery).known()
    listing, may_be = _own_posts(delivery)
    found = yield from _found(delivery, container, listing, may_be)
    return _unfinished(delivery, found) if found else None


def _found(delivery: Delivery, container: Container, listing: Listing, may_be: Callable[[Found], bool]) -> Search:
    if container.state == OUT:
        return (yield from listing.published(delivery, _caption(delivery), may_be))
    if container.state in UNPUBLISHED and not _caption(delivery):
        return None
    return (yield from listing.posted(delivery, _caption(delivery), may_be))


def _unfinished(delivery: Delivery, found: Receipt) -> Receipt:
    """Nobody knows whether its comments were closed."""
    if not _closes_comments(delivery):
        return found
    return found._replace(reference={**found.reference, "follow_up": api.OPEN})


def _find_comment(delivery: Delivery) -> Search:
    if not delivery.previous:
        return None
    media = yield from api.number_of(delivery, delivery.previous[-1])
    message = delivery.part["request"]["message"]
    found = yield from api.comments(delivery, media).posted(delivery, message)
    return found._replace(url=delivery.previous[-1].url) if found else None


def probe(delivery: Delivery) -> Probe:
    """The quota can only be read with the right to publish."""
    me = api.answer((yield api.get(delivery, api.own(delivery), {"fields": "id,username"})))
    used, most = yield from api.quota(delivery)
    name = answers.said(me.get("username")) or answers.identity(me.get("id")) or "?"
    return f"@{name}" + (f", {used} of {most} posts in 24 hours" if most else "")


def _own_posts(delivery: Delivery) -> tuple[Listing, Callable[[Found], bool]]:
    """Where the post is listed, and which of the objects may be it: those of its kind."""
    request = delivery.part["request"]
    kind = request.get("media_type", "")
    wanted = {"CAROUSEL": "CAROUSEL_ALBUM", "REELS": "VIDEO", "": "IMAGE"}.get(kind, "")

    def may_be(found: Found) -> bool:
        return not wanted or found.get("media_type") in (None, wanted)

    return api.own_posts(delivery, "/stories" if kind == "STORIES" else "/media"), may_be


def _containers(delivery: Delivery) -> Containers:
    return Containers(
        delivery,
        api.DIALECT,
        get=lambda identity, fields, seconds: api.get(delivery, identity, {"fields": fields}, seconds),
        post=lambda params: api.post(delivery, api.own(delivery, "/media"), params),
        state="status_code",
        why="status",
        failed=_failed,
    )


def _failed(container: Container) -> PublishError:
    """What the error's number in `status` stands for; another container may do where it stands for nothing."""
    message = f"Instagram could not prepare the post: {container.why or container.state.lower()}"
    if (found := _SUBCODE.search(container.why)) and (refusal := api.ERRORS.own.get(int(found[0]))):
        meaning = refusal(message)
        if isinstance(meaning, PublishError):
            return meaning
    return Unavailable(message, "look whether the files are at their public address; the next run tries again")


def _closes_comments(delivery: Delivery) -> bool:
    request = delivery.part.get("request", {})
    return request.get("comment_enabled") is False


def _caption(delivery: Delivery) -> str:
    return str(delivery.part["request"].get("caption", ""))


def _params(delivery: Delivery, containers: Containers) -> Generator[Step, Response, dict[str, Any]]:
    """The parameters of the container, with public addresses for files."""
    request = dict(filled(delivery.part["request"], (), (), (yield from delivery.addresses())))
    request.pop("comment_enabled", None)
    if "children" in request:
        request["children"] = ",".join((yield from containers.items(request["children"])))
    return request
