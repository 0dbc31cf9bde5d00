"""The text a renderer is writing: its pieces, the line ends it owes, the marks so far."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token

from smmgen.markup.addresses import runs_on
from smmgen.markup.links import Spelling
from smmgen.markup.marks import BLANK
from smmgen.markup.style import Style
from smmgen.markup.text import Dropped, Mark


class Writer:
    """The text so far. `length` is in code points; `breaks` line ends are owed before the next piece.

    `prefix` begins every line: the indent of lists, the sign of quotes.
    """

    __slots__ = (
        "apart", "breaks", "cells", "dropped", "ended", "first_line", "length", "link", "links", "lists", "marks",
        "opened", "pieces", "placed", "prefix", "prefixes", "style",
    )  # fmt: skip

    def __init__(self, style: Style, first_line: int, links: Callable[[str], str]) -> None:
        self.style = style
        self.first_line = first_line
        self.links = links
        self.pieces: list[str] = []
        self.length = 0
        self.breaks = 0
        self.prefix = ""
        self.prefixes: list[str] = []
        self.marks: list[Mark] = []
        self.opened: list[int] = []
        self.link: Spelling | None = None
        """The link that is being written."""
        self.apart = False
        """An address has just been written, which a word may not follow at once."""
        self.lists: list[int | None] = []
        """The next number of every list around, None for bullets."""
        self.cells = -1
        """Cells written in this row of a table; -1 outside."""
        self.ended = -1
        """Line of the body after the last paragraph."""
        self.dropped: list[Dropped] = []
        self.placed: tuple[Token | None, list[int]] = (None, [])
        """A paragraph of which something was dropped, and the line of each of its tokens."""

    def put(self, piece: str) -> None:
        if self.breaks:
            self.settle()
        if self.apart:
            self.part_from(piece)
        if piece:
            self.pieces.append(piece)
            self.length += len(piece)

    def part_from(self, piece: str) -> None:
        """Keep the address before the piece apart from it, where the piece would be read as its end."""
        self.apart = self.apart and not piece
        if runs_on(piece):
            self.pieces.append(" ")
            self.length += 1

    def take_blank(self, start: int) -> str:
        """Take back the blank that ends what has been written from `start` on."""
        taken = ""
        while self.length > start:
            piece = self.pieces.pop()
            kept = piece.rstrip(BLANK)
            taken = piece[len(kept) :] + taken
            self.length -= len(piece) - len(kept)
            if kept:
                self.pieces.append(kept)
                break
        return taken

    def settle(self) -> None:
        """Write the line ends that are owed; at the very beginning there are none."""
        if self.breaks and self.length:
            blank = f"\n{self.prefix.rstrip()}" * (self.breaks - 1)
            self.pieces.append(f"{blank}\n{self.prefix}")
            self.length += len(self.pieces[-1])
            self.apart = False
        self.breaks = 0

    def part(self, lines: int) -> None:
        """Owe at least so many line ends: 1 begins a new line, 2 leaves an empty one."""
        self.breaks = max(self.breaks, lines)

    def indent(self, prefix: str) -> None:
        self.prefixes.append(self.prefix)
        self.prefix += prefix

    def dedent(self) -> None:
        self.prefix = self.prefixes.pop()

    def mark(self, start: int, kind: str, value: str = "") -> None:
        if self.length > start:
            self.marks.append(Mark(start, self.length, kind, value))

    def open(self) -> None:
        """Remember where a mark begins."""
        self.settle()
        self.opened.append(self.length)

    def close(self, kind: str) -> None:
        self.mark(self.opened.pop(), kind)

    def lose(self, kind: str, line: int) -> None:
        """Note markup this network cannot show, where the style says that a writer should hear of it."""
        if kind in self.style.reports:
            self.dropped.append(Dropped(kind, line))

    def line(self, block: Token) -> int:
        """Line of the file where a block begins."""
        return self.first_line + (block.map[0] if block.map else 0)
