"""Request bodies: JSON, urlencoded and multipart, read strictly. A truncated body is rejected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from smmgen.rehearsal.engine.http import Call, Upload


class Malformed(ValueError):
    """A body that cannot be read whole; the message says why."""


@dataclass
class Form:
    """The fields and files of a body. A name that ends in `[]` has a list; any other name comes once."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    is_json: bool = False

    def add(self, name: str, value: str) -> None:
        if name.endswith("[]"):
            self.values.setdefault(name, []).append(value)
        elif name in self.values or name in self.files:
            raise Malformed(f"`{name}` is given twice")
        else:
            self.values[name] = value

    def add_file(self, name: str, upload: Upload) -> None:
        if name in self.values or name in self.files:
            raise Malformed(f"`{name}` is given twice")
        self.files[name] = upload


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON object without repeated keys or NaN. Raises `Malformed`."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Malformed(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    return value


def read_urlencoded(text: str) -> Form:
    """`a=1&b[]=2`. Raises `Malformed`."""
    form = Form()
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict") if text else []
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed(f"the body is not urlencoded: {error}") from error
    for name, value in pairs:
        form.add(name, value)
    return form


def read_multipart(call: Call) -> Form:
    """Raises `Malformed`, also where the closing boundary is missing."""
    boundary = parse_options_header(call.headers.get("content-type"))[1].get(b"boundary")
    if not boundary:
        raise Malformed("the multipart body has no boundary")
    reader = _MultipartReader()
    parser = MultipartParser(boundary, reader.callbacks())
    try:
        parser.write(call.body)
        parser.finalize()
    except FormParserError as error:
        raise Malformed(f"the multipart body is broken: {error}") from error
    if not reader.ended:
        raise Malformed("the multipart body ends before its closing boundary")
    return reader.form


def read_form(call: Call) -> Form:
    """The body of a call that takes forms only. Raises `Malformed`."""
    match call.content_type:
        case "application/x-www-form-urlencoded":
            return read_urlencoded(_text(call.body))
        case "multipart/form-data":
            return read_multipart(call)
        case "" if not call.body:
            return Form()
        case other:
            raise Malformed(f"a body of type `{other}` is not accepted")


def read_any(call: Call) -> Form:
    """The body of a call that takes JSON as well. Raises `Malformed`."""
    if call.content_type == "application/json":
        return Form(values=read_json(call.body), is_json=True)
    return read_form(call)


def read_strictly(call: Call) -> Form:
    """The query of a GET or DELETE without a body; of every other call the body, and no query. Raises `Malformed`."""
    if call.method in ("GET", "DELETE") and not call.body:
        return Form(values=dict(call.query))
    if call.query:
        raise Malformed("parameters go in the body")
    return read_any(call)


def read_nested(call: Call) -> Form:
    """As `read_strictly`, a form's `a[]`, `a[b]` and `a[b][]` nested as they are in JSON. Raises `Malformed`."""
    form = read_strictly(call)
    return form if form.is_json else replace(form, values=_nested(form.values))


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in values.items():
        outer, bracket, inner = name.removesuffix("[]").partition("[")
        place = nested.setdefault(outer, {}) if bracket else nested
        if not isinstance(place, dict) or not (not bracket or inner.endswith("]")):
            raise Malformed(f"`{name}` cannot be nested")
        place[inner.removesuffix("]") if bracket else outer] = value
    return nested


def read_raw(call: Call) -> Form:
    """A body of bytes, with parameters in the query."""
    return Form(values=dict(call.query))


class _MultipartReader:
    """Collects the parts that python-multipart reports."""

    def __init__(self) -> None:
        self.form = Form()
        self.ended = False
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value, self._data = b"", b"", bytearray()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self._data.extend(data[start:end]),
            "on_part_end": self._end,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._headers, self._data = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def _end(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition"))
        if kind != b"form-data" or b"name" not in options:
            raise Malformed("a part of the multipart body has no name")
        name = _text(options[b"name"])
        if b"filename" not in options:
            self.form.add(name, _text(bytes(self._data)))
            return
        content_type = self._headers.get(b"content-type", b"").decode("latin-1")
        self.form.add_file(name, Upload(_text(options[b"filename"]), content_type, bytes(self._data)))

    def _finish(self) -> None:
        self.ended = True


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is given twice in one JSON object")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(f"`{name}` is not JSON")
