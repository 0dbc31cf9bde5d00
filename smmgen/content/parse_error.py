"""A mistake found while reading, at text offsets; the reader turns it into a diagnostic."""

from __future__ import annotations

from typing import NamedTuple

from smmgen.diagnostics import Code


class ParseError(NamedTuple):
    """`start` and `end` are offsets in the text the flaw was found in, in code points. `instead` is what surely belongs
    there."""

    code: Code
    start: int
    end: int
    message: str
    hint: str = ""
    instead: str | None = None


class Unusable(Exception):
    """Raised inside the reader only: nothing can be made of this front matter. The last flaw is the reason."""

    def __init__(self, *flaws: ParseError) -> None:
        super().__init__(flaws[-1].message)
        self.flaws = flaws
