"""The schemas that editors get agree with what the reader takes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_brand import BROKEN, OPTIONS, SETTINGS

from smmgen.content.schema import config_schema, front_matter_schema

FRONT: dict[str, Any] = front_matter_schema(OPTIONS)
CONFIG: dict[str, Any] = config_schema(SETTINGS)


@pytest.mark.parametrize("schema", [FRONT, CONFIG], ids=["front matter", "smm.toml"])
def test_is_a_schema(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("schema", [FRONT, CONFIG], ids=["front matter", "smm.toml"])
def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    assert references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}


@pytest.mark.parametrize(
    ("front", "good"),
    [
        ({"platforms": ["vk"]}, True),
        ({"platforms": "vk", "link": "https://e.example", "hashtags": "a"}, True),
        ({"platforms": ["vk"], "vk": {"schedule": "2026-11-27 12:00", "title": None}}, True),
        ({"platforms": ["vk"], "vk_en": {"targeting": {"vk": {"from_group": True}}}}, True),
        ({"platforms": ["vk"], "targeting": {"age": "18+", "vk": {"close_comments": True}}}, True),
        ({}, False),
        ({"platforms": ["vk"], "hashtag": ["a"]}, False),
        ({"platforms": ["vk"], "vk": {"status": "draft"}}, False),
        ({"platforms": ["vk"], "targeting": {"vk": {"close": True}}}, False),
        ({"platforms": ["vk"], "targeting": {"plase": {}}}, False),
        ({"platforms": ["vk"], "status": "redy"}, False),
        ({"platforms": ["vk"], "title": 2026}, False),
    ],
)
def test_front_matter(front: dict[str, Any], good: bool) -> None:
    assert Draft202012Validator(FRONT).is_valid(front) == good


@pytest.mark.parametrize(
    ("account", "good"),
    [
        ({"platform": "vk", "post_with": "user"}, True),
        ({"platform": "telegram", "target": "@teplo"}, True),
        ({"platform": "telegram", "post_with": "user"}, False),
        ({"platform": "vkk"}, False),
        ({"target": 1}, False),
    ],
)
def test_account(account: dict[str, Any], good: bool) -> None:
    config = {"project": {"name": "Teplo"}, "accounts": {"page": account}}
    assert Draft202012Validator(CONFIG).is_valid(config) == good


def test_a_real_config() -> None:
    config = tomllib.loads((BROKEN / "smm.toml").read_text("utf-8"))
    assert list(Draft202012Validator(CONFIG).iter_errors(config)) == []


def test_every_key_is_described() -> None:
    """Editors show descriptions; a key without one helps nobody."""
    for name, definition in {"front matter": FRONT, **FRONT["$defs"]}.items():
        for key, part in definition.get("properties", {}).items():
            assert "description" in part or "$ref" in part or name in ("TelegramOptions", "VkOptions"), f"{name}.{key}"
