"""Answers as templates: JSON values with `{names}` in their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NAME = re.compile(r"\{(\w+(?:\.\w+)*)\}")


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its names replaced. A text that is one name, `"{id}"`, becomes the value, of whatever type;
    inside a text it becomes words. `{params.title}` goes into an object, and is None where that has no such key.

    Raises `KeyError` for a name that is not among the values. Values are put in as they are.
    """
    if isinstance(template, str):
        whole = _NAME.fullmatch(template)
        return _value(whole[1], values) if whole else _NAME.sub(lambda name: _words(_value(name[1], values)), template)
    if isinstance(template, Mapping):
        return {key: fill(part, values) for key, part in template.items()}
    return [fill(part, values) for part in template] if isinstance(template, list | tuple) else template


def _value(path: str, values: Mapping[str, Any]) -> Any:
    first, *rest = path.split(".")
    value = values[first]
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _words(value: Any) -> str:
    return "" if value is None else str(value)
