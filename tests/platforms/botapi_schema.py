"""The Bot API's own description of its methods and types, to check requests against."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

API = Path(__file__).parents[2].parent / "shared/specs/telegram/api.json"

PLAIN = {"String": str, "Integer": int, "Boolean": bool, "Float": (int, float)}


@cache
def _api() -> dict[str, Any]:
    return json.loads(API.read_text("utf-8"))


def errors(request: dict[str, Any]) -> list[str]:
    """What the method would not take: unknown or missing fields, wrong types, placeholders counted as values."""
    method = _api()["methods"].get(request["method"])
    if method is None:
        return [f"no method {request['method']}"]
    return _fields(request["params"], method["fields"], request["method"])


def _fields(given: dict[str, Any], fields: list[dict[str, Any]], where: str) -> list[str]:
    known = {field["name"]: field for field in fields}
    found = [f"{where}: unknown {name}" for name in given if name not in known]
    found += [f"{where}: missing {name}" for name, field in known.items() if field["required"] and name not in given]
    for name, value in given.items():
        if name in known and not _fits(value, known[name]["types"], name):
            found.append(f"{where}.{name}: {value!r} is none of {known[name]['types']}")
    return found


def _fits(value: Any, kinds: list[str], where: str) -> bool:
    """An album may mix what its kinds of lists allow; Telegram's own rules on mixing are tested elsewhere."""
    if isinstance(value, list) and len(kinds) > 1:
        return all(any(not _value([item], kind, where) for kind in kinds) for item in value)
    return any(not _value(value, kind, where) for kind in kinds)


def _value(value: Any, kind: str, where: str) -> list[str]:
    if isinstance(value, dict) and set(value) & {"$media", "$previous"}:
        return []
    if kind.startswith("Array of "):
        item = kind.removeprefix("Array of ")
        if not isinstance(value, list):
            return [f"{where}: no list"]
        return [problem for entry in value for problem in _value(entry, item, where)]
    if kind in PLAIN:
        right = isinstance(value, PLAIN[kind]) and not (isinstance(value, bool) and kind != "Boolean")
        return [] if right else [f"{where}: no {kind}"]
    return _object(value, kind, where)


def _object(value: Any, kind: str, where: str) -> list[str]:
    described = _api()["types"][kind]
    if not isinstance(value, dict):
        return [f"{where}: no {kind}"]
    if subtypes := described.get("subtypes"):
        return [] if any(not _object(value, one, where) for one in subtypes) else [f"{where}: no {kind}"]
    wrong_type = [f"{where}: type {value.get('type')}" for field in described["fields"] if _contradicts(value, field)]
    return wrong_type + _fields(value, described["fields"], f"{where}:{kind}")


def _contradicts(value: dict[str, Any], field: dict[str, Any]) -> bool:
    """`type` fields of media say `must be photo`."""
    _, must, name = field["description"].rpartition("must be ")
    return field["name"] == "type" and bool(must) and name.strip(' ".') != value.get("type")
