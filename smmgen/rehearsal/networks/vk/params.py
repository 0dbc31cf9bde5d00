"""VK: the parameters of each method (VK API schema 5.199), reading them strictly, and VK's shape of an error.

The real server ignores parameters it does not know; here they are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smmgen.rehearsal.engine.bodies import Malformed, read_form
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused
from smmgen.rehearsal.networks.vk import tokens

ERRORS = {
    1: "Unknown error occurred", 3: "Unknown method passed", 5: "User authorization failed",
    6: "Too many requests per second", 8: "Invalid request", 10: "Internal server error", 15: "Access denied",
    22: "Upload error", 27: "Group authorization failed",
    100: "One of the parameters specified was missing or invalid", 104: "Not found", 105: "Couldn't save file",
    118: "Invalid server", 121: "Invalid hash", 129: "Invalid photo", 210: "Access to wall's post denied",
    213: "Access to status replies denied", 214: "Access to adding post denied",
    1051: "This method is unavailable with this token type",
}  # fmt: skip
OLDEST_VERSION = (5, 199)

_TOPICS = ("0", "1", "7", "12", "16", "19", "21", "23", "25", "26", "32", "43")
_FILTERS = ("owner", "others", "all", "postponed", "suggests", "archived", "donut")
_NOTE = {"owner_id": "int", "message": "str", "attachments": "list"}
_LOOKS = {
    "friends_only": "bool", "services": "str", "signed": "bool", "publish_date": "uint", "lat": "number",
    "long": "number", "place_id": "uint", "mark_as_ads": "bool", "close_comments": "bool",
    "donut_paid_duration": "int", "copyright": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Method:
    """`params` by type; `required`; whether a community's token will do."""

    params: Mapping[str, str | tuple[str, ...]]
    required: tuple[str, ...] = ()
    community: bool = False


