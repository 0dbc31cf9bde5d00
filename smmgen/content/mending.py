"""Edits of single values: what is written at a place gives way to what was meant, quoted as it was."""

from __future__ import annotations

import re

from smmgen.content.source import Field, Source, lines_of
from smmgen.content.yaml_text import yaml_text
from smmgen.diagnostics import Fix, Span

_WORD = re.compile(r"[\w$]")
_MARKED = re.compile(r":(?!\S)|\s#")
"""What ends a text without quotes."""
_SIGN = re.compile(r"[^\w$./+~=?&%:@ -]")
"""Signs that may mean something in YAML, where they stand."""


def replaced(source: Source, span: Span, was: str, now: str, *, safe: bool = False) -> tuple[Fix, ...]:
    """`now` where `was` stands; none where it does not stand there alone."""
    written = _written(source, span)
    if written == was:
        return (Fix(span, now if span.line >= source.body_line else _in_yaml(now, was), safe),)
    sign = written[:1]
    if sign and written == f"{sign}{was}{sign}" and sign in "\"'" and sign not in now and "\\" not in now:
        return (Fix(span, f"{sign}{now}{sign}", safe),)
    return ()


def _in_yaml(now: str, was: str) -> str:
    """As a YAML text where another one stands without quotes: plain, too, if that is certain to be read."""
    is_plain = bool(_WORD.match(now)) and not _MARKED.search(now) and set(_SIGN.findall(now)) <= set(was)
    return now if is_plain else yaml_text(now)


def _written(source: Source, span: Span) -> str:
    """What stands there, where that is within one line."""
    if span.line != span.end_line:
        return ""
    return lines_of(source.text)[span.line - 1][span.column - 1 : span.end_column - 1]


def without_entry(source: Source, field: Field, *, safe: bool = False) -> tuple[Fix, ...]:
    """One entry of a list in brackets on one line is taken out, with its comma; none where it is the only one."""
    at = field[-1]
    place, whole = source.values.get(field), source.values.get(field[:-1])
    if place is None or whole is None or whole.line != whole.end_line or not isinstance(at, int):
        return ()
    before, behind = source.values.get((*field[:-1], at - 1)), source.values.get((*field[:-1], at + 1))
    if not _written(source, whole).startswith("[") or (before is None and behind is None):
        return ()
    start = before.end_column if before else place.column
    end = place.end_column if before or behind is None else behind.column
    return (Fix(Span(place.line, start, place.line, end), "", safe),)
