"""Telegram Bot API 10.1 as it behaves for a brand's channel: `/telegram/bot<token>/METHOD`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Account, Answer, Call, Stage
from smmgen.rehearsal.networks.telegram.files import MOST_CAPTION, Files, read_group, read_item
from smmgen.rehearsal.networks.telegram.params import METHODS, bad, failed, read_params
from smmgen.rehearsal.networks.telegram.poll import read_poll
from smmgen.rehearsal.networks.telegram.shown import shown
from smmgen.rehearsal.networks.telegram.text import check_text

MOST_TEXT = 4096
_MEDIA = {"sendPhoto": "photo", "sendVideo": "video", "sendAnimation": "animation", "sendAudio": "audio",
          "sendDocument": "document"}  # fmt: skip
_PREVIEW: dict[str, type] = {
    "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool, "show_above_text": bool,
}  # fmt: skip
_REPLY: dict[str, type] = {
    "message_id": int,
    "allow_sending_without_reply": bool,
    "quote": str,
    "quote_position": int,
}
_ADDRESS = re.compile(r"/bot([^/]+)/([A-Za-z]+)")

Params = Mapping[str, Any]


def answer(call: Call) -> Answer:
    """Answer one call of the Bot API."""
    address = _ADDRESS.fullmatch(call.path)
    if address is None:
        raise failed(404, "Not Found")
    token, method = address.groups()
    accounts = tuple(account for account in call.accounts if account.token == token)
    if not accounts:
        raise failed(401, "Unauthorized")
    if method not in METHODS:
        raise failed(404, "Not Found: method not found")
    params, form = read_params(call, method)
    files = Files(call, _bot_id(token), form)
    result = _result(call, method, params, accounts, files)
    files.finish()
    return Answer(200, {"ok": True, "result": result})


def _result(call: Call, method: str, params: Params, accounts: tuple[Account, ...], files: Files) -> Any:
    if method == "getMe":
        bot_id = int(_bot_id(accounts[0].token))
        return {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Rehearsal",
            "username": f"rehearsal_{bot_id}_bot",
        }
    account = _account(params["chat_id"], accounts)
    if method in _ON_MESSAGES:
        return _ON_MESSAGES[method](call, account, params)
    if method == "editMessageMedia":
        return _edit_media(call, account, params, files)
    if method == "getChat":
        return {**_chat(account), "accent_color_id": 0, "max_reaction_count": 11}
    if "message_thread_id" in params:
        raise bad("message thread not found")
    contents = _contents(call, method, params, files)
    messages = [_message(call, account, content) for content in _with_reply(call, account, params, contents)]
    if len(messages) > 1:
        group = str(call.state.next("telegram", "group"))
        messages = [{**message, "media_group_id": group} for message in messages]
    _keep(call, account, method, messages, files)
    return messages if method == "sendMediaGroup" else messages[0]


# what is sent


def _contents(call: Call, method: str, params: Params, files: Files) -> list[dict[str, Any]]:
    """What each message of the call holds, checked."""
    if method == "sendMessage":
        return [_text(params)]
    if method in _MEDIA:
        return [_media(method, params, files)]
    if method == "sendMediaGroup":
        return read_group(params["media"], files)
    if method == "sendPoll":
        return [read_poll(call, params)]
    location = _location(params)
    if method == "sendLocation":
        return [{"location": location}]
    if not params["title"].strip() or not params["address"].strip():
        raise bad("title and address of a venue must be non-empty")
    venue = {"location": location, "title": params["title"], "address": params["address"]}
    return [{"location": location, "venue": venue}]


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


def _media(method: str, params: Params, files: Files) -> dict[str, Any]:
    kind = _MEDIA[method]
    told = files.take(kind, kind, params.get(kind))
    for extra, as_kind in (("thumbnail", "thumbnail"), ("cover", "photo")):
        if extra in params or files.has(extra):
            files.take(as_kind, extra, params.get(extra))
    for name in ("duration", "width", "height", "start_timestamp"):
        if params.get(name, 0) < 0:
            raise bad(f"{name} can't be negative")
    return {kind: [told] if kind == "photo" else told, **_caption(params)}


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


def _with_reply(call: Call, account: Account, params: Params, contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contents, each with the message it replies to where there is one."""
    reply = params.get("reply_parameters")
    if reply is None:
        return contents
    _check_object("reply_parameters", reply, _REPLY)
    if "message_id" not in reply:
        raise bad("message_id of reply_parameters is required")
    original = _find_message(call, account, reply["message_id"])
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


