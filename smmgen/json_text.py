"""Reports as JSON, for people to read and programs to parse."""

from __future__ import annotations

import json
from typing import Any

import orjson


def json_text(value: Any) -> str:
    """Indented, with a line end. Halves of characters, which stand for bytes of a file name that is not UTF-8, are
    escapes, `\\udcff`."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # orjson writes no halves
        text = json.dumps(value, ensure_ascii=False, indent=2)
        return text.encode(errors="backslashreplace").decode() + "\n"
