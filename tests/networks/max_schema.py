"""MAX's official schema (OpenAPI 3.0, API 0.0.32 of 1 July 2026): calls of flows, and bodies, against it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from published import unpackaged

from smmgen.networks.wire import Request

SCHEMA = "max/schema_2026_07_01.json"
LATER = re.compile(r"/messages/[^/]+/comments(/[^/]+)?")
"""Comments came after the schema (https://dev.max.ru/docs-api/changelog-api)."""


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(unpackaged(SCHEMA).read_text("utf-8"))
    return read


def call_errors(request: Request) -> list[str]:
    """Unknown calls and parameters, and a body that does not fit."""
    path = re.sub(r"^https?://[^/]+", "", request.url)
    if LATER.fullmatch(path):
        return []
    for template, methods in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path) and request.method.lower() in methods:
            return _errors(methods[request.method.lower()], request)
    return [f"no call {request.method} {path}"]


def _errors(operation: dict[str, Any], request: Request) -> list[str]:
    known = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "query"}
    found = [f"unknown {name}" for name in request.query if name not in known]
    found += [f"missing {name}" for name, one in known.items() if one.get("required") and name not in request.query]
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        found += body_errors(request.json, schema["$ref"].rpartition("/")[2])
    elif request.json is not None:
        found.append("a body that nobody wants")
    return found


def body_errors(body: Any, name: str) -> list[str]:
    """How a body differs from a component of the schema, unknown fields included."""
    components = document()["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": _plain(components)}
    found = [error.message for error in Draft202012Validator(schema).iter_errors(body)]
    found += [f"unknown {key}" for key in body if key not in components["schemas"][name]["properties"]]
    for attachment in body.get("attachments") or []:
        kind = components["schemas"]["AttachmentRequest"]["discriminator"]["mapping"].get(attachment["type"])
        one = {"$ref": str(kind), "components": _plain(components)}
        found += [error.message for error in Draft202012Validator(one).iter_errors(attachment)]
    return found


def _plain(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable`, and a few words of the file that stand where they mean nothing."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _plain(value) for key, value in node.items() if not (key == "required" and isinstance(value, bool))}
    return {"anyOf": [kept, {"type": "null"}]} if kept.pop("nullable", False) is True else kept
