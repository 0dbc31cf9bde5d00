"""MAX: messages of a chat or channel."""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine.http import Answer, Refused, sha256
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.max import attachments, text
from smmgen.rehearsal.networks.max.params import NOT_READY, bad, failed

Kept = dict[str, Any]

DONE = {"success": True}


def send(visit: Visit) -> Any:
    """POST /messages. There is no key against duplicates."""
    chat, params = _place(visit), visit.params
    _check_rate(visit, chat)
    content = _content(visit)
    if not content["text"] and not content["attachments"] and (params.get("link") or {}).get("type") != "forward":
        raise bad(visit, "Must have text or attachments")
    media, ready = attachments.read(visit, content["attachments"])
    if not ready:
        return NOT_READY
    number = visit.state.next(f"message {chat}")
    mid = f"mid.{sha256(f'{chat} {number}'.encode())[:32]}"
    kept = {**content, "chat": chat, "seq": number, "at": _milliseconds(visit), "account": visit.account.account}
    visit.state.put("message", mid, kept)
    visit.state.add_post(
        visit.account.account, "POST /messages", mid, visit.received, now=visit.now, media=media,
        url=_url(chat, number),
    )  # fmt: skip
    return {"message": show(visit, mid, kept)}


def edit(visit: Visit) -> Any:
    """PUT /messages: what is null stays, an empty list takes all attachments away."""
    mid, old = own(visit, visit.params["message_id"])
    params = visit.params
    new = _content(visit)
    kept = {
        **old,
        **({name: new[name] for name in ("text", "markup")} if params.get("text") is not None else {}),
        **({"attachments": new["attachments"]} if params.get("attachments") is not None else {}),
        **({"link": new["link"]} if params.get("link") is not None else {}),
    }
    if not kept["text"] and not kept["attachments"]:
        raise bad(visit, "Must have text or attachments")
    media, ready = attachments.read(visit, kept["attachments"])
    if not ready:
        return NOT_READY
    visit.state.put("message", mid, kept)
    sent = {name: value for name, value in visit.received.items() if value is not None and name != "message_id"}
    visit.state.change_post(mid, "published", edit=sent, media=media)
    return DONE


def delete(visit: Visit) -> Any:
    mid, kept = own(visit, visit.params["message_id"])
    visit.state.drop("message", mid)
    visit.state.change_post(mid, "deleted")
    if visit.state.get("pin", str(kept["chat"])) == mid:
        visit.state.drop("pin", str(kept["chat"]))
    return DONE


def read(visit: Visit) -> dict[str, Any]:
    return show(visit, *own(visit, visit.parts["id"]))


def listed(visit: Visit) -> dict[str, Any]:
    """GET /messages: those of a chat, the latest first (so `to` is earlier than `from`), or those that are named."""
    params = visit.params
    if ("chat_id" in params) == ("message_ids" in params):
        raise bad(visit, "one of chat_id and message_ids is needed")
    if not 1 <= params.get("count", 50) <= 100:
        raise bad(visit, "Field 'count' must be from 1 to 100")
    if "message_ids" in params:
        found = {mid: visit.state.get("message", mid) for mid in params["message_ids"]}
        return {"messages": [show(visit, mid, kept) for mid, kept in found.items() if kept is not None]}
    chat, latest, earliest = _chat(visit, params["chat_id"]), params.get("from", 10**15), params.get("to", 0)
    if latest < earliest:
        raise bad(visit, "`to` is before `from`: messages are read backwards")
    own = {mid: kept for mid, kept in visit.state.find("message").items() if kept["chat"] == chat}
    among = {mid: kept for mid, kept in own.items() if earliest <= kept["at"] <= latest}
    newest = sorted(among, key=lambda mid: -among[mid]["seq"])[: params.get("count", 50)]
    return {"messages": [show(visit, mid, among[mid]) for mid in newest]}


def pin(visit: Visit) -> Any:
    chat = _chat(visit, int(visit.parts["chat"]))
    mid, kept = own(visit, visit.params["message_id"])
    if kept["chat"] != chat:
        raise missing(visit, f"Message {mid} is not of this chat")
    visit.state.put("pin", str(chat), mid)
    return DONE


def unpin(visit: Visit) -> Any:
    visit.state.drop("pin", str(_chat(visit, int(visit.parts["chat"]))))
    return DONE


def pinned(visit: Visit) -> dict[str, Any]:
    mid = visit.state.get("pin", str(_chat(visit, int(visit.parts["chat"]))))
    return {"message": show(visit, *own(visit, mid)) if mid else None}


