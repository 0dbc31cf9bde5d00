"""Telegram: the parameters of each method (Telegram Bot API 10.1), and reading them strictly.

The real server ignores parameters it does not know. Here they are refused, and so are real ones that mean nothing for
a brand's channel (business connections, topics of direct messages, keyboards) and `parse_mode`: send `entities`.
"""

from __future__ import annotations

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_any
from smmgen.rehearsal.engine.http import Call, Refused
from smmgen.rehearsal.engine.kinds import KINDS, Kind, of_type
from smmgen.rehearsal.engine.stage import Error

_PLACE = {"chat_id": "chat", "message_thread_id": "int"}
_MANNER = {"disable_notification": "bool", "protect_content": "bool", "allow_paid_broadcast": "bool",
           "reply_parameters": "object"}  # fmt: skip
_CAPTION = {"caption": "str", "caption_entities": "array"}
_LOOKS = {"show_caption_above_media": "bool", "has_spoiler": "bool"}
_SIZE = {"duration": "int", "width": "int", "height": "int", "thumbnail": "file"}
_POINT = {"latitude": "float", "longitude": "float"}
_POLL = {
    "question": "str", "question_entities": "array", "options": "array", "is_anonymous": "bool", "type": "str",
    "allows_multiple_answers": "bool", "allows_revoting": "bool", "shuffle_options": "bool",
    "allow_adding_options": "bool", "hide_results_until_closes": "bool", "members_only": "bool",
    "country_codes": "array", "correct_option_ids": "array", "explanation": "str", "explanation_entities": "array",
    "open_period": "int", "close_date": "int", "is_closed": "bool", "description": "str",
    "description_entities": "array",
}  # fmt: skip

# method: (parameters and their types, those it needs)
METHODS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "getMe": ({}, ()),
    "getChat": ({"chat_id": "chat"}, ("chat_id",)),
    "sendMessage": (
        {**_PLACE, **_MANNER, "text": "str", "entities": "array", "link_preview_options": "object"},
        ("chat_id", "text"),
    ),
    "sendPhoto": ({**_PLACE, **_MANNER, **_CAPTION, **_LOOKS, "photo": "file"}, ("chat_id", "photo")),
    "sendVideo": (
        {**_PLACE, **_MANNER, **_CAPTION, **_LOOKS, **_SIZE, "video": "file", "cover": "file",
         "start_timestamp": "int", "supports_streaming": "bool"},
        ("chat_id", "video"),
    ),
    "sendAnimation": (
        {**_PLACE, **_MANNER, **_CAPTION, **_LOOKS, **_SIZE, "animation": "file"}, ("chat_id", "animation"),
    ),
    "sendAudio": (
        {**_PLACE, **_MANNER, **_CAPTION, "audio": "file", "duration": "int", "performer": "str", "title": "str",
         "thumbnail": "file"},
        ("chat_id", "audio"),
    ),
    "sendDocument": (
        {**_PLACE, **_MANNER, **_CAPTION, "document": "file", "thumbnail": "file",
         "disable_content_type_detection": "bool"},
        ("chat_id", "document"),
    ),
    "sendMediaGroup": ({**_PLACE, **_MANNER, "media": "array"}, ("chat_id", "media")),
    "sendPoll": ({**_PLACE, **_MANNER, **_POLL}, ("chat_id", "question", "options")),
    "sendVenue": (
        {**_PLACE, **_MANNER, **_POINT, "title": "str", "address": "str", "foursquare_id": "str",
         "foursquare_type": "str", "google_place_id": "str", "google_place_type": "str"},
        ("chat_id", "latitude", "longitude", "title", "address"),
    ),
    "sendLocation": (
        {**_PLACE, **_MANNER, **_POINT, "horizontal_accuracy": "float", "live_period": "int", "heading": "int",
         "proximity_alert_radius": "int"},
        ("chat_id", "latitude", "longitude"),
    ),
    "editMessageText": (
        {"chat_id": "chat", "message_id": "int", "text": "str", "entities": "array", "link_preview_options": "object"},
        ("chat_id", "message_id", "text"),
    ),
    "editMessageCaption": (
        {"chat_id": "chat", "message_id": "int", **_CAPTION, "show_caption_above_media": "bool"},
        ("chat_id", "message_id"),
    ),
    "editMessageMedia": (
        {"chat_id": "chat", "message_id": "int", "media": "object"}, ("chat_id", "message_id", "media"),
    ),
    "deleteMessages": ({"chat_id": "chat", "message_ids": "array"}, ("chat_id", "message_ids")),
    "deleteMessage": ({"chat_id": "chat", "message_id": "int"}, ("chat_id", "message_id")),
    "pinChatMessage": (
        {"chat_id": "chat", "message_id": "int", "disable_notification": "bool"}, ("chat_id", "message_id"),
    ),
}  # fmt: skip
READING = ("getMe", "getChat")
_YES_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def _or_text(name: str) -> Kind:
    """A kind that may come as a JSON text everywhere."""
    kind = KINDS[name]
    return Kind(name, lambda value: kind.take(kind.read(value)), kind.read)


KINDS_HERE = {
    "array": _or_text("array"), "object": _or_text("object"), "file": of_type("file", str),
    "bool": of_type("bool", bool, read=lambda text: _YES_NO[text.lower()]), "chat": of_type("chat", int, str),
}  # fmt: skip


def _error(code: int, description: str) -> Error:
    return Error(code, {"ok": False, "error_code": code, "description": description})


ERRORS = {
    "unauthorised": _error(401, "Unauthorized"),
    "unknown_call": _error(404, "Not Found: method not found"),
    "invalid": _error(400, "Bad Request: {reason}"),
    "missing": _error(400, "Bad Request: parameter '{name}' is required"),
    "unknown": _error(400, "Bad Request: parameter '{name}' is not known"),
    "wrong": _error(400, "Bad Request: parameter '{name}' {problem}"),
    "broken": _error(500, "Internal Server Error"),
    "rate_limited": Error(429, {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": "{seconds}"},
    }),
}  # fmt: skip
TOO_LARGE = _error(413, "Request Entity Too Large")


def bad(description: str) -> Refused:
    return ERRORS["invalid"](reason=description)


def read_body(call: Call) -> Form:
    """What reads may come by GET, with a query. Raises `Malformed`."""
    if call.method == "GET" and call.path.endswith(READING):
        return Form(values=dict(call.query))
    if call.method != "POST" or call.query:
        raise Malformed("a method takes a POST with its parameters in the body")
    return read_any(call)
