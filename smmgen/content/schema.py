"""JSON Schemas (draft 2020-12) of front matter and of smm.toml, for editors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from smmgen.config import Account, Config
from smmgen.content.model import FrontMatter, Targeting
from smmgen.content.overrides import Overrides

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
Models = Mapping[str, type[BaseModel]]


def front_matter_schema(options: Models) -> Schema:
    """`options`: platform name -> the model of `targeting.<platform>`. Any other key is taken for an account's name."""
    refs, definitions = _definitions([FrontMatter, Targeting, Overrides, *options.values()])
    targets = definitions[refs[Targeting]]
    targets["additionalProperties"] = False
    for name, model in options.items():
        targets["properties"][name] = _ref(refs[model])
    schema = definitions.pop(refs[FrontMatter])
    schema["properties"] |= {name: _ref(refs[Overrides]) for name in options}
    schema["additionalProperties"] = _ref(refs[Overrides])
    schema["required"] = ["platforms"]
    return _rooted(schema, definitions, "Front matter of a post", "Keys at the top of a post in content/posts")


def config_schema(settings: Models) -> Schema:
    """`settings`: platform name -> the model of its own account keys."""
    refs, definitions = _definitions([Config, Account, *settings.values()])
    account = definitions[refs[Account]]
    del account["properties"]["name"], account["additionalProperties"]
    account["properties"]["platform"]["enum"] = list(settings)
    account["allOf"] = [_settings(name, definitions[refs[model]]) for name, model in settings.items()]
    account["unevaluatedProperties"] = False
    return _rooted(definitions.pop(refs[Config]), definitions, "smm.toml", "The project, its accounts and its habits")


def _settings(platform: str, model: Schema) -> Schema:
    """The platform's keys, where the account is of that platform."""
    then = {key: model[key] for key in ("properties", "required") if key in model}
    return {"if": {"properties": {"platform": {"const": platform}}, "required": ["platform"]}, "then": then}


def _definitions(models: Sequence[type[BaseModel]]) -> tuple[dict[type[BaseModel], str], dict[str, Schema]]:
    """Model -> name of its definition, and all definitions."""
    unique = list(dict.fromkeys(models))
    keys, schema = models_json_schema([(model, "validation") for model in unique])
    refs = {model: keys[model, "validation"]["$ref"].rsplit("/", 1)[-1] for model in unique}
    return refs, schema["$defs"]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _rooted(schema: Schema, definitions: dict[str, Schema], title: str, description: str) -> Schema:
    return {"$schema": DIALECT, **schema, "title": title, "description": description, "$defs": definitions}
