"""YAML text to data and places, in one walk over libyaml's events.

Types are those of YAML 1.2: `true` and `false` (core schema spellings, not yes, no, on, off), `null`, `~` and nothing
for None, and numbers as the JSON schema of YAML 1.2 (section 10.2) writes them. Everything else stays text as written,
so that `12:30`, `2026-11-27`, `0123` and `+79161234567` lose nothing. There are no anchors, aliases, tags, merge keys.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from smmgen.content import yaml_errors
from smmgen.content import yaml_mends as mends
from smmgen.content.parse_error import Edit, ParseError, Unusable
from smmgen.content.source import Field
from smmgen.content.yaml_errors import Refusal, explain
from smmgen.errors import UserError

if not yaml.__with_libyaml__:
    raise UserError("PyYAML was built without libyaml", "install it from a wheel: pip install --force-reinstall PyYAML")

MAX_DEPTH = 8
MAX_VALUES = 2000

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
_MAX_DIGITS = 40
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

NUL = "\0"
_NO_SIGN = re.compile(r"[\0\ud800-\udfff]")

Offsets = dict[Field, tuple[int, int]]


def resolve_plain(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789" and (found := _NUMBER.fullmatch(text)) and len(text) <= _MAX_DIGITS:
        if found[1] is None and found[2] is None:
            return int(text)
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def read_mapping(front: str, offset: int = 0) -> tuple[Any, Offsets, Offsets, list[ParseError]]:
    """Data, places of keys, places of values, flaws; all offsets are moved by `offset`.

    Raises `Unusable` where no data comes out. The data is a dict when there are no flaws; a list or scalar is a flaw.
    """
    if found := _CONTROL.search(front):
        raise Unusable(_invisible(found).moved(offset))
    walk = _Walk(front, offset)
    try:
        data = walk.document()
    except yaml.YAMLError as error:
        raise Unusable(*walk.flaws, explain(error, front).moved(offset)) from None
    except Unusable as unusable:
        raise Unusable(*walk.flaws, *unusable.flaws) from None
    return data, walk.keys, walk.values, walk.flaws


def _invisible(found: re.Match[str]) -> ParseError:
    return yaml_errors.INVISIBLE.at(*found.span(), number=ord(found[0]))


class _Walk:
    """One pass over the events; a field is the path of keys and list positions down to a value."""

    def __init__(self, front: str, offset: int) -> None:
        self._front, self._offset = front, offset
        self._next: Callable[[], Any] = yaml.CSafeLoader(front).get_event
        self._count = 0
        self._end = offset
        self.keys: Offsets = {}
        self.values: Offsets = {}
        self.flaws: list[ParseError] = []

    def document(self) -> Any:
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return {}
        first = self._next()
        data = self._value(first, (), 1)
        self._only_document()
        if isinstance(data, dict):
            return data
        if data is None:
            return {}
        self.flaws.append(self._not_mapping(data))
        return None

    def _only_document(self) -> None:
        self._next()
        event = self._next()
        if not isinstance(event, StreamEndEvent):
            raise Unusable(self._flaw(yaml_errors.SECOND_DOCUMENT, event))

    def _not_mapping(self, data: object) -> ParseError:
        start, end = self.values[()]
        first_line = self._front[start - self._offset : end - self._offset].partition("\n")[0]
        refusal = yaml_errors.A_LIST if isinstance(data, list) else yaml_errors.NO_KEYS
        at = start - self._offset
        edits = (
            mends.as_platforms(self._front, data, at) if isinstance(data, list) else mends.with_space(self._front, at)
        )
        return self._with(refusal.at(start, start + len(first_line)), edits)

    def _value(self, event: Any, field: Field, depth: int) -> Any:
        self._count += 1
        if self._count > MAX_VALUES:
            raise Unusable(self._flaw(yaml_errors.TOO_MANY, event, most=MAX_VALUES))
        kind = type(event)
        if kind is AliasEvent:
            raise Unusable(self._alias(event))
        if event.anchor is not None or event.tag is not None:
            self.flaws.append(self._marked(event))
        if kind is ScalarEvent:
            return self._scalar(event, field)
        if depth > MAX_DEPTH:
            raise Unusable(self._flaw(yaml_errors.TOO_DEEP, event, most=MAX_DEPTH))
        start = event.start_mark.index + self._offset
        data = self._mapping(field, depth) if kind is MappingStartEvent else self._sequence(field, depth)
        self.values[field] = (start, self._end)
        return data

    def _scalar(self, event: Any, field: Field) -> Any:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self._front[start:end].rstrip())
        self._end = end + self._offset
        if end > start:
            self.values[field] = (start + self._offset, self._end)
        if event.style in ("", None):
            return self._bounded(event)
        self._require_signs(event)
        return event.value

    def _bounded(self, event: Any) -> Any:
        """What is written without quotes. Payloads hold numbers of 64 bits, and so do the networks."""
        value = resolve_plain(event.value)
        if type(value) is int and not -(1 << 63) <= value < 1 << 63:
            raise Unusable(self._flaw(yaml_errors.TOO_LARGE, event))
        return value

    def _require_signs(self, event: Any) -> None:
        """In quotes everything can be written, also what is not a text character: NUL, and half a sign."""
        if found := _NO_SIGN.search(event.value):
            escape = "x00" if found[0] == NUL else f"u{ord(found[0]):04X}"
            raise Unusable(self._flaw(yaml_errors.NO_CHARACTER, event, escape=escape))

    def _mapping(self, field: Field, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        advance, keys, offset = self._next, self.keys, self._offset
        while type(event := advance()) is not MappingEndEvent:
            key = self._key(event)
            below = (*field, key)
            place = (event.start_mark.index + offset, event.end_mark.index + offset)
            if key in data:
                self._twice(below, place)
                self._skip()
                continue
            keys[below] = place
            data[key] = self._value(advance(), below, depth + 1)
        self._close(event)
        return data

    def _sequence(self, field: Field, depth: int) -> list[Any]:
        items: list[Any] = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._value(event, (*field, len(items)), depth + 1))
        self._close(event)
        return items

    def _close(self, event: Any) -> None:
        """Block collections end where their last value does, flow collections at their bracket."""
        if event.end_mark.index > event.start_mark.index:
            self._end = event.end_mark.index + self._offset

    def _key(self, event: Any) -> str:
        if type(event) is AliasEvent:
            raise Unusable(self._alias(event))
        if type(event) is not ScalarEvent:
            raise Unusable(self._flaw(yaml_errors.KEY_NOT_A_WORD, event))
        if event.anchor is not None or event.tag is not None:
            self.flaws.append(self._marked(event))
        self._require_signs(event)
        return str(event.value)

    def _twice(self, field: Field, place: tuple[int, int]) -> None:
        line = self._front.count("\n", 0, self.keys[field][0] - self._offset) + (2 if self._offset else 1)
        flaw = yaml_errors.TWICE.at(*place, key=field[-1], line=line)
        first, again = (at - self._offset for at in (self.keys[field][0], place[0]))
        self.flaws.append(self._with(flaw, mends.without_repetition(self._front, first, again)))

    def _skip(self) -> None:
        """Pass over one value."""
        depth = 0
        while True:
            kind = type(event := self._next())
            depth += (kind in (MappingStartEvent, SequenceStartEvent)) - (kind in (MappingEndEvent, SequenceEndEvent))
            if depth == 0:
                self._end = event.end_mark.index + self._offset
                return

    def _alias(self, event: Any) -> ParseError:
        flaw = self._flaw(yaml_errors.ALIAS, event, name=event.anchor)
        at = event.start_mark.index
        if f"&{event.anchor}" in self._front:
            return self._with(flaw, mends.repeated(self._front, at, event.anchor))
        return self._with(flaw, mends.in_quotes(self._front, at))

    def _marked(self, event: Any) -> ParseError:
        """The anchor or tag stands at the event's start."""
        start = event.start_mark.index
        written = re.match(r"\S*", self._front[start:])
        mark = written[0] if written else ""
        what = "an anchor" if mark.startswith("&") else "a tag"
        begin = start + self._offset
        flaw = yaml_errors.MARK.at(begin, begin + len(mark), mark=mark, what=what)
        return self._with(flaw, () if mark.startswith("&") else mends.in_quotes(self._front, start))

    def _with(self, flaw: ParseError, edits: tuple[Edit, ...]) -> ParseError:
        """The flaw with edits whose places are those in the front matter."""
        moved = (one._replace(start=one.start + self._offset, end=one.end + self._offset) for one in edits)
        return flaw._replace(edits=tuple(moved))

    def _flaw(self, refusal: Refusal, event: Any, **values: object) -> ParseError:
        start = event.start_mark.index
        end = max(event.end_mark.index, start + 1)
        return refusal.at(start + self._offset, end + self._offset, **values)
