"""Editing and deleting topics.

Sources: mediatopic.edit and mediatopic.deleteTopic as third-party clients call them (oland-dmd/Odnoklassniki of April
2026 on GitHub); OK's pages of 2017 do not have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.errors import Rejected
from smmgen.networks import answers
from smmgen.networks.dialect import answered
from smmgen.networks.ok import api, publish
from smmgen.networks.wire import Delivery, Flow, Removal, Response, filled


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    """Of a topic with a poll everything is the poll: an edit would begin it anew, without its votes."""
    params, attachment = part["request"]["params"], part["request"]["attachment"]
    blocks = {block["type"]: block for block in attachment["media"]}
    if "poll" in blocks:
        return {"poll": [attachment, [item["sha256"] for item in part["media"]], params.get("hidden_post")]}
    found = {
        "media": [item["sha256"] for item in part["media"]],
        "link": blocks.get("link", {}).get("url"),
        "options": {"disableComments": "true"} if attachment["disableComments"] == "true" else None,
        "author": {"onBehalfOfGroup": "false"} if attachment["onBehalfOfGroup"] == "false" else None,
        "visibility": params.get("hidden_post"),
        "time": attachment.get("publishAt"),
    }
    text = blocks.get("text", {}).get("text", "")
    return {"text": text} | {name: value for name, value in found.items() if value}


def edit(delivery: Delivery) -> Flow:
    """mediatopic.edit with the whole topic: its files are uploaded anew, for an edit drops what it does not name."""
    attachment = delivery.part["request"]["attachment"]
    delivery.require_live()
    if any(block["type"] == "poll" for block in attachment["media"]):
        raise Rejected("an edit would begin the poll anew, without its votes", "edit it by hand")
    if delivery.native:
        raise Rejected("a topic in Odnoklassniki's scheduler cannot be edited", "edit it by hand")
    live = yield from publish.current(delivery)
    ids = yield from publish.uploads(delivery)
    kept = {name: value for name, value in attachment.items() if name != "publishAt"}
    named = {"attachment": filled(kept, ids)}
    response, live = yield from publish.changed(delivery, "mediatopic.edit", live, named)
    _require_done(response)
    return live


def delete(delivery: Delivery) -> Removal:
    """mediatopic.deleteTopic; one that is not found is gone already."""
    live = yield from publish.current(delivery)
    response, _ = yield from publish.changed(delivery, "mediatopic.deleteTopic", live, {})
    if api.error_code(response) != api.NOT_FOUND:
        _require_done(response)


def _require_done(response: Response) -> None:
    """A yes is `true` or `{"success": true}`."""
    said = api.answer(response)
    if said is not True and answers.mapping(said).get("success") is not True:
        raise Rejected(answered("Odnoklassniki", response, "it was not done"), api.LOOK)