METHODS: dict[str, Method] = {
    "wall.post": Method(
        {**_NOTE, **_LOOKS, "from_group": "bool", "post_id": "uint", "guid": "str", "link_title": "str",
         "link_photo_id": "str", "mute_notifications": "bool", "primary_attachments_mode": ("grid", "carousel")},
        ("owner_id",), community=True,
    ),
    "wall.edit": Method(
        {**_NOTE, **_LOOKS, "post_id": "uint", "poster_bkg_id": "uint", "poster_bkg_owner_id": "int",
         "poster_bkg_access_hash": "str", "topic_id": _TOPICS},
        ("owner_id", "post_id"),
    ),
    "wall.delete": Method({"owner_id": "int", "post_id": "uint"}, ("owner_id", "post_id")),
    "wall.get": Method(
        {"owner_id": "int", "domain": "str", "offset": "uint", "count": "uint", "filter": _FILTERS, "extended": "bool",
         "fields": "list"},
    ),
    "wall.getById": Method(
        {"posts": "list", "extended": "bool", "copy_history_depth": "int", "fields": "list"}, ("posts",),
    ),
    "wall.createComment": Method(
        {**_NOTE, "post_id": "uint", "from_group": "uint", "reply_to_comment": "int", "sticker_id": "uint",
         "guid": "str"},
        ("owner_id", "post_id"), community=True,
    ),
    "wall.getComments": Method(
        {"owner_id": "int", "post_id": "uint", "need_likes": "bool", "start_comment_id": "uint", "offset": "int",
         "count": "uint", "sort": ("asc", "desc", "smart"), "preview_length": "uint", "extended": "bool",
         "fields": "list", "comment_id": "uint", "thread_items_count": "uint"},
    ),
    "wall.editComment": Method({**_NOTE, "post_id": "uint", "comment_id": "uint"}, ("comment_id",)),
    "wall.deleteComment": Method({"owner_id": "int", "post_id": "uint", "comment_id": "uint"}, ("comment_id",)),
    "photos.getWallUploadServer": Method({"group_id": "int"}),
    "photos.saveWallPhoto": Method(
        {"user_id": "uint", "group_id": "uint", "photo": "str", "server": "int", "hash": "str", "latitude": "number",
         "longitude": "number", "caption": "str"},
        ("photo", "server", "hash"),
    ),
    "docs.getWallUploadServer": Method({"group_id": "uint"}, community=True),
    "docs.save": Method(
        {"file": "str", "title": "str", "tags": "str", "return_tags": "bool"}, ("file",), community=True,
    ),
    "video.save": Method(
        {"name": "str", "description": "str", "is_private": "bool", "wallpost": "bool", "link": "str",
         "group_id": "uint", "album_id": "uint", "privacy_view": "list", "privacy_comment": "list",
         "no_comments": "bool", "repeat": "bool", "compression": "bool", "ord_info": "str", "auto_publish": "bool"},
    ),
    "polls.create": Method(
        {"question": "str", "is_anonymous": "bool", "is_multiple": "bool", "end_date": "uint", "owner_id": "int",
         "app_id": "int", "add_answers": "str", "photo_id": "uint",
         "background_id": ("1", "2", "3", "4", "6", "8", "9"), "disable_unvote": "bool"},
        ("question", "add_answers", "owner_id"),
    ),
    "groups.getById": Method({"group_ids": "list", "group_id": "str", "fields": "list"}, community=True),
    "users.get": Method(
        {"user_ids": "list", "fields": "list", "name_case": "str", "from_group_id": "int"}, community=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """Whose token a call came with, one of the two of an account, and what was sent with it."""

    account: Account
    is_community: bool
    token: str
    received: Mapping[str, str]


def failed(code: int, detail: str = "", params: Mapping[str, Any] | None = None) -> Refused:
    """A refusal in VK's shape: with HTTP 200, and without the token (base_error)."""
    shown = [{"key": key, "value": str(value)} for key, value in (params or {}).items() if key != "access_token"]
    message = ERRORS[code] + (f": {detail}" if detail else "")
    return Refused(Answer(200, {"error": {"error_code": code, "error_msg": message, "request_params": shown}}))


def bad(detail: str) -> Refused:
    return failed(100, detail)


def read_call(call: Call, name: str) -> tuple[Visitor, dict[str, Any]]:
    """Who calls a method, and its parameters, typed."""
    given = _given(call)
    _check_version(given.pop("v", ""))
    method = METHODS.get(name)
    if method is None:
        raise failed(3, params=given)
    visitor = _visitor(call, given.pop("access_token", "") or call.bearer, given)
    for technical in ("lang", "test_mode"):
        given.pop(technical, None)
    if visitor.is_community and not method.community:
        raise failed(27, "method is unavailable with group auth", given)
    params = {key: _typed(key, value, method) for key, value in given.items()}
    for key in method.required:
        if key not in params:
            raise bad(f"{key} is undefined")
    return visitor, params


def _given(call: Call) -> dict[str, str]:
    if "access_token" in call.query:
        raise failed(8, "a token does not belong in an address")
    if call.content_type == "application/json":
        raise failed(8, "JSON bodies are not accepted, send a form")
    try:
        form = read_form(call)
    except Malformed as error:
        raise failed(8, str(error)) from error
    if form.files or set(form.values) & set(call.query):
        raise failed(8, "a method takes no files, and each parameter once")
    return {**call.query, **form.values}


def _check_version(text: str) -> None:
    if not text:
        raise failed(8, "v (version) is required")
    if not re.fullmatch(r"\d+\.\d+", text) or tuple(map(int, text.split("."))) < OLDEST_VERSION:
        raise failed(8, "v (version) is 5.199 or later")


def _visitor(call: Call, token: str, given: Mapping[str, str]) -> Visitor:
    """One person may run several communities with one token: the wall that is named decides which account it is."""
    if not token:
        raise failed(5, "no access_token passed.")
    given_to, alive = tokens.issued(call, token)
    if given_to and not alive:
        raise failed(5, "access_token has expired.")
    known = [one for one in call.accounts if token in (one.token, one.user_token) or one.account == given_to]
    if not known:
        raise failed(5, "invalid access_token (4).")
    walls = (given.get("owner_id"), f"-{given.get('group_id')}")
    account = next((account for account in known if str(account.target) in walls), known[0])
    return Visitor(account, token == account.token, token, given)


def _typed(name: str, text: str, method: Method) -> Any:
    kind = method.params.get(name)
    if kind is None:
        raise bad(f"{name} is not a parameter of this method")
    if isinstance(kind, tuple):
        if text not in kind:
            raise bad(f"{name} not in {','.join(kind)}")
        return text
    try:
        return _READERS[kind](text)
    except ValueError as error:
        raise bad(f"{name} is not of type {kind}") from error


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise ValueError(text)
    return int(text)


def _natural(text: str) -> int:
    if text.startswith("-"):
        raise ValueError(text)
    return _integer(text)


def _number(text: str) -> float:
    if not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    return {"0": False, "1": True}[text] if text in ("0", "1") else _no(text)


def _no(text: str) -> bool:
    raise ValueError(text)


_READERS: dict[str, Any] = {
    "str": str,
    "int": _integer,
    "uint": _natural,
    "number": _number,
    "bool": _boolean,
    "list": lambda text: [item.strip() for item in text.split(",")] if text else [],
}
