"""Sums in front matter that can mean two things: YAML reads `30.000` as thirty, and many mean thirty thousand by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from smmgen.content import codes
from smmgen.content.collector import Report
from smmgen.content.documents.values import Expense, Money
from smmgen.content.source import Field, Source

_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def check_sums(source: Source, front: BaseModel, report: Report) -> None:
    """Report those of `Money` and `Expense`; other numbers are never grouped."""
    for field in _fractions(source.data, ()):
        written = _written(source, field)
        if _GROUPED.fullmatch(written) and _is_sum(front, field):
            message = f"`{written}` can be {written.replace('.', '')} or {written.rstrip('0').rstrip('.')}"
            report.field(codes.INVALID_VALUE, field, message, "write one of these")


def _fractions(value: Any, field: Field) -> Iterator[Field]:
    if isinstance(value, float):
        yield field
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _fractions(one, (*field, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _fractions(one, (*field, index))


def _written(source: Source, field: Field) -> str:
    line, start, _, end = source.span(field)
    return source.text.split("\n")[line - 1][start - 1 : end - 1]


def _is_sum(front: object, field: Field) -> bool:
    """Some part of the way to it is a sum."""
    found: Any = front
    for key in field:
        if isinstance(found, Money | Expense):
            return key == "amount"
        try:
            found = getattr(found, key) if isinstance(key, str) and not isinstance(found, dict) else found[key]
        except (AttributeError, LookupError):
            return False
    return isinstance(found, Money | Expense)
