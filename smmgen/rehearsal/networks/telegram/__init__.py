"""Telegram Bot API 10.1 as it behaves for a brand's channel: `/telegram/bot<token>/METHOD`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from smmgen.rehearsal.engine.http import Account
from smmgen.rehearsal.engine.stage import ANY, Endpoint, Stage, Visit
from smmgen.rehearsal.networks.telegram.files import MOST_CAPTION, Files, read_group, read_item
from smmgen.rehearsal.networks.telegram.params import ERRORS, KINDS_HERE, METHODS, bad, read_body
from smmgen.rehearsal.networks.telegram.poll import read_poll
from smmgen.rehearsal.networks.telegram.shown import shown
from smmgen.rehearsal.networks.telegram.text import check_text

MOST_TEXT = 4096
_PREVIEW: dict[str, type] = {
    "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool, "show_above_text": bool,
}  # fmt: skip
_REPLY: dict[str, type] = {
    "message_id": int,
    "allow_sending_without_reply": bool,
    "quote": str,
    "quote_position": int,
}

Params = Mapping[str, Any]


# what is sent


def _send(contents: Callable[[Visit, Files], list[dict[str, Any]]]) -> Callable[[Visit], Any]:
    """A method that makes messages of what `contents` gives, an album's in a list."""

    def send(visit: Visit) -> Any:
        account = _account(visit)
        files = Files(visit, _bot_id(account.token))
        if "message_thread_id" in visit.params:
            raise bad("message thread not found")
        found = _with_reply(visit, account, contents(visit, files))
        messages = [_message(visit, account, content) for content in found]
        if len(messages) > 1:
            group = str(visit.state.next("group"))
            messages = [{**message, "media_group_id": group} for message in messages]
        _keep(visit, account, messages, files)
        files.finish()
        return messages if "media" in visit.params else messages[0]

    return send


def _text(params: Params) -> dict[str, Any]:
    text, entities = params["text"], params.get("entities", [])
    if not text.strip():
        raise bad("message text is empty")
    check_text(text, entities, MOST_TEXT, "message", bad)
    preview = params.get("link_preview_options", {})
    _check_object("link_preview_options", preview, _PREVIEW)
    if preview.get("prefer_small_media") and preview.get("prefer_large_media"):
        raise bad("link preview media can't be both small and large")
    return {"text": text, **({"entities": entities} if entities else {})}


def _media(kind: str, visit: Visit, files: Files) -> list[dict[str, Any]]:
    params = visit.params
    told = files.take(kind, kind, params.get(kind))
    for extra, as_kind in (("thumbnail", "thumbnail"), ("cover", "photo")):
        if extra in params or files.has(extra):
            files.take(as_kind, extra, params.get(extra))
    for name in ("duration", "width", "height", "start_timestamp"):
        if params.get(name, 0) < 0:
            raise bad(f"{name} can't be negative")
    return [{kind: [told] if kind == "photo" else told, **_caption(params)}]


def _caption(params: Params) -> dict[str, Any]:
    caption, entities = params.get("caption", ""), params.get("caption_entities", [])
    check_text(caption, entities, MOST_CAPTION, "message caption", bad)
    return {"caption": caption, "caption_entities": entities} if caption else {}


