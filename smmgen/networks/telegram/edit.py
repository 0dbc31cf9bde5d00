"""Editing and deleting Telegram messages.

Source: Telegram Bot API 10.1, https://core.telegram.org/bots/api#updating-messages; the words of the two refusals that
mean "it is so already" are those of TDLib (https://github.com/tdlib/td).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.errors import Rejected
from smmgen.networks.telegram import api, publish
from smmgen.networks.wire import Delivery, File, Flow, Receipt, Removal, Request, Response

TEXT = ("text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media")
FIXED = {"message_thread_id": "topic", "protect_content": "protection"}
"""What a message keeps for ever, and what it is called."""
_ONCE = ("chat_id", "disable_notification", "reply_parameters")
"""Matters only at the moment of posting."""
FORMS = {"sendMessage": "text", "sendPoll": "poll", "sendMediaGroup": "album"}
_AS_IT_IS = "message is not modified"
_GONE = "message to delete not found"


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    """`form` is text, media, album or poll. The file of a single message is `media`, those of an album are `album`."""
    params, form = part["request"]["params"], _form(part)
    fixed = {name: params[key] for key, name in FIXED.items() if key in params}
    known = {*TEXT, *FIXED, *_ONCE}
    rest = {name: value for name, value in params.items() if name not in known}
    if form == "text":
        return {"form": form, "text": _chosen(params), **fixed}
    if form == "poll":
        return {"form": form, "poll": [params.get("description"), rest, _files(part)], **fixed}
    if form == "album":
        items = [{name: value for name, value in item.items() if name not in TEXT} for item in params["media"]]
        captions = [_chosen(item) for item in params["media"]]
        return {"form": form, "text": captions, "album": [items, _files(part)], **fixed}
    return {"form": form, "text": _chosen(params), "media": [rest, _files(part)], **fixed}


def _form(part: Mapping[str, Any]) -> str:
    return FORMS.get(part["request"]["method"], "media")


def _chosen(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in TEXT if name in params}


def _files(part: Mapping[str, Any]) -> list[str]:
    return [media["sha256"] for media in part["media"]]


def edit(delivery: Delivery) -> Flow:
    return _edited((yield _editing_call(delivery)), delivery)


def delete(delivery: Delivery) -> Removal:
    _require_gone((yield _deleting_call(delivery)))


def _editing_call(delivery: Delivery) -> Request:
    """editMessageText, editMessageCaption or, with a new file, editMessageMedia."""
    params, form = delivery.part["request"]["params"], _form(delivery.part)
    if form == "poll":
        raise Rejected("Telegram cannot edit a poll")
    if form == "album":
        holder = _holder(params["media"])
        return api.call(delivery, "editMessageCaption", _at(delivery, holder) | _chosen(params["media"][holder]))
    if form == "text":
        return api.call(delivery, "editMessageText", _at(delivery) | _chosen(params))
    if "media" in delivery.changed:
        return _new_media(delivery, params)
    return api.call(delivery, "editMessageCaption", _at(delivery) | _chosen(params))


def _holder(items: list[dict[str, Any]]) -> int:
    """The item that has the caption, or would have it: the first one, under documents and audio the last."""
    having = [index for index, item in enumerate(items) if "caption" in item]
    return having[0] if having else 0 if items[0]["type"] in ("photo", "video") else len(items) - 1


def _new_media(delivery: Delivery, params: Mapping[str, Any]) -> Request:
    """The file and its caption at once, as an InputMedia object."""
    (kind,) = [name for name, value in params.items() if value == {"$media": 0}]
    unwanted = {*_ONCE, *FIXED, kind}
    about = {name: value for name, value in params.items() if name not in unwanted}
    item = delivery.part["media"][0]
    media = {"type": kind, "media": "attach://file0", **about}
    files = {"file0": File(item["path"], item["type"], item["sha256"])}
    return api.upload_call(delivery, "editMessageMedia", _at(delivery) | {"media": media}, files)


def _edited(response: Response, delivery: Delivery) -> Receipt:
    """That nothing is to be changed is as good as a yes."""
    try:
        api.answer(response)
    except Rejected as refused:
        if _AS_IT_IS not in refused.message:
            raise
    return delivery.require_live()


def _deleting_call(delivery: Delivery) -> Request:
    """deleteMessage, for an album deleteMessages."""
    ids = _ids(delivery)
    if len(ids) > 1:
        return api.call(delivery, "deleteMessages", {"chat_id": _chat(delivery), "message_ids": ids})
    return api.call(delivery, "deleteMessage", {"chat_id": _chat(delivery), "message_id": ids[0]})


def _require_gone(response: Response) -> None:
    """Raise unless the message is gone, now or before."""
    try:
        api.answer(response)
    except Rejected as refused:
        if _GONE not in refused.message:
            raise


def _at(delivery: Delivery, index: int = 0) -> dict[str, Any]:
    return {"chat_id": _chat(delivery), "message_id": _ids(delivery)[index]}


def _chat(delivery: Delivery) -> Any:
    """The chat it went to; where a person gave its address, the account's own."""
    known = delivery.require_live().reference.get("chat_id")
    target = delivery.target.strip()
    return known or (int(target) if target.removeprefix("-").isdecimal() else target)


def _ids(delivery: Delivery) -> list[int]:
    live = publish.known(delivery.require_live())
    return [int(number) for number in live.reference.get("message_ids") or [live.reference["message_id"]]]
