"""Editing and deleting posts and comments on a VK wall.

Sources: https://dev.vk.com/en/method/wall.edit, wall.delete, wall.editComment, wall.deleteComment, and the schema of
API 5.199, which names only users' tokens for them. wall.edit drops every attachment that it does not name.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous, NotSent, Rejected, Unauthorised
from smmgen.networks.vk import api, publish, stories
from smmgen.networks.wire import Delivery, Flow, Receipt, Removal, Request, Response
from smmgen.secret import Secret

FLAGS = ("signed", "mark_as_ads", "close_comments")
OPTIONS = ("signed", "mark_as_ads", "copyright")
PLACE = ("lat", "long", "place_id")
KEPT = (*PLACE, "copyright", "donut_paid_duration")
"""What VK might drop where an edit does not name it: it does not say."""
FIXED = {"donut_paid_duration": "VK Donut", "primary_attachments_mode": "layout", "link_title": "link title"}
"""What wall.edit has no parameter for, or what may not change, and what it is called."""
NOT_FOUND, NO_ACCESS = 104, 210


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    """For a comment only its text; a story cannot be edited."""
    request, params = part["request"], part["request"]["params"]
    if request["method"] == "wall.createComment":
        return {"text": params["message"]}
    if stories.is_story(request):
        return {"story": [[media["sha256"] for media in part["media"]], request["upload"]["params"]]}
    named = [item for item in params.get("attachments", ()) if isinstance(item, str)]
    found = {
        "media": [[media["sha256"], media["alt"], media["title"]] for media in part["media"]],
        "link": [item for item in named if "://" in item],
        "attached": [item for item in named if "://" not in item],
        "comments": "closed" if params.get("close_comments") else None,
        "poll": request.get("poll"),
        "place": [params.get(name) for name in PLACE] if any(name in params for name in PLACE) else None,
        "options": {name: params[name] for name in OPTIONS if name in params},
        "time": params.get("publish_date"),
        **{name: params.get(key) for key, name in FIXED.items()},
    }
    return {"text": params.get("message", "")} | {name: value for name, value in found.items() if value}


def edit(delivery: Delivery) -> Flow:
    """wall.edit or wall.editComment."""
    live, params = (yield from _now(delivery)), delivery.part["request"]["params"]
    if delivery.part["request"]["method"] == "wall.createComment":
        named = {"owner_id": params["owner_id"], "comment_id": _comment_id(live), "message": params["message"]}
        api.answer((yield api.call(delivery, "wall.editComment", named, _token(delivery))))
        return live
    if delivery.changed == {"comments"} and not delivery.native:
        return (yield from _opened_or_closed(delivery, live))
    attached = yield from _attached(delivery, live)
    call = api.call(delivery, "wall.edit", _edited(delivery, live, attached), _token(delivery))
    api.answer((yield call))
    return live._replace(reference={**live.reference, **publish.kept(delivery.part["request"], attached)})


def _opened_or_closed(delivery: Delivery, live: Receipt) -> Flow:
    """wall.openComments, wall.closeComments: unlike wall.edit, the community's token may call them."""
    params = delivery.part["request"]["params"]
    method = "wall.closeComments" if params.get("close_comments") else "wall.openComments"
    named = {"owner_id": params["owner_id"], "post_id": publish.post_id(live)}
    api.answer((yield api.call(delivery, method, named, _token(delivery))))
    return live


def _edited(delivery: Delivery, live: Receipt, attached: list[str]) -> dict[str, Any]:
    """What is off must be said to be off, and a post that waits keeps waiting only with a time."""
    params = delivery.part["request"]["params"]
    waits = delivery.native and delivery.at
    named = {name: params[name] for name in KEPT if name in params}
    emptied = not attached and delivery.changed & {"media", "link", "attached"}
    return {
        "owner_id": params["owner_id"],
        "post_id": publish.post_id(live),
        "message": params.get("message", ""),
        "attachments": attached if attached or emptied else None,
        **{name: bool(params.get(name)) for name in FLAGS},
        **named,
        "publish_date": int(delivery.at.timestamp()) if waits and delivery.at else None,
    }


