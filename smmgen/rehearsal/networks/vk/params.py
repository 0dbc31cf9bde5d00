"""VK: the parameters of each method (VK API schema 5.199), reading them strictly, and VK's shape of an error.

The real server ignores parameters it does not know; here they are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_form
from smmgen.rehearsal.engine.http import Call, Refused
from smmgen.rehearsal.engine.kinds import Spec, number, of_type, text
from smmgen.rehearsal.engine.stage import Endpoint, Error, Signed, Visit
from smmgen.rehearsal.networks.vk import tokens

ERRORS = {
    1: "Unknown error occurred", 3: "Unknown method passed", 5: "User authorization failed",
    6: "Too many requests per second", 8: "Invalid request", 10: "Internal server error", 15: "Access denied",
    22: "Upload error", 27: "Group authorization failed",
    100: "One of the parameters specified was missing or invalid", 104: "Not found", 105: "Couldn't save file",
    118: "Invalid server", 121: "Invalid hash", 129: "Invalid photo", 210: "Access to wall's post denied",
    213: "Access to status replies denied", 214: "Access to adding post denied",
    1600: "Story has already expired",
    1051: "This method is unavailable with this token type",
}  # fmt: skip
OLDEST_VERSION = (5, 199)

Params = dict[str, Spec]

_TOPICS = ("0", "1", "7", "12", "16", "19", "21", "23", "25", "26", "32", "43")
_COUNT = number(0, 100, "uint")
_FILTERS = ("owner", "others", "all", "postponed", "suggests", "archived", "donut")
_NOTE: Params = {"owner_id": "int", "message": "str", "attachments": "list"}
_LOOKS: Params = {
    "friends_only": "bool", "services": "str", "signed": "bool", "publish_date": "uint", "lat": "number",
    "long": "number", "place_id": "uint", "mark_as_ads": "bool", "close_comments": "bool",
    "donut_paid_duration": "int", "copyright": "str",
}  # fmt: skip
_STORY: Params = {
    "add_to_news": "bool", "user_ids": "list", "reply_to_story": "str", "link_url": text(0, 2048), "group_id": "uint",
    "clickable_stickers": "str",
    "link_text": ("to_store", "vote", "more", "book", "order", "enroll", "fill", "signup", "buy", "ticket", "write",
                  "open", "learn_more", "view", "go_to", "contact", "watch", "play", "install", "read", "calendar"),
}  # fmt: skip


# method: (parameters and their kinds, those it needs)
METHODS: dict[str, tuple[Params, tuple[str, ...]]] = {
    "wall.post": (
        {**_NOTE, **_LOOKS, "from_group": "bool", "post_id": "uint", "guid": "str", "link_title": "str",
         "link_photo_id": "str", "mute_notifications": "bool", "primary_attachments_mode": ("grid", "carousel")},
        ("owner_id",),
    ),
    "wall.edit": (
        {**_NOTE, **_LOOKS, "post_id": "uint", "poster_bkg_id": "uint", "poster_bkg_owner_id": "int",
         "poster_bkg_access_hash": "str", "topic_id": _TOPICS},
        ("owner_id", "post_id"),
    ),
    "wall.delete": ({"owner_id": "int", "post_id": "uint"}, ("owner_id", "post_id")),
    "wall.get": (
        {"owner_id": "int", "domain": "str", "offset": "uint", "count": _COUNT, "filter": _FILTERS, "extended": "bool",
         "fields": "list"},
        (),
    ),
    "wall.getById": (
        {"posts": "list", "extended": "bool", "copy_history_depth": "int", "fields": "list"}, ("posts",),
    ),
    "wall.createComment": (
        {**_NOTE, "post_id": "uint", "from_group": "uint", "reply_to_comment": "int", "sticker_id": "uint",
         "guid": "str"},
        ("owner_id", "post_id"),
    ),
    "wall.getComments": (
        {"owner_id": "int", "post_id": "uint", "need_likes": "bool", "start_comment_id": "uint", "offset": "int",
         "count": _COUNT, "sort": ("asc", "desc", "smart"), "preview_length": "uint", "extended": "bool",
         "fields": "list", "comment_id": "uint", "thread_items_count": "uint"},
        (),
    ),
    "wall.editComment": ({**_NOTE, "post_id": "uint", "comment_id": "uint"}, ("comment_id",)),
    "wall.deleteComment": ({"owner_id": "int", "post_id": "uint", "comment_id": "uint"}, ("comment_id",)),
    "photos.getWallUploadServer": ({"group_id": "int"}, ()),
    "photos.saveWallPhoto": (
        {"user_id": "uint", "group_id": "uint", "photo": "str", "server": "int", "hash": "str", "latitude": "number",
         "longitude": "number", "caption": text(0, 2048)},
        ("photo", "server", "hash"),
    ),
    "docs.getWallUploadServer": ({"group_id": "uint"}, ()),
    "docs.save": (
        {"file": "str", "title": "str", "tags": "str", "return_tags": "bool"}, ("file",),
    ),
    "video.save": (
        {"name": text(0, 128), "description": text(0, 5000), "is_private": "bool", "wallpost": "bool", "link": "str",
         "group_id": "uint", "album_id": "uint", "privacy_view": "list", "privacy_comment": "list",
         "no_comments": "bool", "repeat": "bool", "compression": "bool", "ord_info": "str", "auto_publish": "bool"},
        (),
    ),
    "wall.openComments": ({"owner_id": "int", "post_id": "uint"}, ("owner_id", "post_id")),
    "wall.closeComments": ({"owner_id": "int", "post_id": "uint"}, ("owner_id", "post_id")),
    "stories.getPhotoUploadServer": (_STORY, ()),
    "stories.getVideoUploadServer": (_STORY, ()),
    "stories.save": (
        {"upload_results": "list", "upload_results_json": "str", "extended": "bool", "fields": "list"}, (),
    ),
    "stories.getById": ({"stories": "list", "extended": "bool", "fields": "list"}, ("stories",)),
    "stories.delete": ({"owner_id": "int", "story_id": "uint", "stories": "list"}, ("owner_id", "story_id")),
    "polls.create": (
        {"question": "str", "is_anonymous": "bool", "is_multiple": "bool", "end_date": "uint", "owner_id": "int",
         "app_id": "int", "add_answers": "str", "photo_id": "uint",
         "background_id": ("1", "2", "3", "4", "6", "8", "9"), "disable_unvote": "bool"},
        ("question", "add_answers", "owner_id"),
    ),
    "groups.getById": ({"group_ids": "list", "group_id": "str", "fields": "list"},
        (),
    ),
    "users.get": (
        {"user_ids": "list", "fields": "list", "name_case": "str", "from_group_id": "int"},
        (),
    ),
}  # fmt: skip


BY_COMMUNITIES = (
    "wall.post",
    "wall.createComment",
    "docs.getWallUploadServer",
    "docs.save",
    "groups.getById",
    "users.get",
    "wall.openComments",
    "wall.closeComments",
    "stories.getPhotoUploadServer",
    "stories.getVideoUploadServer",
    "stories.save",
    "stories.getById",
    "stories.delete",
)
"""What a community's token may call; the rest takes a user's."""


def _error(code: int, detail: str = "", status: int = 200) -> Error:
    """In VK's shape: with HTTP 200 (base_error)."""
    message = ERRORS[code] + (f": {detail}" if detail else "")
    return Error(status, {"error": {"error_code": code, "error_msg": message, "request_params": []}})


