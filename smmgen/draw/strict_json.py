"""Objects in JSON that others wrote: the fields that are expected, of their types, and nothing that ends a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

_NAMES = {int: "a whole number", str: "a text", list: "a list"}


class Malformed(ValueError):
    """What is wrong, in words that follow the file's name, and in which line of it, 0 for none."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


def fields(
    data: bytes, required: Mapping[str, type], optional: Mapping[str, type] | None = None, *, others: bool = False
) -> dict[str, Any]:
    """The fields of an object. `others`: whether it may have more. Raises Malformed."""
    try:
        found = orjson.loads(data)
    except ValueError as error:
        raise Malformed(f"it is not JSON: {error}", getattr(error, "lineno", 0)) from None
    if not isinstance(found, dict):
        raise Malformed("it is not an object")
    known = {**required, **(optional or {})}
    if missing := [name for name in required if name not in found]:
        raise Malformed(f"`{missing[0]}` is missing")
    if more := [name for name in found if name not in known and not others]:
        raise Malformed(f"`{more[0]}` is not one of its fields")
    for name, kind in known.items():
        if name in found and type(found[name]) is not kind:  # True would do as an int
            raise Malformed(f"`{name}` is not {_NAMES[kind]}")
    return {name: value for name, value in found.items() if name in known}
