"""Hashtags as front matter writes them, to plain tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence


def expand(tags: Iterable[str], sets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Tags without `#`, `$name` replaced by the set of that name; order kept, a repeated tag (case ignored) dropped.

    Unknown sets are left away; the parser reports them.
    """
    found: dict[str, str] = {}
    for tag in _plain(tags, sets):
        found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def _plain(tags: Iterable[str], sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for tag in tags:
        for word in sets.get(tag[1:], ()) if tag.startswith("$") else (tag,):
            if bare := word.strip().removeprefix("#"):
                yield bare
