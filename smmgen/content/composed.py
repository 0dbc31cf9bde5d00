"""Text in composed form: `й` is one sign (Unicode NFC), however it was typed or copied.

Networks do not compose it: Telegram ends a hashtag before the second sign of `й`, and a tag would stand twice. Posts
are composed when they are read, so that everything after works on one form; places in them are turned back.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import regex

from smmgen.diagnostics import Diagnostic, Fix, Span

Lines = Mapping[int, str]
"""The lines of a file that composing changes, as they stand there; by number, from 1."""

_CLUSTER = regex.compile(r"\X")


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def composed_data(value: Any, depth: int = 10, *, keys: bool = True) -> Any:
    """The same with every text in it, and with `keys` every key; what is nested deeper is no data of ours and stays."""
    match value:
        case str():
            return composed(value)
        case list() if depth:
            return [composed_data(item, depth - 1, keys=keys) for item in value]
        case dict() if depth:
            items = ((composed(str(key)) if keys else key, item) for key, item in value.items())
            return {key: composed_data(item, depth - 1, keys=keys) for key, item in items}
    return value


def changed_lines(text: str) -> Lines:
    """Those that composing changes. It joins no lines."""
    if unicodedata.is_normalized("NFC", text):
        return {}
    lines = enumerate(text.split("\n"), 1)
    return {number: line for number, line in lines if not unicodedata.is_normalized("NFC", line)}


def on_disk(found: Iterable[Diagnostic], lines: Lines) -> list[Diagnostic]:
    """The diagnostics of a composed text, their places and edits in the file as it stands."""
    if not lines:
        return list(found)
    return [
        replace(one, span=as_written(one.span, lines), fixes=tuple(_fix(fix, lines) for fix in one.fixes))
        for one in found
    ]


def _fix(fix: Fix, lines: Lines) -> Fix:
    return fix._replace(span=as_written(fix.span, lines))


def as_written(span: Span, lines: Lines) -> Span:
    """A place in the composed text, in the file."""
    line, column, end_line, end_column = span
    return Span(line, _column(line, column, lines), end_line, _column(end_line, end_column, lines))


def _column(number: int, column: int, lines: Lines) -> int:
    """What is inside a sign that composing made counts from the sign's beginning."""
    if number not in lines:
        return column
    short, long = _starts(lines[number])
    index = bisect_right(short, column - 1) - 1
    return long[index] + column - short[index]


@lru_cache(maxsize=64)
def _starts(line: str) -> tuple[list[int], list[int]]:
    """Where every cluster of the line begins, and the end: composed, and as it stands."""
    clusters = _CLUSTER.findall(line)
    return (
        list(accumulate((len(composed(cluster)) for cluster in clusters), initial=0)),
        list(accumulate(map(len, clusters), initial=0)),
    )
