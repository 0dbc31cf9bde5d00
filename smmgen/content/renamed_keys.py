"""Renamed keys of smm.toml. The old names keep working, and `smm check` reports them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from smmgen.content.config_problems import Trouble
from smmgen.content.layout import CONFIG
from smmgen.content.toml_positions import Key, parts_of, place, places
from smmgen.diagnostics import Code, Diagnostic, Fix, Severity, Span, diagnose

RENAMED_SETTING = Code(
    "SMM136",
    "renamed-setting",
    Severity.WARNING,
    False,
    "A key in smm.toml was renamed. The old name still works; `smm check --fix` replaces it with the new one and "
    "changes nothing else in the file.\n\n"
    "Wrong:\n\n```toml\n[publish]\nflood = 3\n```\n\nRight:\n\n```toml\n[publish]\nmax_posts_per_run = 3\n```",
)

ANY = "*"
NEW_NAMES: Mapping[Key, str] = {
    ("publish", "flood"): "max_posts_per_run",
    ("publish", "quiet"): "takeover_after",
    ("accounts", ANY, "flood"): "max_posts_per_run",
    ("rules", "repeat"): "repeat_within",
}
"""The old key -> its name now. `ANY` stands for every name."""


def with_new_names(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every old key under its new name; where both stand, the new one counts."""
    made = deepcopy(dict(data))
    for path, new in list(_old_keys(made)):
        table = _table(made, path)
        table.setdefault(new, table.pop(path[-1]))
    return made


def given_twice(data: Mapping[str, Any]) -> Iterator[Trouble]:
    """Both the old and the new key are set."""
    for path, new in _old_keys(data):
        if new in _table(data, path):
            yield Trouble(path, f"`{path[-1]}` is the old name of `{new}`, which is given too", "delete one of the two")


def findings(text: str) -> Iterator[Diagnostic]:
    """One for every old key in the text of smm.toml, with the edit that renames it. An old key in an inline table is
    reported at the table and is not edited."""
    found, lines = places(text), text.split("\n")
    for path, new in _old_keys(tomllib.loads(text)):
        line, column = place(found, path)
        span = _last_part(lines[line - 1], line, column)
        fixes = (Fix(span, new),) if path in found else ()
        hint = f"{'`smm check --fix` renames it' if fixes else 'rename it'}; the old name goes on working"
        yield diagnose(RENAMED_SETTING, CONFIG, span, f"`{path[-1]}` is called `{new}` now", hint, fixes=fixes)


def new_name(path: Key) -> str | None:
    """What the key at this path is called now; None: as it is."""
    if path[:1] == ("accounts",) and len(path) == 3:
        path = ("accounts", ANY, path[2])
    return NEW_NAMES.get(path)


def _old_keys(data: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for *around, old in NEW_NAMES:
        for path, table in _tables(data, around):
            if old in table:
                yield (*path, old), NEW_NAMES[(*around, old)]


def _table(data: Mapping[str, Any], path: Key) -> dict[str, Any]:
    """The table that the key at this path stands in."""
    table: Any = data
    for step in path[:-1]:
        table = table[step]
    found: dict[str, Any] = table
    return found


def _tables(data: Any, around: list[str], path: Key = ()) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """The tables at this place, with their paths. What is no table is reported elsewhere."""
    if not isinstance(data, dict):
        return
    if not around:
        yield path, data
        return
    for name in data if around[0] == ANY else [around[0]]:
        yield from _tables(data.get(name), around[1:], (*path, name))


def _last_part(text: str, line: int, column: int) -> Span:
    """Where the last piece of the dotted key in this line stands, quotes included."""
    start, end = (parts_of(text, column - 1) or [(0, 0)])[-1]
    return Span(line, start + 1, line, end + 1)