def _attached(delivery: Delivery, live: Receipt) -> Generator[Request, Response, list[str]]:
    """Ids in the order of the payload: those that are there already, unless the files have changed."""
    request = delivery.part["request"]
    known = [] if "media" in delivery.changed else list(live.reference.get("media", ()))
    attached: list[str] = []
    for item in request["params"].get("attachments", ()):
        match item:
            case {"$media": index}:
                attached.append(known[index] if index < len(known) else (yield from _uploaded(delivery, index)))
            case {"$poll": _}:
                attached.append(_poll(live))
            case url:
                attached.append(url)
    return attached


def _uploaded(delivery: Delivery, index: int) -> publish.Upload:
    media = delivery.part["media"][index]
    if not delivery.secrets["user_token"] and not publish.is_document(media):
        raise Unauthorised(
            "VK accepts photos and videos only with a user token, and the account has none", api.USER_TOKEN
        )
    return (yield from publish.uploaded(delivery, media, -int(delivery.part["request"]["params"]["owner_id"])))


def _poll(live: Receipt) -> str:
    if not live.reference.get("poll"):
        raise Rejected("the ledger does not know the id of the poll, without which VK drops it", "edit it by hand")
    return str(live.reference["poll"])


def delete(delivery: Delivery) -> Removal:
    """wall.delete, wall.deleteComment or stories.delete; deleting a post takes its comments along."""
    live = yield from _now(delivery)
    if story := stories.numbers_of(live):
        return (yield from stories.delete(delivery, *story))
    was_there = yield from _deleted(delivery, live)
    if not was_there and live.scheduled and delivery.secrets["user_token"]:  # the scheduler may have posted it just now
        try:
            posted = yield from publish.released(delivery)
        except Ambiguous:
            return None
        if posted:
            yield from _deleted(delivery, posted)
    return None


def _now(delivery: Delivery) -> Generator[Request, Response, Receipt]:
    """Where the post is by now: what VK's scheduler has posted has another id."""
    live = delivery.require_live()
    if not live.scheduled or delivery.native:
        return live
    if not delivery.secrets["user_token"]:
        raise Rejected("without a user token it cannot be seen what VK's scheduler has posted", publish.LOOK)
    try:
        return (yield from publish.released(delivery)) or live
    except Ambiguous as unseen:
        raise Rejected(unseen.message, publish.LOOK) from unseen


def _deleted(delivery: Delivery, live: Receipt) -> Generator[Request, Response, bool]:
    """Delete the post; returns whether it still existed."""
    owner = int(live.reference.get("owner_id") or delivery.target)
    if "comment_id" in live.reference or "reply=" in live.url:
        method, named = "wall.deleteComment", {"owner_id": owner, "comment_id": _comment_id(live)}
    else:
        method, named = "wall.delete", {"owner_id": owner, "post_id": publish.post_id(live)}
    response = yield api.call(delivery, method, named, _token(delivery))
    refusal = api.refusal(response)
    if refusal == NOT_FOUND or (refusal == NO_ACCESS and "post_id" in named and (yield from _is_gone(delivery, named))):
        return False
    api.answer(response)
    return True


def _is_gone(delivery: Delivery, post: Mapping[str, int]) -> Generator[Request, Response, bool]:
    """Whether it was deleted before: the schema of wall.delete has two errors and does not say which one tells that."""
    named = {"posts": f"{post['owner_id']}_{post['post_id']}"}
    found = api.answer((yield api.call(delivery, "wall.getById", named, _token(delivery))))
    items = found.get("items") if isinstance(found, dict) else found
    return isinstance(items, list) and all(isinstance(item, dict) and item.get("is_deleted") for item in items)


def _comment_id(live: Receipt) -> int:
    if "comment_id" in live.reference:
        return int(live.reference["comment_id"])
    if found := re.search(r"[?&]reply=(\d+)", live.url):
        return int(found[1])
    raise NotSent(f"`{live.url}` is not the address of a VK comment", "give one with `?reply=` and its number")


def _token(delivery: Delivery) -> Secret:
    """A user's where there is one: the schema names no other for these calls."""
    token = delivery.secrets["user_token"] or delivery.secrets["token"]
    if not token:
        raise Unauthorised(
            "there is no token to edit or delete with", "store it where the account in smm.toml expects it"
        )
    return token
