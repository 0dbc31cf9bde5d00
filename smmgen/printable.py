"""Control characters are shown, never obeyed: what is printed may hold the words of a stranger.

Titles, file names and answers of networks may move the cursor, rename the window, turn the text around or forge a line
of a log. Here such characters become their escapes, `\\u001b`, which are what JSON would write as well.
"""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LINE = re.compile(f"[\t\n]|{_CONTROLS.pattern}")


def printable(text: str) -> str:
    """Text of several lines: line feeds and tabs stay."""
    return _CONTROLS.sub(_escaped, text)


def printable_line(text: str) -> str:
    """Text that must stay on its line."""
    return _LINE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
