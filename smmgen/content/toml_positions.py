"""Positions of the tables and keys of a TOML file: tomllib gives values without positions."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping

Key = tuple[str, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[(\[?)[ \t]*({_KEY})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_KEY})[ \t]*=")
_TRIPLE = re.compile(r'"""|\'\'\'')


_TOKEN = re.compile(
    r"""\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''.*?'''|(?P<part>[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
    r"""|\#[^\n]*|(?P<dot>[ \t]*\.[ \t]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<other>[\s\S])""",
    re.DOTALL,
)


def too_deep(text: str, most: int) -> tuple[int, int] | None:
    """Line and column where keys or values stand more than `most` deep in each other; None in nearly every file.

    tomllib needs memory for the square of a dotted key, and recursion for values in each other.
    """
    depth = parts = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        parts = parts + (kind == "dot") if kind in ("part", "dot") else 0
        depth += (kind == "open") - (kind == "close" and depth > 0)
        if depth + parts > most:
            return text.count("\n", 0, token.start()) + 1, token.start() - text.rfind("\n", 0, token.start())
    return None


def places(text: str) -> dict[Key, tuple[int, int]]:
    """Path of a table or key -> line and column, from 1. Keys of inline tables are not listed; ask for their parent.
    Tables of an array are counted from 0: `("review", "1", "needs")`."""
    found: dict[Key, tuple[int, int]] = {}
    table: Key = ()
    arrays = Counter[Key]()
    for number, line in _lines(text):
        if header := _TABLE.match(line):
            table = _counted(_parts(header[2]), arrays)
            if header[1]:
                arrays[table] += 1
                table = (*table, str(arrays[table] - 1))
            _note(found, table, (number, header.start(2) + 1))
        elif pair := _PAIR.match(line):
            _note(found, (*table, *_parts(pair[1])), (number, pair.start(1) + 1))
    return found


def _counted(table: Key, arrays: Mapping[Key, int]) -> Key:
    """The table where it lies in the last one of an array: `[review.when]` below the first `[[review]]`."""
    found: Key = ()
    for step in table[:-1]:
        found = (*found, step)
        if number := arrays.get(found):
            found = (*found, str(number - 1))
    return (*found, *table[-1:])


def parts_of(line: str, start: int) -> list[tuple[int, int]]:
    """Where each piece of the dotted key stands that begins there, as indexes into the line."""
    key = re.compile(_KEY).match(line, start)
    return [found.span() for found in re.compile(_PART).finditer(line, start, key.end())] if key else []


def _note(found: dict[Key, tuple[int, int]], key: Key, at: tuple[int, int]) -> None:
    """The key begins here, and so does every table that was not there before."""
    for end in range(1, len(key) + 1):
        found.setdefault(key[:end], at)


def place(found: dict[Key, tuple[int, int]], key: tuple[str | int, ...]) -> tuple[int, int]:
    """The place of the key, else of the nearest table around it, else the top."""
    path = tuple(str(step) for step in key)
    while path and path not in found:
        path = path[:-1]
    return found.get(path, (1, 1))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines; those inside a multi-line string are left out."""
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not inside:
            yield number, line
        for quotes in _TRIPLE.findall(line):
            if not inside:
                inside = quotes
            elif inside == quotes:
                inside = ""


def _parts(key: str) -> Key:
    """The steps of a dotted key, unquoted by tomllib itself."""
    steps: list[str] = []
    value = tomllib.loads(f"{key} = 0")
    while isinstance(value, dict):
        step, value = next(iter(value.items()))
        steps.append(step)
    return tuple(steps)