def _edit(field: str, call: Call, account: Account, params: Params) -> dict[str, Any]:
    message = _find_message(call, account, params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if (field == "text") != ("text" in message):
        raise bad(f"there is no {field} in the message to edit")
    changed = _text(params) if field == "text" else _caption(params)
    before = {key: value for key, value in message.items() if key != "edit_date"}
    kept = {key: value for key, value in before.items() if key not in (field, "entities", "caption_entities")}
    if kept | changed == before:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current"
            " content and reply markup of the message"
        )
    edited = {**kept, **changed, "edit_date": int(call.now)}
    call.state.put("telegram", "message", _key(account, params["message_id"]), edited)
    call.state.change_post("telegram", _post_id(call, account, params["message_id"]), "published", edit=dict(params))
    return edited


def _edit_media(call: Call, account: Account, params: Params, files: Files) -> dict[str, Any]:
    """A file in the place of another; what the caption was does not matter, it is named anew."""
    message = _find_message(call, account, params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not any(kind in message for kind in _KINDS):
        raise bad("there is no media in the message to edit")
    old = {*_KINDS, "caption", "caption_entities"}
    kept = {name: value for name, value in message.items() if name not in old}
    edited = {**kept, **read_item(params["media"], files), "edit_date": int(call.now)}
    call.state.put("telegram", "message", _key(account, params["message_id"]), edited)
    post = _post_id(call, account, params["message_id"])
    call.state.change_post("telegram", post, "published", edit={**params["media"]}, media=files.sha256s[:1])
    return edited


_KINDS = ("photo", "video", "animation", "audio", "document")


def _delete(call: Call, account: Account, params: Params) -> bool:
    if _find_message(call, account, params["message_id"]) is None:
        raise bad("message to delete not found")
    _drop(call, account, params["message_id"])
    return True


def _delete_several(call: Call, account: Account, params: Params) -> bool:
    """Those that are not there are passed over."""
    numbers = params["message_ids"]
    if not 1 <= len(numbers) <= 100 or not all(type(number) is int for number in numbers):
        raise bad("message_ids has 1-100 numbers")
    for number in numbers:
        if _find_message(call, account, number) is not None:
            _drop(call, account, number)
    return True


def _drop(call: Call, account: Account, number: int) -> None:
    call.state.drop("telegram", "message", _key(account, number))
    call.state.change_post("telegram", _post_id(call, account, number), "deleted")


def _pin(call: Call, account: Account, params: Params) -> bool:
    if _find_message(call, account, params["message_id"]) is None:
        raise bad("message to pin not found")
    call.state.put("telegram", "pinned", str(_chat_id(account)), params["message_id"])
    return True


_ON_MESSAGES: dict[str, Callable[[Call, Account, Params], Any]] = {
    "editMessageText": lambda call, account, params: _edit("text", call, account, params),
    "editMessageCaption": lambda call, account, params: _edit("caption", call, account, params),
    "deleteMessage": _delete,
    "deleteMessages": _delete_several,
    "pinChatMessage": _pin,
}


def _message(call: Call, account: Account, content: Mapping[str, Any]) -> dict[str, Any]:
    chat = _chat(account)
    number = call.state.next("telegram", f"message {_chat_id(account)}")
    message = {"message_id": number, "sender_chat": chat, "chat": chat, "date": int(call.now), **content}
    call.state.put("telegram", "message", _key(account, number), message)
    return message


def _keep(call: Call, account: Account, method: str, messages: list[dict[str, Any]], files: Files) -> None:
    """One post for a call, whatever the number of its messages."""
    first = messages[0]["message_id"]
    for message in messages:
        call.state.put("telegram", "post", _key(account, message["message_id"]), _key(account, first))
    name = _chat(account).get("username")
    url = f"https://t.me/{name}/{first}" if name else f"https://t.me/c/{str(_chat_id(account))[4:]}/{first}"
    call.state.add_post(
        "telegram", account.account, method, _key(account, first), files.received,
        now=call.now, media=files.sha256s, url=url,
    )  # fmt: skip


def _find_message(call: Call, account: Account, number: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = call.state.get("telegram", "message", _key(account, number))
    return found


def _post_id(call: Call, account: Account, number: int) -> str:
    return str(call.state.get("telegram", "post", _key(account, number)))


def _key(account: Account, number: int) -> str:
    return f"{_chat_id(account)}/{number}"


# chats and bots


def _account(chat: int | str, accounts: tuple[Account, ...]) -> Account:
    for account in accounts:
        names = {str(account.target).lower(), str(_chat_id(account))}
        if str(chat).lower() in names:
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


STAGE = Stage(
    name="telegram",
    title="Telegram",
    answer=answer,
    rate_limited=lambda seconds, now: (
        failed(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds).answer
    ),
    broken=lambda: failed(500, "Internal Server Error").answer,
    unreadable=lambda reason: bad(reason).answer,
    shown=shown,
    unlogged=r"(?<=^/bot)[^/]*",
)
