"""Kinds of parameters: how a value is read from the text of a form, and what is taken."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A kind of parameter. `read` makes a JSON value of what stands in a form or query; `take` checks a JSON value and
    gives what the network works with. Both raise `ValueError` that says what is wrong, such as `is not of type int`."""

    name: str
    take: Callable[[Any], Any]
    read: Callable[[Any], Any] = lambda value: value


Spec = str | tuple[str, ...] | Kind
"""The name of a kind, the texts that are allowed, or a kind made for one parameter."""


def of_type(
    name: str, *types: type, read: Callable[[str], Any] = str, check: Callable[[Any], bool] | None = None
) -> Kind:
    """A kind whose JSON values have one of these types exactly (`True` is no int) and pass `check`."""

    def take(value: Any) -> Any:
        if type(value) not in types or (check is not None and not check(value)):
            raise ValueError(f"is not of type {name}")
        return value

    def from_form(value: Any) -> Any:
        try:
            return read(value) if isinstance(value, str) else value
        except (ValueError, KeyError, RecursionError) as error:
            raise ValueError(f"is not of type {name}") from error

    return Kind(name, take, from_form)


def choice(*texts: str) -> Kind:
    """One of these texts."""

    def take(value: Any) -> Any:
        if value not in texts:
            raise ValueError(f"is not one of {', '.join(texts)}")
        return value

    return Kind("choice", take)


def text(least: int = 0, most: int | None = None, length: Callable[[str], int] = len) -> Kind:
    """A text of so many characters, or of what `length` counts."""
    return _measured("str", KINDS["str"], length, least, most, "characters")


def number(least: float | None = None, most: float | None = None, name: str = "int") -> Kind:
    """An `int`, `uint` or `float` within bounds."""
    return _measured(name, KINDS[name], lambda value: value, least, most, "")


def several(least: int = 0, most: int | None = None, name: str = "strings") -> Kind:
    """A list of a kind (`strings`, `array`, `objects`, `list`) with so many items."""
    return _measured(name, KINDS[name], len, least, most, "items")


def parts(specs: Mapping[str, Spec]) -> Kind:
    """An object with these parts and no others; in a form `name[part]`, which `read_nested` puts together."""

    def take(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("is not an object")
        return {name: _of_part(specs, name, "take", part) for name, part in value.items()}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: _of_part(specs, name, "read", part) for name, part in value.items()}

    return Kind("parts", take, read)


def _of_part(specs: Mapping[str, Spec], name: str, step: str, value: Any) -> Any:
    if name not in specs:
        raise ValueError(f"{name} is not a parameter of this call")
    try:
        return getattr(kind_of(specs[name], {}), step)(value)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from error


def kind_of(spec: Spec, own: Mapping[str, Kind]) -> Kind:
    """The kind a table names; `own` are the network's own kinds, which go first."""
    if isinstance(spec, Kind):
        return spec
    return choice(*spec) if isinstance(spec, tuple) else own.get(spec) or KINDS[spec]


def integer(text: str) -> int:
    """Raises `ValueError` for blanks, a plus and more than 18 digits, which `int` takes."""
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise ValueError(text)
    return int(text)


def _measured(
    name: str, kind: Kind, measure: Callable[[Any], float], least: float | None, most: float | None, unit: str
) -> Kind:
    def take(value: Any) -> Any:
        taken = kind.take(value)
        size = measure(taken)
        if (least is not None and size < least) or (most is not None and size > most):
            bounds = [f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None)
            raise ValueError(f"has {size} {unit}: {', '.join(bounds)}" if unit else f"is {size}: {', '.join(bounds)}")
        return taken

    return Kind(name, take, kind.read)


def _time(value: Any) -> float:
    """ISO 8601 with its zone, as Unix seconds: without one a server takes it for UTC, which nobody means."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("is not an ISO 8601 time") from error
    if at.tzinfo is None:
        raise ValueError("has no time zone")
    return at.timestamp()


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",")] if text else []


def _all(kind: type) -> Callable[[Any], bool]:
    return lambda value: all(isinstance(item, kind) for item in value)


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_MADE = (
    of_type("str", str),
    of_type("int", int, read=integer),
    of_type("uint", int, read=integer, check=lambda value: value >= 0),
    of_type("float", int, float, read=float, check=math.isfinite),
    of_type("bool", bool, read=_BOOLEANS.__getitem__),
    of_type("language", str, check=lambda value: bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value))),
    of_type("strings", list, check=_all(str)),
    of_type("list", list, read=_listed, check=_all(str)),
    of_type("array", list, read=json.loads),
    of_type("objects", list, read=json.loads, check=_all(dict)),
    of_type("object", dict, read=json.loads),
    Kind("time", _time),
    Kind("any", lambda value: value),
)
KINDS = {kind.name: kind for kind in _MADE}
"""Those a table can name: `list` is a text with commas, `strings` a list of texts (`name[]` in a form), `array` any
list, `objects` a list of objects, `time` an ISO 8601 time with its zone, taken as Unix seconds."""
