"""How calls of the Graph API are read: a version before the path, parameters in the query or the body.

The real server ignores parameters it does not know; here they are refused, and so is a token in an address, except
where tokens are exchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_any
from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.engine.kinds import Kind, Spec, of_type

Params = dict[str, Spec]

IGNORED = ("access_token", "appsecret_proof")
EXCHANGES = ("/access_token", "/refresh_access_token", "/oauth/access_token")
_VERSIONED = re.compile(r"/(v\d{1,3}\.\d{1,2})(/.*)")
_PART = re.compile(r"(\w+)\[(\d{1,3})\]")


def router(versions: Sequence[str]) -> Callable[[Call], Call]:
    """`/v26.0/me/feed` is `/me/feed`; a path without a version is of the application's own."""

    def route(call: Call) -> Call:
        path = call.path.rstrip("/") or "/"
        found = _VERSIONED.fullmatch(path)
        if found and found[1] not in versions:
            raise Malformed(f"there is no version {found[1]}: {', '.join(versions)}")
        return replace(call, path=found[2] if found else path)

    return route


def read_call(call: Call) -> Form:
    """Raises `Malformed`."""
    if "access_token" in call.query and call.path not in EXCHANGES:
        raise Malformed("a token does not belong in an address")
    if call.method in ("GET", "DELETE") and call.body:
        raise Malformed(f"{call.method} has no body")
    form = read_any(call)
    if set(form.values) & set(call.query):
        raise Malformed("a parameter is given twice")
    return replace(form, values=_listed({**call.query, **form.values}), is_json=False)


def token(call: Call) -> str:
    """In the header, `Bearer` or `OAuth`, or in the body; where tokens are exchanged in the query too."""
    kind, _, given = call.headers.get("authorization", "").partition(" ")
    if given:
        return given.strip() if kind.lower() in ("bearer", "oauth") else ""
    if call.host:
        return ""
    return str(read_call(call).values.get("access_token", ""))


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    """`photos[0]=a&photos[1]=b` is a list."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        part = _PART.fullmatch(name)
        if part is None:
            found[name] = value
        elif len(items := found.setdefault(part[1], [])) == int(part[2]) and isinstance(items, list):
            items.append(value)
        else:
            raise Malformed(f"{name} is out of order")
    return found


def _texts(value: Any) -> Any:
    """A list of texts, as JSON or with commas between."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.startswith("[") else [one for one in value.split(",") if one]


def _objects(value: Any) -> Any:
    found = json.loads(value) if isinstance(value, str) else value
    return [json.loads(one) if isinstance(one, str) else one for one in found]


def _moment(value: Any) -> float:
    """Unix seconds of Unix seconds, or of an ISO 8601 time with its zone. Raises `ValueError`."""
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return float(value)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("is neither a Unix timestamp nor an ISO 8601 time") from error
    if at.tzinfo is None:
        raise ValueError("has no time zone")
    return at.timestamp()


def _read(name: str, read: Callable[[Any], Any], *types: type, check: Callable[[Any], bool] | None = None) -> Kind:
    """A kind that is read from whatever came, a text or JSON."""
    kind = of_type(name, *types, check=check)

    def take(value: Any) -> Any:
        try:
            found = read(value)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValueError(f"is not of type {name}") from error
        return kind.take(found)

    return Kind(name, take)


_BOOLEANS: Mapping[Any, bool] = {"true": True, "1": True, "false": False, "0": False, True: True, False: False}


def _all(kind: type) -> Callable[[Any], bool]:
    return lambda value: all(isinstance(one, kind) for one in value)


KINDS: Mapping[str, Kind] = {
    "flag": _read("bool", _BOOLEANS.__getitem__, bool),
    "texts": _read("list<string>", _texts, list, check=_all(str)),
    "maps": _read("list<map>", _objects, list, check=_all(dict)),
    "map": _read("map", lambda value: json.loads(value) if isinstance(value, str) else value, dict),
    "number": _read("unsigned int", int, int, check=lambda value: value >= 0),
    "moment": Kind("datetime", _moment),
}
