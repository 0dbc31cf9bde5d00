"""Sentences of ours that are English everywhere but on pages, which say them in the project's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any


class Phrase(str):
    """English, made of a pattern, such as `{person} approved it before {what}`, and values, which may be phrases. A
    pattern without values is the phrase itself, whatever is in it."""

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, **values: object) -> Phrase:
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern, made.values = pattern, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """Processes hand them to each other."""
        return (self.pattern,), dict(self.values)


def spoken(said: str, words: Mapping[str, str]) -> str:
    """A phrase as `words` have it, pattern -> pattern; English where they lack it. Any other text, such as content or
    an error of the system, stays as it is."""
    if not isinstance(said, Phrase):
        return said
    values = {name: spoken(value, words) if isinstance(value, str) else value for name, value in said.values.items()}
    pattern = words.get(said.pattern, said.pattern)
    return pattern.format(**values) if values else pattern


def separated(said: Iterable[str], by: str) -> str:
    """`by.join(said)`, of phrases a phrase."""
    first, *more = [*said] or [""]
    return reduce(lambda one, other: Phrase(f"{{one}}{by}{{other}}", one=one, other=other), more, first)
