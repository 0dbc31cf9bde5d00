"""Editing and deleting posts, videos and comments of a Page.

Sources: https://developers.facebook.com/docs/pages-api/posts (update, delete); the parameters of Meta's SDK for v25.0:
of a post its `message` and `scheduled_publish_time`, of a video its `description`, of a comment its `message`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.networks import graph
from smmgen.networks.facebook import api, stories
from smmgen.networks.facebook.render import MESSAGE
from smmgen.networks.wire import Delivery, Flow, Removal


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    """A story cannot be edited."""
    request, params = part["request"], part["request"]["params"]
    if stories.is_story(request):
        return {"story": [[media["sha256"], media["alt"]] for media in part["media"]]}
    found = {
        "media": [[media["sha256"], media["alt"]] for media in part["media"]],
        "title": params.get("title"),
        "link": params.get("link"),
        "place": params.get("place"),
        "targeting": [params.get(name) for name in ("targeting", "feed_targeting") if params.get(name)],
        "time": params.get("scheduled_publish_time"),
    }
    text = params.get(MESSAGE[request["edge"]], "")
    return {"text": text} | {name: value for name, value in found.items() if value}


def edit(delivery: Delivery) -> Flow:
    """POST on the post, video or comment; of one that waits, its time, too."""
    live, request = delivery.require_live(), delivery.part["request"]
    name = MESSAGE[request["edge"]]
    params = {name: request["params"].get(name, "")}
    if delivery.native and delivery.at:
        params["scheduled_publish_time"] = int(delivery.at.timestamp())
    identity = yield from api.number_of(delivery, live)
    api.answer((yield api.post(delivery, identity, params)))
    return live


def delete(delivery: Delivery) -> Removal:
    """DELETE of the post, video or comment; one that is not there is gone."""
    identity = yield from api.number_of(delivery, delivery.require_live())
    response = yield graph.call(delivery, api.HOST, "DELETE", identity)
    if not graph.is_missing(response):
        api.answer(response)