REFUSALS = {
    "unauthorised": _error(5, "invalid access_token (4)."),
    "no_token": _error(5, "no access_token passed."),
    "forbidden": _error(27, "method is unavailable with group auth"),
    "unknown_call": _error(3),
    "wrong_method": _error(8, "what creates or changes is sent by POST"),
    "unreadable": _error(8, "{reason}"),
    "invalid": _error(100, "{reason}"),
    "rate_limited": _error(6),
    "broken": _error(10, status=500),
}


def failed(code: int, detail: str = "") -> Refused:
    return _error(code, "{detail}" if detail else "")(detail=detail)


def bad(detail: str) -> Refused:
    return failed(100, detail)


def is_community(visit: Visit) -> bool:
    """Whether it is the community's token that came, not the user's."""
    return visit.secret == "token"  # noqa: S105 - the name of a secret


def read_call(call: Call) -> Form:
    """The parameters of a call, from its query and its form. Raises `Malformed`."""
    if "access_token" in call.query:
        raise Malformed("a token does not belong in an address")
    if call.content_type == "application/json":
        raise Malformed("JSON bodies are not accepted, send a form")
    form = read_form(call)
    if form.files or set(form.values) & set(call.query):
        raise Malformed("a method takes no files, and each parameter once")
    values = {**call.query, **form.values}
    _check_version(values.get("v", ""))
    return Form(values)


def _check_version(text: str) -> None:
    if not text:
        raise Malformed("v (version) is required")
    if not re.fullmatch(r"\d+\.\d+", text) or tuple(map(int, text.split("."))) < OLDEST_VERSION:
        raise Malformed("v (version) is 5.199 or later")


def signed(call: Call, endpoint: Endpoint, parts: Mapping[str, str]) -> Signed | None:
    """One person may run several communities with one token: the wall that is named decides which account it is."""
    given = read_call(call).values
    token = given.get("access_token") or call.bearer
    if not token:
        raise REFUSALS["no_token"]()
    given_to, alive = tokens.issued(call, token)
    if given_to and not alive:
        raise failed(5, "access_token has expired.")
    known = [one for one in call.accounts if token in one.secrets.values() or one.account == given_to]
    if not known:
        return None
    walls = (given.get("owner_id"), f"-{given.get('group_id')}")
    account = next((account for account in known if str(account.target) in walls), known[0])
    return Signed(account, "token" if token == account.token else "user_token", token)


KINDS = {
    "bool": of_type("bool", bool, read={"0": False, "1": True}.__getitem__),
    "number": of_type("number", int, float, read=float, check=math.isfinite),
}
