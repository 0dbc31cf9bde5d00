"""Telegram: the parameters of each method (Telegram Bot API 10.1), and reading them strictly.

The real server ignores parameters it does not know. Here they are refused, and so are real ones that mean nothing for
a brand's channel (business connections, topics of direct messages, keyboards) and `parse_mode`: send `entities`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_any
from smmgen.rehearsal.engine.http import Answer, Call, Refused

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
_NATIVE: dict[str, tuple[type, ...]] = {
    "int": (int,), "float": (int, float), "bool": (bool,), "str": (str,), "chat": (int, str), "file": (str,),
    "array": (list,), "object": (dict,),
}  # fmt: skip


def failed(code: int, description: str, **parameters: int) -> Refused:
    """A refusal in the Bot API's shape (ResponseParameters)."""
    value: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        value["parameters"] = parameters
    return Refused(Answer(code, value))


def bad(description: str) -> Refused:
    return failed(400, f"Bad Request: {description}")


def read_params(call: Call, method: str) -> tuple[dict[str, Any], Form]:
    """The parameters of a call, typed, and its form with the files."""
    types, required = METHODS[method]
    form = _read_body(call, method)
    params = {name: _typed(name, value, types, call) for name, value in form.values.items()}
    for name in required:
        if name not in params and name not in form.files:
            raise bad(f"parameter {name!r} is required")
    return params, form


def _read_body(call: Call, method: str) -> Form:
    if call.method == "GET" and method in READING:
        return Form(values=dict(call.query))
    if call.method != "POST" or call.query:
        raise bad(f"{method} takes a POST with its parameters in the body")
    try:
        return read_any(call)
    except Malformed as error:
        raise bad(str(error)) from error


def _typed(name: str, value: Any, types: Mapping[str, str], call: Call) -> Any:
    if name not in types:
        raise bad(f"parameter {name!r} is not known")
    kind = types[name]
    if isinstance(value, str):
        value = _parsed(name, value, kind, native=call.content_type == "application/json")
    if not isinstance(value, _NATIVE[kind]) or (isinstance(value, bool) and kind != "bool"):
        raise bad(f"parameter {name!r} is not of type {kind}")
    return value


def _parsed(name: str, text: str, kind: str, *, native: bool) -> Any:
    """A parameter that came as a string: arrays and objects may be JSON texts everywhere, the rest in forms only."""
    try:
        if kind in ("array", "object"):
            return json.loads(text)
        if native or kind in ("str", "file", "chat"):
            return text
        if kind == "bool":
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
        return int(text) if kind == "int" else float(text)
    except (ValueError, KeyError) as error:
        raise bad(f"parameter {name!r} is not of type {kind}") from error
