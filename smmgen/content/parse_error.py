"""A mistake found while reading, at text offsets; the reader turns it into a diagnostic."""

from __future__ import annotations

from typing import NamedTuple

from smmgen.diagnostics import Code


class Edit(NamedTuple):
    """What belongs in the place of `text[start:end]`; `safe` as of `diagnostics.Fix`."""

    start: int
    end: int
    instead: str
    safe: bool = True


class ParseError(NamedTuple):
    """`start` and `end` are offsets in the text the flaw was found in, in code points. `edits` together mend it."""

    code: Code
    start: int
    end: int
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()

    def moved(self, offset: int) -> ParseError:
        """The same in a text that begins so much earlier."""
        edits = tuple(one._replace(start=one.start + offset, end=one.end + offset) for one in self.edits)
        return self._replace(start=self.start + offset, end=self.end + offset, edits=edits)


class Unusable(Exception):
    """Raised inside the reader only: nothing can be made of this front matter. The last flaw is the reason."""

    def __init__(self, *flaws: ParseError) -> None:
        super().__init__(flaws[-1].message)
        self.flaws = flaws
