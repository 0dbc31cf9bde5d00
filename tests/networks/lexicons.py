"""A small validator of AT Protocol lexicons (https://atproto.com/specs/lexicon); unknown properties are errors.

The lexicons are those that the package lexrpc carries.
"""

from __future__ import annotations

import re
from typing import Any

import regex
from published import lexicon

FORMATS = {
    "at-uri": r"at://(did:[a-z]+:[a-zA-Z0-9._:%-]+|[a-zA-Z0-9.-]+)(/[a-zA-Z0-9.-]+(/[a-zA-Z0-9._~:-]+)?)?",
    "at-identifier": r"did:[a-z]+:[a-zA-Z0-9._:%-]+|([a-zA-Z0-9-]+\.)+[a-zA-Z][a-zA-Z0-9-]*",
    "cid": r"[A-Za-z0-9+]{8,}",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "did": r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]",
    "handle": r"([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?",
    "language": r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*",
    "nsid": r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)+\.[a-zA-Z][a-zA-Z0-9]*",
    "record-key": r"[a-zA-Z0-9._~:-]{1,512}",
    "uri": r"[a-z][a-z0-9+.-]*:\S+",
}


def definition(reference: str, home: str) -> tuple[dict[str, Any], str]:
    """`app.bsky.feed.post#main`, `#image` or `app.bsky.embed.defs` as seen from the lexicon `home`."""
    nsid, _, name = reference.partition("#")
    return lexicon(nsid or home)["defs"][name or "main"], nsid or home


def record_errors(record: dict[str, Any]) -> list[str]:
    """What is wrong with a record, by its `$type`."""
    schema, home = definition(record["$type"], "")
    return _errors(record, schema["record"], home, "record")


def input_errors(method: str, body: Any) -> list[str]:
    """What is wrong with a procedure's JSON body."""
    schema, home = definition(method, "")
    return _errors(body, schema["input"]["schema"], home, "body")


def query_errors(method: str, query: dict[str, str]) -> list[str]:
    """What is wrong with a query's parameters, which travel as text."""
    parameters, home = definition(method, "")[0]["parameters"], method
    properties = parameters["properties"]
    typed = {k: int(v) if properties.get(k, {}).get("type") == "integer" else v for k, v in query.items()}
    return _errors(typed, parameters | {"type": "object"}, home, "query")


def _errors(value: Any, schema: dict[str, Any], home: str, path: str) -> list[str]:
    match schema["type"]:
        case "ref":
            return _errors(value, *definition(schema["ref"], home), path)
        case "union":
            return _union_errors(value, schema, home, path)
        case "object":
            return _object_errors(value, schema, home, path)
        case "array":
            return _array_errors(value, schema, home, path)
        case "string":
            return _string_errors(value, schema, path)
        case "blob":
            return _blob_errors(value, schema, path)
        case "integer":
            return [] if type(value) is int and value >= schema.get("minimum", value) else [f"{path}: not {schema}"]
        case "boolean":
            return [] if type(value) is bool else [f"{path}: no boolean"]
        case "unknown":
            return [] if isinstance(value, dict) else [f"{path}: no object"]
    raise AssertionError(schema)


def _union_errors(value: Any, schema: dict[str, Any], home: str, path: str) -> list[str]:
    kind = value.get("$type", "") if isinstance(value, dict) else ""
    allowed = {home + ref if ref.startswith("#") else ref for ref in schema["refs"]}
    if kind not in allowed:
        return [f"{path}: {kind!r} is none of {sorted(allowed)}"]
    return _errors(value, *definition(kind, home), path)


def _object_errors(value: Any, schema: dict[str, Any], home: str, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: no object"]
    properties = schema.get("properties", {})
    missing = [f"{path}.{name}: missing" for name in schema.get("required", ()) if name not in value]
    unknown = [f"{path}.{name}: unknown" for name in value if name not in properties and name != "$type"]
    inner = [_errors(value[name], properties[name], home, f"{path}.{name}") for name in properties if name in value]
    return missing + unknown + [error for errors in inner for error in errors]


def _array_errors(value: Any, schema: dict[str, Any], home: str, path: str) -> list[str]:
    if not isinstance(value, list) or len(value) > schema.get("maxLength", len(value)):
        return [f"{path}: no array, or too long"]
    return [error for n, item in enumerate(value) for error in _errors(item, schema["items"], home, f"{path}[{n}]")]


def _string_errors(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{path}: no string"]
    errors = []
    if len(value.encode()) > schema.get("maxLength", 10**9):
        errors.append(f"{path}: too many bytes")
    if len(regex.findall(r"\X", value)) > schema.get("maxGraphemes", 10**9):
        errors.append(f"{path}: too many graphemes")
    if "format" in schema and not re.fullmatch(FORMATS[schema["format"]], value):
        errors.append(f"{path}: {value!r} is no {schema['format']}")
    return errors


def _blob_errors(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, dict) or value.get("$type") != "blob":
        return [f"{path}: no blob"]
    accepted = any(re.fullmatch(kind.replace("*", ".*"), value["mimeType"]) for kind in schema.get("accept", ["*/*"]))
    fits = 0 < value["size"] <= schema.get("maxSize", value["size"])
    return [] if accepted and fits and "$link" in value["ref"] else [f"{path}: not a blob for here"]
