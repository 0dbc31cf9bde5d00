"""The rehearsal's tables against the networks' published schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smmgen.rehearsal import bluesky_lexicon, telegram_params, telegram_text, vk_params

VK_TYPES = {"integer": {"int", "uint"}, "boolean": {"bool"}, "string": {"str"}, "number": {"number"}, "array": {"list"}}
VK_UNPUBLISHED = {
    "wall.post": {"primary_attachments_mode"},  # newer than the schema: dev.vk.com, wall.post, 4 June 2026
    "wall.get": {"owner_id"},  # the schema has it under `domain`, the documentation has both
}
TELEGRAM_TYPES = {
    "int": "Integer", "float": "Float", "bool": "Boolean", "str": "String", "chat": "Integer", "file": "String",
}  # fmt: skip


@pytest.mark.parametrize("name", list(telegram_params.METHODS))
def test_telegram_methods(specs: Path, name: str) -> None:
    method = json.loads((specs / "telegram" / "api.json").read_text(encoding="utf-8"))["methods"][name]
    fields = {field["name"]: field for field in method.get("fields", [])}
    types, required = telegram_params.METHODS[name]
    for param, kind in types.items():
        published = fields[param]["types"]
        if kind == "array":
            assert published[0].startswith("Array of")
        elif kind == "object":
            assert published[0][0].isupper()
            assert published[0] not in TELEGRAM_TYPES.values()
        else:
            assert TELEGRAM_TYPES[kind] in published
    must = {field for field, about in fields.items() if about["required"]}
    edits = (
        {"chat_id", "message_id", "text"} if name.startswith("edit") else set()
    )  # required without an inline message
    assert must <= set(required) <= must | edits


def test_telegram_entities(specs: Path) -> None:
    types = json.loads((specs / "telegram" / "api.json").read_text(encoding="utf-8"))["types"]
    about = {field["name"]: field["description"] for field in types["MessageEntity"]["fields"]}
    assert all(f'"{kind}"' in about["type"] for kind in telegram_text.TYPES)


@pytest.mark.parametrize("name", list(vk_params.METHODS))
def test_vk_methods(specs: Path, name: str) -> None:
    section = json.loads((specs / "vk" / name.partition(".")[0] / "methods.json").read_text(encoding="utf-8"))
    published = next(method for method in section["methods"] if method["name"] == name)
    params = {param["name"]: param for param in published.get("parameters", [])}
    own = vk_params.METHODS[name].params
    assert set(own) - VK_UNPUBLISHED.get(name, set()) <= set(params)
    for param in set(own) & set(params):
        check_vk_param(own[param], params[param])
    assert {param for param, about in params.items() if about.get("required")} <= set(vk_params.METHODS[name].required)


def check_vk_param(kind: str | tuple[str, ...], about: dict[str, Any]) -> None:
    if "$ref" in about and "enum" not in about:
        return
    if isinstance(kind, tuple):
        assert list(kind) == [str(value) for value in about["enum"]]
        return
    types = about["type"] if isinstance(about["type"], list) else [about["type"]]
    assert kind in set().union(*(VK_TYPES[one] for one in types))
    if kind == "int":
        assert about.get("minimum", -1) < 0


def test_vk_tokens(specs: Path) -> None:
    """A community's token does what the schema says, and wall.post, which it does in the field."""
    for name, method in vk_params.METHODS.items():
        section = json.loads((specs / "vk" / name.partition(".")[0] / "methods.json").read_text(encoding="utf-8"))
        published = next(one for one in section["methods"] if one["name"] == name)
        assert method.community == ("group" in published["access_token_type"] or name == "wall.post"), name


def test_vk_errors(specs: Path) -> None:
    errors = json.loads((specs / "vk" / "errors.json").read_text(encoding="utf-8"))["errors"]
    words = {error["code"]: error["description"] for error in errors.values()}
    assert {code: text for code, text in vk_params.ERRORS.items() if code != 1051} == {
        code: words[code] for code in vk_params.ERRORS if code != 1051
    }


@pytest.mark.parametrize("name", list(bluesky_lexicon.LEXICON))
def test_bluesky_lexicons(specs: Path, name: str) -> None:
    nsid, _, part = name.partition("#")
    file = specs / "bluesky" / "lexicons" / Path(*nsid.split(".")).with_suffix(".json")
    published = json.loads(file.read_text(encoding="utf-8"))["defs"][part or "main"]
    published = absolute(published.get("record", published), nsid)
    own = bluesky_lexicon.LEXICON[name]
    assert own["required"] == published.get("required", [])
    left_out = set(published["properties"]) - set(own["properties"])
    assert left_out <= {"entities", "associatedRefs"}  # deprecated, and for apps
    for field, schema in own["properties"].items():
        assert schema == published["properties"][field], field


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


def test_bluesky_identifiers(specs: Path) -> None:
    cases = json.loads((specs / "bluesky" / "interop-syntax.json").read_text(encoding="utf-8"))["cases"]
    tid = bluesky_lexicon.TID
    assert all(tid.fullmatch(text) for text in cases["tid_syntax_valid"])
    assert not any(tid.fullmatch(text) for text in cases["tid_syntax_invalid"])
    for name, case in (("did", "did"), ("at-uri", "aturi"), ("datetime", "datetime")):
        wrong = [text for text in cases[f"{case}_syntax_valid"] if not bluesky_lexicon.has_format(text, name)]
        assert wrong == []
    wrong = [text for text in cases["datetime_syntax_invalid"] if bluesky_lexicon.has_format(text, "datetime")]
    assert wrong == []
