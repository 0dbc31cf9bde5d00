"""The rehearsal's tables against what the networks publish."""

from __future__ import annotations

import json
from typing import Any

import pytest
from published import bot_api, lexicon, union, unpackaged, vk

from smmgen.rehearsal.engine.kinds import Spec
from smmgen.rehearsal.engine.stage import Endpoint
from smmgen.rehearsal.networks import bluesky
from smmgen.rehearsal.networks.bluesky import lexicon as bluesky_lexicon
from smmgen.rehearsal.networks.telegram import params as telegram_params
from smmgen.rehearsal.networks.telegram import text as telegram_text
from smmgen.rehearsal.networks.vk import params as vk_params

VK_TYPES = {"int": "number", "uint": "number", "number": "number", "bool": "0 | 1", "str": "string", "list": "string"}
VK_UNPUBLISHED = {
    "wall.post": {"primary_attachments_mode"},  # newer than the schema: dev.vk.com, wall.post, 4 June 2026
    "wall.get": {"owner_id"},  # the schema has it under `domain`, the documentation has both
}
TELEGRAM_TYPES = {
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "str": "string",
    "chat": "number",
    "file": "TelegramInputFile",
}


@pytest.mark.parametrize("name", list(telegram_params.METHODS))
def test_telegram_methods(name: str) -> None:
    fields = bot_api().interfaces.get(f"{name[0].upper()}{name[1:]}Params", {})
    types, required = telegram_params.METHODS[name]
    for param, kind in types.items():
        published = [one.removeprefix("Objects.") for one in union(fields[param][0])]
        if kind == "array":
            assert published[0].endswith("[]")
        elif kind == "object":
            assert published[0].startswith("Telegram")
        elif kind == "bool":
            assert set(published) <= {"boolean", "true", "false"}
        elif kind == "str" and "string" not in published:
            assert all(one.startswith('"') or one in bot_api().names for one in published)
        else:
            assert TELEGRAM_TYPES[kind] in published
    must = {field for field, (_, needed) in fields.items() if needed}
    edits = (
        {"chat_id", "message_id", "text"} if name.startswith("edit") else set()
    )  # required without an inline message
    assert must <= set(required) <= must | edits


def test_telegram_entities() -> None:
    published = union(bot_api().interfaces["TelegramMessageEntity"]["type"][0])
    published = [one for name in published for one in union(bot_api().names.get(name.rpartition(".")[2], name))]
    assert {f'"{kind}"' for kind in telegram_text.TYPES} <= set(published)


@pytest.mark.parametrize("name", list(vk_params.METHODS))
def test_vk_methods(name: str) -> None:
    section, _, method = name.partition(".")
    params = vk(section).interfaces[f"{section.capitalize()}{method[0].upper()}{method[1:]}Params"]
    own, required = vk_params.METHODS[name]
    assert set(own) - VK_UNPUBLISHED.get(name, set()) <= set(params)
    for param in set(own) & set(params):
        check_vk_param(own[param], params[param][0])
    assert {param for param, (_, needed) in params.items() if needed} <= set(required)


def check_vk_param(kind: Spec, published: str) -> None:
    if isinstance(kind, tuple):
        assert published == "string" or set(kind) == {one.strip("\"'") for one in union(published)}
    else:
        name = kind if isinstance(kind, str) else kind.name
        assert VK_TYPES[name] in (published, *union(published)) or set(published) <= set("0123456789 |")


def test_vk_tokens() -> None:
    """A community's token does what the schema says, and wall.post, which it does in the field."""
    for name in vk_params.METHODS:
        section = json.loads(unpackaged(f"vk/{name.partition('.')[0]}/methods.json").read_text(encoding="utf-8"))
        published = next(one for one in section["methods"] if one["name"] == name)
        assert (name in vk_params.BY_COMMUNITIES) == (
            "group" in published["access_token_type"] or name == "wall.post"
        ), name


def test_vk_errors() -> None:
    errors = json.loads(unpackaged("vk/errors.json").read_text(encoding="utf-8"))["errors"]
    words = {error["code"]: error["description"] for error in errors.values()}
    assert {code: text for code, text in vk_params.ERRORS.items() if code != 1051} == {
        code: words[code] for code in vk_params.ERRORS if code != 1051
    }


@pytest.mark.parametrize("name", list(bluesky_lexicon.LEXICON))
def test_bluesky_lexicons(name: str) -> None:
    nsid, _, part = name.partition("#")
    published = lexicon(nsid)["defs"][part or "main"]
    published = absolute(published.get("record", published), nsid)
    own = bluesky_lexicon.LEXICON[name]
    assert own["required"] == published.get("required", [])
    left_out = set(published["properties"]) - set(own["properties"])
    assert left_out <= {"entities", "associatedRefs"}  # deprecated, and for apps
    for field, schema in own["properties"].items():
        assert schema == published["properties"][field], field


BLUESKY_TYPES = {"str": "string", "uint": "integer", "int": "integer", "bool": "boolean", "object": "unknown"}
BLUESKY_UNPUBLISHED = {"app.bsky.video.uploadVideo": {"did", "name"}}  # docs.bsky.app, "Video upload": in the query


@pytest.mark.parametrize("endpoint", bluesky.ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_bluesky_methods(endpoint: Endpoint) -> None:
    nsid = endpoint.path.removeprefix("/xrpc/")
    published = lexicon(nsid)["defs"]["main"]
    assert published["type"] == {"GET": "query", "POST": "procedure"}[endpoint.method]
    schema = published.get("parameters") or published.get("input", {}).get("schema") or {}
    known, more = schema.get("properties", {}), BLUESKY_UNPUBLISHED.get(nsid, set())
    assert set(endpoint.params) <= {*known, *more}
    assert set(endpoint.required) == {*schema.get("required", []), *more}
    for name, spec in endpoint.params.items():
        kind = "str" if isinstance(spec, tuple) else spec if isinstance(spec, str) else spec.name.split()[0]
        assert known.get(name, {"type": "string"})["type"] == BLUESKY_TYPES[kind], name
    assert (published.get("input", {}).get("encoding") == "application/json") == (endpoint.reads is bluesky.read_input)


def absolute(schema: Any, nsid: str) -> Any:
    """A lexicon's part without descriptions, its references with their whole names."""
    if isinstance(schema, list):
        return [absolute(item, nsid) for item in schema]
    if isinstance(schema, str):
        return f"{nsid}{schema}" if schema.startswith("#") else schema
    if isinstance(schema, dict):
        return {
            key: absolute(value, nsid)
            for key, value in schema.items()
            if not (key == "description" and isinstance(value, str)) and key != "closed"
        }
    return schema


def test_bluesky_identifiers() -> None:
    cases = json.loads(unpackaged("bluesky/interop-syntax.json").read_text(encoding="utf-8"))["cases"]
    tid = bluesky_lexicon.TID
    assert all(tid.fullmatch(text) for text in cases["tid_syntax_valid"])
    assert not any(tid.fullmatch(text) for text in cases["tid_syntax_invalid"])
    for name, case in (("did", "did"), ("at-uri", "aturi"), ("datetime", "datetime")):
        wrong = [text for text in cases[f"{case}_syntax_valid"] if not bluesky_lexicon.has_format(text, name)]
        assert wrong == []
    wrong = [text for text in cases["datetime_syntax_invalid"] if bluesky_lexicon.has_format(text, "datetime")]
    assert wrong == []
