"""A Markdown body, parsed once, from which every network's text is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """The token list of one body. `first_line` is the line of the file where the body starts."""

    tokens: tuple[Any, ...] = ()
    first_line: int = 1
    problems: tuple[Any, ...] = field(default=())
