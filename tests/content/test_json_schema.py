"""The schemas that editors get agree with what the reader takes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from jsonschema import Draft7Validator
from small_brand import BROKEN, OPTIONS, SETTINGS

from smmgen.config import Config
from smmgen.content.schema import config_schema, front_matter_schema

FRONT: dict[str, Any] = front_matter_schema(OPTIONS)
CONFIG: dict[str, Any] = config_schema(SETTINGS)


@pytest.mark.parametrize("schema", [FRONT, CONFIG], ids=["front matter", "smm.toml"])
def test_is_a_schema(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("schema", [FRONT, CONFIG], ids=["front matter", "smm.toml"])
def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    assert references(schema) <= {f"#/definitions/{name}" for name in schema["definitions"]}


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
    assert Draft7Validator(FRONT).is_valid(front) == good


PROJECT = """
[project]
name = "Teplo"
[accounts.page]
platform = "vk"
[accounts.news]
platform = "telegram"
[hashtags]
brand = ["Teplo"]
[rubrics.useful]
title = "Useful"
[audiences.students]
title = "Students"
"""


@pytest.mark.parametrize(
    ("front", "good"),
    [
        ({"platforms": ["page", "telegram"]}, True),
        ({"platforms": "vk"}, True),
        ({"platforms": ["page"], "page": {"kind": "useful", "hashtags": ["$brand", "coffee"]}}, True),
        ({"platforms": ["page"], "kind": None, "hashtags": "coffee", "targeting": {"audience": "students"}}, True),
        ({"platforms": ["pgae"]}, False),
        ({"platforms": ["mastodon"]}, False),
        ({"platforms": ["page"], "pgae": {}}, False),
        ({"platforms": ["page"], "kind": "usefull"}, False),
        ({"platforms": ["page"], "hashtags": ["$brnad"]}, False),
        ({"platforms": ["page"], "page": {"hashtags": "$brnad"}}, False),
        ({"platforms": ["page"], "targeting": {"audience": "pupils"}}, False),
    ],
)
def test_front_matter_of_one_project(front: dict[str, Any], good: bool) -> None:
    schema = front_matter_schema(OPTIONS, Config.model_validate(tomllib.loads(PROJECT)))
    Draft7Validator.check_schema(schema)
    assert Draft7Validator(schema).is_valid(front) == good


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
    assert Draft7Validator(CONFIG).is_valid(config) == good


def test_a_real_config() -> None:
    config = tomllib.loads((BROKEN / "smm.toml").read_text("utf-8"))
    assert list(Draft7Validator(CONFIG).iter_errors(config)) == []


def test_every_key_is_described() -> None:
    """Editors show descriptions; a key without one helps nobody."""
    for name, definition in {"front matter": FRONT, **FRONT["definitions"]}.items():
        for key, part in definition.get("properties", {}).items():
            assert "description" in part or "$ref" in part or name in ("TelegramOptions", "VkOptions"), f"{name}.{key}"
