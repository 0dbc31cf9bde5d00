"""Telegram: the length of a text and its entities (Telegram Bot API, MessageEntity and Formatting options).

Lengths are in code points, offsets in UTF-16 units. The real server drops what it cannot use without a word; here every
such entity is an error, so that a brand does not find out from its readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

MOST_ENTITIES = 100
_NESTING = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_CODE = {"code", "pre"}
_PREFIXES = {"mention": "@", "hashtag": "#", "cashtag": "$", "bot_command": "/", "phone_number": "+"}
_OWN_FIELDS: dict[str, tuple[dict[str, type], tuple[str, ...]]] = {
    "text_link": ({"url": str}, ("url",)),
    "text_mention": ({"user": dict}, ("user",)),
    "pre": ({"language": str}, ()),
    "custom_emoji": ({"custom_emoji_id": str}, ("custom_emoji_id",)),
    "date_time": ({"unix_time": int, "date_time_format": str}, ("unix_time",)),
}
TYPES = _NESTING | _QUOTES | _CODE | set(_PREFIXES) | set(_OWN_FIELDS) | {"url", "email"}
_LINK = re.compile(r"(https?://[^\s/]+\S*|tg://\S+|mailto:\S+@\S+)")


def check_text(text: str, entities: Any, most: int, what: str, fail: Callable[[str], Exception]) -> None:
    """Raise `fail(description)` for a text of over `most` code points, or entities the server would not take.

    `what` begins the server's own sentence: `message`, `message caption`.
    """
    if "\x00" in text:
        raise fail("strings must not contain NUL")
    if len(text.strip()) > most:
        raise fail(f"{what} is too long")
    try:
        _check_entities(text, entities)
    except ValueError as error:
        raise fail(f"can't parse entities: {error}") from error


def _check_entities(text: str, entities: Any) -> None:
    if not isinstance(entities, list):
        raise ValueError("they must be an array")
    if len(entities) > MOST_ENTITIES:
        raise ValueError(f"there are {len(entities)}, more than {MOST_ENTITIES} are dropped")
    units = text.encode("utf-16-le")
    for entity in entities:
        _check_entity(entity, units)
    for one, other in combinations(entities, 2):
        _check_pair(one, other)


def _check_entity(entity: Any, units: bytes) -> None:
    if not isinstance(entity, dict):
        raise ValueError("an entity must be an object")
    kind = entity.get("type")
    if kind not in TYPES:
        raise ValueError(f"unknown type {kind!r}")
    _check_fields(entity, kind)
    covered = _covered(entity, units)
    if not covered.strip():
        raise ValueError(f"a {kind} covers no visible text")
    if not covered.startswith(_PREFIXES.get(kind, "")):
        raise ValueError(f"a {kind} covers {covered!r}")


def _check_fields(entity: Mapping[str, Any], kind: str) -> None:
    own, required = _OWN_FIELDS.get(kind, ({}, ()))
    types: dict[str, type] = {"type": str, "offset": int, "length": int, **own}
    for name, value in entity.items():
        if name not in types:
            raise ValueError(f"a {kind} has no field {name!r}")
        if type(value) is not types[name]:
            raise ValueError(f"{name!r} of a {kind} is not of type {types[name].__name__}")
    for name in ("offset", "length", *required):
        if name not in entity:
            raise ValueError(f"a {kind} needs {name!r}")
    if kind == "text_link" and not _LINK.fullmatch(entity["url"]):
        raise ValueError(f"the link {entity['url']!r} would be dropped")


def _covered(entity: Mapping[str, Any], units: bytes) -> str:
    """The text under an entity. Raises `ValueError` where it is outside the text or splits a character."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if start < 0 or entity["length"] < 1 or end > len(units) // 2:
        size = len(units) // 2
        raise ValueError(f"a {entity['type']} of {start}..{end} is not inside the text of {size} UTF-16 units")
    try:
        return units[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise ValueError(f"a {entity['type']} of {start}..{end} splits a character") from error


def _check_pair(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """Two entities with common characters: one is inside the other, and only where their types may nest."""
    first, second = _span(one), _span(other)
    if first[1] <= second[0] or second[1] <= first[0]:
        return
    if not (_inside(first, second) or _inside(second, first)):
        raise ValueError(f"a {one['type']} and a {other['type']} overlap and neither contains the other")
    inner, outer = (one, other) if _inside(first, second) else (other, one)
    if not _may_nest(inner["type"], outer["type"], first == second):
        raise ValueError(f"a {inner['type']} cannot be inside a {outer['type']}")


def _may_nest(inner: str, outer: str, same_span: bool) -> bool:
    kinds = {inner, outer}
    if kinds & _CODE:
        return outer in _QUOTES or (same_span and inner in _QUOTES)
    if kinds <= _QUOTES or inner == outer:
        return False
    return bool(kinds & _NESTING) or outer in _QUOTES or (same_span and inner in _QUOTES)


def _span(entity: Mapping[str, Any]) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _inside(inner: Sequence[int], outer: Sequence[int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
