"""Errors in a table of smm.toml, from its model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from smmgen.content import codes
from smmgen.content.schema_errors import MANY_KEYS, Complaint, complaints
from smmgen.content.source import Field

_SECRETS = frozenset(("token", "user_token", "password", "secret", "api_key", "key", "webhook"))
_SECRET_ENDINGS = ("_token", "_password", "_secret", "_key")
_STAY_OUT = (
    "secrets stay out of the project: put it into an environment variable, and its name in `token_env` or under "
    "`secrets`; or use a file, a program or the keyring"
)
_MEANT = re.compile("did you mean `(.+)`")
_TYPO = 0.9
"""How alike a key and what it was meant to be are; `application_secret` and `application_key` are less."""


class Trouble(NamedTuple):
    """One mistake in smm.toml, at a key."""

    field: Field
    message: str
    hint: str = ""


def invalid(
    model: type[BaseModel], data: dict[str, Any], prefix: Field, extra: Iterable[str] = (), known: str = MANY_KEYS
) -> Iterator[Trouble]:
    """What the model says against the data. `extra`: keys that are known besides the model's; `known`: the hint for a
    key that is near to none of so many."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        for found in complaints(error, data, model, lambda field: _written(data, field), extra):
            hint = _hint(found, _written(data, found.field))
            yield Trouble((*prefix, *found.field), found.message, known if hint == MANY_KEYS else hint)


def _hint(found: Complaint, written: str) -> str:
    """The complaint's hint, as TOML is written."""
    key = str(found.field[-1]) if found.field else ""
    if found.code is codes.UNKNOWN_KEY and (key in _SECRETS or key.endswith(_SECRET_ENDINGS)):
        return _secret_hint(key, found)
    if found.code is codes.MISSING_KEY:
        return found.hint.replace(": ...`", " = ...`")
    if found.hint == f"write a list: [{written}]":
        words = written.split() if key.endswith("command") else [written]
        return f"write a list: {json.dumps(words, ensure_ascii=False)}"  # TOML knows no bare words
    return found.hint


def _secret_hint(key: str, found: Complaint) -> str:
    """Of an unknown key that looks like a secret: it is misspelt, or it is one."""
    meant = _MEANT.match(found.hint)
    if meant and SequenceMatcher(None, key, meant[1]).ratio() > _TYPO:
        return found.hint
    if "media_upload" in found.field:
        example = f'{key} = {{env = "S3_{key.upper()}"}}'
        return f"secrets stay out of the project: say where it is, such as {example} under `secrets`"
    return _STAY_OUT


def _written(data: Any, field: Field) -> str:
    for step in field:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(data) if isinstance(data, str | int | float) else ""
