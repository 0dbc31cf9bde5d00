"""Mastodon: reading parameters strictly, from JSON and from forms, and the shape of an error.

Rails ignores parameters it does not know; here they are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_any
from smmgen.rehearsal.engine.http import Answer, Call, Refused

Types = Mapping[str, "str | tuple[str, ...]"]

STATUS_PARAMS: Types = {
    "status": "str", "media_ids": "strings", "poll": "poll", "in_reply_to_id": "str", "sensitive": "bool",
    "spoiler_text": "str", "visibility": ("public", "unlisted", "private", "direct"), "language": "language",
    "scheduled_at": "time", "quoted_status_id": "str", "quote_approval_policy": ("public", "followers", "nobody"),
}  # fmt: skip
EDIT_PARAMS: Types = {
    **{name: STATUS_PARAMS[name] for name in ("status", "media_ids", "poll", "sensitive", "spoiler_text", "language",
                                              "quote_approval_policy")},
    "media_attributes": "objects",
}  # fmt: skip
POLL_PARAMS: Types = {"options": "strings", "expires_in": "int", "multiple": "bool", "hide_totals": "bool"}
MEDIA_PARAMS: Types = {"description": "str", "focus": "str"}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NESTED = re.compile(r"poll\[(\w+)\](\[\])?")


def failed(status: int, error: str) -> Refused:
    return Refused(Answer(status, {"error": error}))


def invalid(reason: str) -> Refused:
    return failed(422, f"Validation failed: {reason}")


def read_params(call: Call, types: Types) -> tuple[dict[str, Any], Form]:
    """The parameters of a call, typed, and its form with the files."""
    if call.query:
        raise invalid("parameters go in the body")
    try:
        form = read_any(call)
    except Malformed as error:
        raise failed(400, str(error)) from error
    native = call.content_type == "application/json"
    values = form.values if native else _unflattened(form.values)
    return typed(values, types, native=native), form


def typed(values: Mapping[str, Any], types: Types, *, native: bool) -> dict[str, Any]:
    """Each value in its type; JSON values must have it already."""
    return {name: _typed(name, value, types, native) for name, value in values.items()}


def _unflattened(values: Mapping[str, Any]) -> dict[str, Any]:
    """`media_ids[]` and `poll[options][]` as they are nested in JSON."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        match = _NESTED.fullmatch(name.removesuffix("[]") if not name.startswith("poll") else name)
        if match:
            nested.setdefault("poll", {})[match[1]] = value
        else:
            nested[name.removesuffix("[]")] = value
    return nested


def _typed(name: str, value: Any, types: Types, native: bool) -> Any:
    kind = types.get(name)
    if kind is None:
        raise invalid(f"{name} is not a parameter of this call")
    if isinstance(kind, tuple):
        if value not in kind:
            raise invalid(f"{name} is not one of {', '.join(kind)}")
        return value
    if not native and isinstance(value, str):
        value = _from_form(name, value, kind)
    if kind == "time":
        return _time(name, value)
    if kind == "poll":
        if not isinstance(value, dict):
            raise invalid("poll is not an object")
        return typed(value, POLL_PARAMS, native=native)
    if not _fits(value, kind):
        raise invalid(f"{name} is not of type {kind}")
    return value


def _from_form(name: str, value: str, kind: str) -> Any:
    if kind == "bool" and value in _BOOLEANS:
        return _BOOLEANS[value]
    if kind == "int" and re.fullmatch(r"\d{1,12}", value):
        return int(value)
    if kind in ("bool", "int"):
        raise invalid(f"{name} is not of type {kind}")
    return value


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "str":
            return isinstance(value, str)
        case "language":
            return isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value) is not None
        case "bool" | "int":
            return type(value).__name__ == kind
        case "strings":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case _:
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _time(name: str, value: Any) -> float:
    """ISO 8601 with its zone, as Unix seconds: without one Rails would take it for UTC, which nobody means."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise invalid(f"{name} is not an ISO 8601 time") from error
    if at.tzinfo is None:
        raise invalid(f"{name} has no time zone")
    return at.timestamp()