def chat(visit: Visit) -> dict[str, Any]:
    """GET /chats/{id}."""
    number = _chat(visit, int(visit.parts["chat"]))
    messages = [kept for kept in visit.state.find("message").values() if kept["chat"] == number]
    latest = max((kept["at"] for kept in messages), default=_milliseconds(visit))
    return {
        "chat_id": number, "type": "channel", "status": "active", "title": visit.account.account, "icon": None,
        "last_event_time": latest, "participants_count": 2, "is_public": True, "link": f"https://max.ru/{-number}",
        "description": None, "messages_count": len(messages),
    }  # fmt: skip


def member(visit: Visit) -> dict[str, Any]:
    """GET /chats/{id}/members/me: what the bot may do there."""
    _chat(visit, int(visit.parts["chat"]))
    permissions = ["read_all_messages", "write", "edit", "delete", "pin_message"]
    seen = {"last_access_time": _milliseconds(visit), "join_time": 0}
    return {**bot(visit), **seen, "is_owner": False, "is_admin": True, "permissions": permissions}


def bot(visit: Visit) -> dict[str, Any]:
    """GET /me."""
    number = 1_000_000 + int(sha256(visit.account.account.encode())[:6], 16)
    return {
        "user_id": number, "first_name": visit.account.account, "username": f"id{number}_bot", "is_bot": True,
        "last_activity_time": 0, "description": None, "commands": [],
    }  # fmt: skip


def show(visit: Visit, mid: str, kept: Kept) -> dict[str, Any]:
    """A Message."""
    shown = attachments.shown(visit, kept["attachments"])
    body = {
        "mid": mid, "seq": kept["seq"], "text": kept["text"], "attachments": shown or None,
        "markup": kept["markup"] or None,
    }  # fmt: skip
    found: dict[str, Any] = {
        "sender": bot(visit), "timestamp": kept["at"], "body": body, "stat": {"views": 0},
        "recipient": {"chat_id": kept["chat"], "chat_type": "channel", "user_id": None},
        "url": _url(kept["chat"], kept["seq"]),
    }  # fmt: skip
    if kept["link"]:
        found["link"] = {"type": kept["link"]["type"], "message": {"mid": kept["link"]["mid"]}}
    return found


def missing(visit: Visit, message: str) -> Refused:
    """For what changes nothing because it is not there; before November 2026 with HTTP 200."""
    if visit.limits["old_errors"] and visit.method in ("PUT", "DELETE"):
        return Refused(Answer(200, {"success": False, "message": message}))
    return failed(visit, 404, "not.found", message)


def _content(visit: Visit) -> Kept:
    """The text without its markup, the markup, and the rest of a message's body."""
    params = visit.params
    source = params.get("text") or ""
    if (size := text.size(source)) > visit.limits["text"]:
        raise bad(visit, f"Field 'text' size ({size}) must be at most {visit.limits['text']:g}")
    plain, markup = text.read(source, params.get("format"))
    link = params.get("link")
    if link is not None:
        _check_link(visit, link)
    return {"text": plain, "markup": markup, "attachments": params.get("attachments") or [], "link": link}


def _check_link(visit: Visit, link: Kept) -> None:
    if set(link) != {"type", "mid"} or link["type"] not in ("reply", "forward"):
        raise bad(visit, "a link has a type, reply or forward, and a mid")
    if visit.state.get("message", str(link["mid"])) is None:
        raise missing(visit, f"Message {link['mid']} not found")


def _check_rate(visit: Visit, chat: int) -> None:
    most = visit.limits["messages_a_second"]
    if most:
        sent = (one for one in visit.state.find("message").values() if one["chat"] == chat)
        if sum(one["at"] > _milliseconds(visit) - 1000 for one in sent) >= most:
            raise visit.refused("rate_limited", "too many messages", seconds=1)


def _place(visit: Visit) -> int:
    params = visit.params
    if ("chat_id" in params) == ("user_id" in params):
        raise bad(visit, "one of chat_id and user_id is needed")
    if "user_id" in params:
        raise failed(visit, 404, "dialog.not.found", f"there is no dialog with {params['user_id']}")
    return _chat(visit, params["chat_id"])


def _chat(visit: Visit, number: int) -> int:
    if str(number) != str(visit.account.target):
        raise failed(visit, 403, "chat.denied", f"the bot is not an administrator of the chat {number}")
    return number


def own(visit: Visit, mid: str) -> tuple[str, Kept]:
    """The account's message. Raises the network's refusal."""
    kept = visit.state.get("message", mid)
    if kept is None or kept["account"] != visit.account.account:
        raise missing(visit, f"Message {mid} not found")
    return mid, kept


def _url(chat: int, number: int) -> str:
    return f"https://max.ru/c/{chat}/{number}"


def _milliseconds(visit: Visit) -> int:
    return int(visit.now * 1000)
