"""Overrides: fields under a platform's or account's name replace the post's own, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, create_model

from smmgen.content.documents.base import Model
from smmgen.content.model import Fields, FrontMatter


def _optional() -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (info.rebuild_annotation() | None, Field(None, description=info.description))
        for name, info in Fields.model_fields.items()
    }
    return create_model("Overrides", __base__=Model, __doc__="Any of a post's fields; null removes it.", **fields)


Overrides: type[BaseModel] = _optional()
"""All of `Fields`, none required; `model_fields_set` tells which were written."""


def overridden(front: FrontMatter, given: Mapping[str, BaseModel]) -> tuple[Fields, dict[str, str]]:
    """The fields with `given` applied in order (platform, then account), and the name each changed one stands under."""
    update: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, override in given.items():
        for key in override.model_fields_set:
            value = getattr(override, key)
            update[key] = Fields.model_fields[key].get_default(call_default_factory=True) if value is None else value
            origins[key] = name
    return (front.model_copy(update=update), origins) if update else (front, origins)