def _location(params: Params) -> dict[str, float]:
    latitude, longitude = params["latitude"], params["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    ranges = {"horizontal_accuracy": (0, 1500), "heading": (1, 360), "proximity_alert_radius": (1, 100_000)}
    for name, (least, most) in ranges.items():
        if name in params and not least <= params[name] <= most:
            raise bad(f"wrong {name} specified")
    live = params.get("live_period", 60)
    if not (60 <= live <= 86_400 or live == 0x7FFFFFFF):
        raise bad("wrong live_period specified")
    return {"latitude": latitude, "longitude": longitude}


def _venue(params: Params) -> dict[str, Any]:
    if not params["title"].strip() or not params["address"].strip():
        raise bad("title and address of a venue must be non-empty")
    location = _location(params)
    return {
        "location": location,
        "venue": {"location": location, "title": params["title"], "address": params["address"]},
    }


def _with_reply(visit: Visit, account: Account, contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contents, each with the message it replies to where there is one."""
    reply = visit.params.get("reply_parameters")
    if reply is None:
        return contents
    _check_object("reply_parameters", reply, _REPLY)
    if "message_id" not in reply:
        raise bad("message_id of reply_parameters is required")
    original = _find_message(visit, account, reply["message_id"])
    if original is None:
        if reply.get("allow_sending_without_reply"):
            return contents
        raise bad("message to be replied not found")
    quote = reply.get("quote", "")
    if len(quote) > 1024 or quote not in original.get("text", original.get("caption", "")):
        raise bad("QUOTE_TEXT_INVALID")
    return [{**content, "reply_to_message": original} for content in contents]


def _check_object(name: str, value: Mapping[str, Any], types: Mapping[str, type]) -> None:
    for key, part in value.items():
        if key not in types or type(part) is not types[key]:
            raise bad(f"can't parse {name}: field {key!r}")


# messages that are there


def _edit(field: str, visit: Visit) -> dict[str, Any]:
    account, number, message = _own(visit, "edit")
    if (field == "text") != ("text" in message):
        raise bad(f"there is no {field} in the message to edit")
    changed = _text(visit.params) if field == "text" else _caption(visit.params)
    before = {key: value for key, value in message.items() if key != "edit_date"}
    kept = {key: value for key, value in before.items() if key not in (field, "entities", "caption_entities")}
    if kept | changed == before:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current"
            " content and reply markup of the message"
        )
    edited = {**kept, **changed, "edit_date": int(visit.now)}
    visit.state.put("message", _key(account, number), edited)
    post = _post_id(visit, account, number)
    visit.state.change_post(post, "published", edit=dict(visit.params))
    return edited


def _edit_media(visit: Visit) -> dict[str, Any]:
    """A file in the place of another; what the caption was does not matter, it is named anew."""
    account, number, message = _own(visit, "edit")
    files = Files(visit, _bot_id(account.token))
    if not any(kind in message for kind in _KINDS):
        raise bad("there is no media in the message to edit")
    old = {*_KINDS, "caption", "caption_entities"}
    kept = {name: value for name, value in message.items() if name not in old}
    item = visit.params["media"]
    edited = {**kept, **read_item(item, files), "edit_date": int(visit.now)}
    visit.state.put("message", _key(account, number), edited)
    post = _post_id(visit, account, number)
    visit.state.change_post(post, "published", edit={**item}, media=files.sha256s[:1])
    files.finish()
    return edited


_KINDS = ("photo", "video", "animation", "audio", "document")


def _delete(visit: Visit) -> bool:
    account, number, _ = _own(visit, "delete")
    _drop(visit, account, number)
    return True


def _delete_several(visit: Visit) -> bool:
    """Those that are not there are passed over."""
    account, numbers = _account(visit), visit.params["message_ids"]
    if not 1 <= len(numbers) <= 100 or not all(type(number) is int for number in numbers):
        raise bad("message_ids has 1-100 numbers")
    for number in numbers:
        if _find_message(visit, account, number) is not None:
            _drop(visit, account, number)
    return True


def _drop(visit: Visit, account: Account, number: int) -> None:
    visit.state.drop("message", _key(account, number))
    visit.state.change_post(_post_id(visit, account, number), "deleted")


def _pin(visit: Visit) -> bool:
    account, number, _ = _own(visit, "pin")
    visit.state.put("pinned", str(_chat_id(account)), number)
    return True


def _own(visit: Visit, what: str) -> tuple[Account, int, dict[str, Any]]:
    """The message that is named: its account, its number and what it holds."""
    account, number = _account(visit), visit.params["message_id"]
    message = _find_message(visit, account, number)
    if message is None:
        raise bad(f"message to {what} not found")
    return account, number, message


def _message(visit: Visit, account: Account, content: Mapping[str, Any]) -> dict[str, Any]:
    chat = _chat(account)
    number = visit.state.next(f"message {_chat_id(account)}")
    message = {"message_id": number, "sender_chat": chat, "chat": chat, "date": int(visit.now), **content}
    visit.state.put("message", _key(account, number), message)
    return message


def _keep(visit: Visit, account: Account, messages: list[dict[str, Any]], files: Files) -> None:
    """One post for a call, whatever the number of its messages."""
    first = messages[0]["message_id"]
    for message in messages:
        visit.state.put("post", _key(account, message["message_id"]), _key(account, first))
    name = _chat(account).get("username")
    url = f"https://t.me/{name}/{first}" if name else f"https://t.me/c/{str(_chat_id(account))[4:]}/{first}"
    visit.state.add_post(
        account.account, visit.path.rpartition("/")[2], _key(account, first), visit.received,
        now=visit.now, media=files.sha256s, url=url,
    )  # fmt: skip


def _find_message(visit: Visit, account: Account, number: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = visit.state.get("message", _key(account, number))
    return found


def _post_id(visit: Visit, account: Account, number: int) -> str:
    return str(visit.state.get("post", _key(account, number)))


def _key(account: Account, number: int) -> str:
    return f"{_chat_id(account)}/{number}"


# chats and bots


def _me(visit: Visit) -> dict[str, Any]:
    number = int(_bot_id(visit.account.token))
    return {"id": number, "is_bot": True, "first_name": "Rehearsal", "username": f"rehearsal_{number}_bot"}


def _get_chat(visit: Visit) -> dict[str, Any]:
    return {**_chat(_account(visit)), "accent_color_id": 0, "max_reaction_count": 11}


def _account(visit: Visit) -> Account:
    """Among those of the bot the one whose channel is named."""
    chat = str(visit.params["chat_id"]).lower()
    for account in visit.accounts:
        if account.token == visit.account.token and chat in (str(account.target).lower(), str(_chat_id(account))):
            return account
    raise bad("chat not found")


def _chat(account: Account) -> dict[str, Any]:
    target = str(account.target)
    named = {"username": target[1:]} if target.startswith("@") else {}
    return {"id": _chat_id(account), "type": "channel", "title": account.account, **named}


def _chat_id(account: Account) -> int:
    """The target where it is a number; else a channel's number made from its name."""
    target = str(account.target)
    if not target.startswith("@"):
        return int(target)
    digits = int(hashlib.sha256(target.lower().encode()).hexdigest()[:8], 16) % 1_000_000_000
    return -1_001_000_000_000 - digits


def _bot_id(token: str) -> str:
    head = token.partition(":")[0]
    return head if head.isdecimal() else str(int(hashlib.sha256(token.encode()).hexdigest()[:8], 16))


_DOES: dict[str, Callable[[Visit], Any]] = {
    "getMe": _me,
    "getChat": _get_chat,
    "sendMessage": _send(lambda visit, files: [_text(visit.params)]),
    "sendPhoto": _send(partial(_media, "photo")),
    "sendVideo": _send(partial(_media, "video")),
    "sendAnimation": _send(partial(_media, "animation")),
    "sendAudio": _send(partial(_media, "audio")),
    "sendDocument": _send(partial(_media, "document")),
    "sendMediaGroup": _send(lambda visit, files: read_group(visit.params["media"], files)),
    "sendPoll": _send(lambda visit, files: [read_poll(visit, visit.params)]),
    "sendVenue": _send(lambda visit, files: [_venue(visit.params)]),
    "sendLocation": _send(lambda visit, files: [{"location": _location(visit.params)}]),
    "editMessageText": partial(_edit, "text"),
    "editMessageCaption": partial(_edit, "caption"),
    "editMessageMedia": _edit_media,
    "deleteMessage": _delete,
    "deleteMessages": _delete_several,
    "pinChatMessage": _pin,
}
STAGE = Stage(
    name="telegram",
    title="Telegram",
    endpoints=[
        Endpoint("GET|POST", f"/bot{{token}}/{name}", params, required, does=_DOES[name], files=ANY)
        for name, (params, required) in METHODS.items()
    ],
    answer={"ok": True, "result": "{result}"},
    errors=ERRORS,
    kinds=KINDS_HERE,
    token=lambda call, parts: parts["token"],
    reads=read_body,
    unlogged=r"(?<=^/bot)[^/]*",
    shown=shown,
)
