"""A text as it is to be written in YAML."""

from __future__ import annotations

import json
import re

from smmgen.content.yaml_reader import resolve_plain

_PLAIN = re.compile(r"[\w$][\w .,()+/$-]*(?::[\w.,()+/$-]+[\w .,()+/$-]*)*")


def yaml_text(value: str) -> str:
    """The value as a YAML scalar that reads back as the same text."""
    if _PLAIN.fullmatch(value) and value == value.strip() and resolve_plain(value) == value:
        return value
    return "".join(char if char.isprintable() else _escaped(char) for char in json.dumps(value, ensure_ascii=False))


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
