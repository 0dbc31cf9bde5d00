"""JSON Schemas of front matter and of smm.toml, for editors: draft-07, the newest that their tools take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from smmgen.config import Account, Config
from smmgen.content.documents.kind import AnyKind
from smmgen.content.documents.post import POST
from smmgen.content.model import Targeting
from smmgen.content.overrides import Overrides
from smmgen.secret_sources import ShortKeys

DIALECT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]
Models = Mapping[str, type[BaseModel]]


def front_matter_schema(
    options: Models, config: Config | None = None, audiences: Iterable[str] = (), kind: AnyKind = POST
) -> Schema:
    """Of a kind that is sent. `options`: platform name -> the model of `targeting.<platform>`.

    With `config`, only what smm.toml declares is allowed: accounts, rubrics, hashtag sets, and the audiences there and
    in files (`audiences`). Without it, any other key is taken for an account's name.
    """
    refs, definitions = _definitions([kind.model, Targeting, Overrides, *options.values()])
    targets = definitions[refs[Targeting]]
    targets["additionalProperties"] = False
    for name, model in options.items():
        targets["properties"][name] = _ref(refs[model])
    overrides = _ref(refs[Overrides])
    own = definitions[refs[Overrides]]
    schema = definitions.pop(refs[kind.model])
    schema["required"] = [*schema.get("required", ()), "platforms"]
    schema["additionalProperties"] = False if config else overrides
    schema["properties"] |= dict.fromkeys((*options, *(config.accounts if config else ())), overrides)
    if config:
        _restrict(schema, [schema, own], targets, config, audiences)
    return _rooted(schema, definitions, _title(kind), f"Keys at the top of {_article(kind)} in {kind.folder}")


def document_schema(kind: AnyKind) -> Schema:
    """Front matter of a kind that is not sent."""
    refs, definitions = _definitions([kind.model])
    return _rooted(definitions.pop(refs[kind.model]), definitions, _title(kind), kind.summary)


def _title(kind: AnyKind) -> str:
    return f"Front matter of {_article(kind)}"


def _article(kind: AnyKind) -> str:
    return f"{'an' if kind.name[0] in 'aeiou' else 'a'} {kind.name}"


def _restrict(
    schema: Schema, holders: Sequence[Schema], targets: Schema, config: Config, audiences: Iterable[str]
) -> None:
    """Allow the names of this project only."""
    platforms = dict.fromkeys(account.platform for account in config.accounts.values())
    _among(schema["properties"], "platforms", [*platforms, *config.accounts])
    _among(targets["properties"], "audience", [*config.audiences, *audiences])
    for holder in holders:
        _among(holder["properties"], "kind", config.rubrics)
        sets = {"enum": [f"${name}" for name in config.hashtags]}
        _entries(holder["properties"], "hashtags", {"anyOf": [sets, {"type": "string", "pattern": "^[^$]"}]})


def _among(properties: dict[str, Schema], key: str, names: Iterable[str]) -> None:
    _entries(properties, key, {"enum": list(dict.fromkeys(names))})


def _entries(properties: dict[str, Schema], key: str, value: Schema) -> None:
    """The key holds what `value` describes, a list of it, or nothing, as far as it did before."""
    forms = [form.get("type") for form in properties[key].get("anyOf", [properties[key]])]
    allowed: dict[str, Schema] = {
        "array": {"type": "array", "items": value},
        "string": value,
        "null": {"type": "null"},
    }
    kept = {name: part for name, part in properties[key].items() if name in ("title", "description", "default")}
    properties[key] = {**kept, "anyOf": [allowed[str(form)] for form in forms]}


def config_schema(settings: Models) -> Schema:
    """`settings`: platform name -> the model of its own account keys."""
    refs, definitions = _definitions([Config, Account, ShortKeys, *settings.values()])
    account = definitions[refs[Account]]
    del account["properties"]["name"], account["additionalProperties"]
    account["properties"] |= definitions.pop(refs[ShortKeys])["properties"]
    account["properties"]["platform"]["enum"] = list(settings)
    own = [(name, definitions[refs[model]]) for name, model in settings.items()]
    account["allOf"] = [_settings(name, model, account["properties"]) for name, model in own]
    return _rooted(definitions.pop(refs[Config]), definitions, "smm.toml", "The project, its accounts and its habits")


def _settings(platform: str, model: Schema, common: Schema) -> Schema:
    """An account of that platform has the keys of every account and the platform's own."""
    properties = {**dict.fromkeys(common, True), **model.get("properties", {})}
    then = {"properties": properties, "additionalProperties": False, "required": model.get("required", [])}
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
    whole = {**schema, "title": title, "description": description, "definitions": definitions}
    return {"$schema": DIALECT, **_older(whole)}


def _older(part: Any) -> Any:
    """The same in draft-07: other names, and a `$ref` hides what stands beside it."""
    if isinstance(part, list):
        return [_older(one) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: _older(value) for key, value in part.items()}
    if isinstance(found.get("$ref"), str):
        ref = {"$ref": found.pop("$ref").replace("#/$defs/", "#/definitions/")}
        return {**found, "allOf": [ref]} if found else ref
    if isinstance(found.get("prefixItems"), list):
        found["additionalItems"] = found.pop("items", True)
        found["items"] = found.pop("prefixItems")
    return found
