"""Front matter as a build kept it, typed again without being validated again: that was done when its file was read.

Pydantic first has to build what validates a model, which takes as long as half of a check of files that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

ModelOf = TypeVar("ModelOf", bound=BaseModel)
Reader = Callable[[Any], Any]
LARGE = 50_000
"""Characters from which on pydantic is quicker: it reads rows in native code."""


class _Unknown(Exception):
    """A type that is left to pydantic."""


def rebuilt(model: type[ModelOf], kept: str) -> ModelOf:
    """The model of what `model_dump_json` of it has given."""
    readers = _readers(model) if len(kept) < LARGE else None
    return model.model_validate_json(kept) if readers is None else _made(model, readers, orjson.loads(kept))


def _made(model: type[ModelOf], readers: Mapping[str, Reader], data: Mapping[str, Any]) -> ModelOf:
    values = {name: readers.get(name, _same)(value) for name, value in data.items()}
    return model.model_construct(set(values), **values)


@cache
def _readers(model: type[BaseModel]) -> Mapping[str, Reader] | None:
    """How each field's value is read, by its name in the file; None where one is left to pydantic."""
    try:
        return {field.alias or name: _reader(field.annotation) for name, field in model.model_fields.items()}
    except _Unknown:
        return None


def _same(value: Any) -> Any:
    return value


_PLAIN: Mapping[Any, Reader] = {
    **dict.fromkeys((Any, str, int, bool, NoneType), _same),
    float: float,
    Decimal: Decimal,
    date: date.fromisoformat,
}


def _reader(kind: Any) -> Reader:
    """How a value of this type is read from JSON. Raises _Unknown."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _reader(args[0])
    if origin is Literal:
        return _same
    if origin in (Union, UnionType):
        return _one_of([one for one in args if one is not NoneType])
    if origin is list:
        each = _reader(args[0])
        return _same if each is _same else lambda value: [*map(each, value)]
    if origin is dict and _reader(args[0]) is _same:
        of = _reader(args[1])
        return _same if of is _same else lambda value: {key: of(one) for key, one in value.items()}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and issubclass(kind, BaseModel) and (readers := _readers(kind)) is not None:
        return lambda value: _made(kind, readers, value)
    raise _Unknown


def _one_of(kinds: list[Any]) -> Reader:
    """Of several only those whose values are as JSON has them."""
    readers = [*map(_reader, kinds)]
    if all(read is _same for read in readers):
        return _same
    if len(readers) > 1:
        raise _Unknown
    return lambda value: None if value is None else readers[0](value)
