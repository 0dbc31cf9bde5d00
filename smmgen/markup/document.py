"""A Markdown body, parsed once, from which every network's text is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from smmgen.markup.blocks import VARIANT, MarkupProblem
from smmgen.markup.hashtags import TAG, pattern
from smmgen.markup.mentions import ANY_MENTION
from smmgen.markup.syntax import build_parser
from smmgen.markup.text import is_blank

PARSER = build_parser()

Placed = tuple[Any, int]
"""A token and its line in the file."""


@dataclass(frozen=True, slots=True)
class Document:
    """The token list of one body. `first_line` is the line of the file where the body starts."""

    tokens: tuple[Any, ...] = ()
    first_line: int = 1
    problems: tuple[MarkupProblem, ...] = field(default=())
    has_variants: bool = False
    """Not every account gets all of it."""
    turns: int = 0
    """How many `::: variant` blocks take turns."""

    @property
    def is_empty(self) -> bool:
        """Nothing to see in it once entities are read: no word, no code, no link; rules and bullets do not count."""
        return not any(_shows(token) for token in self.tokens if token.type in ("inline", "fence"))

    def select(self, names: frozenset[str]) -> Document:
        """What an account known by any of `names` gets; the `::: only` and `::: except` blocks themselves vanish."""
        if not self.has_variants:
            return self
        return replace(self, tokens=tuple(_selected(self.tokens, names)), has_variants=False)

    def turn(self, number: int) -> Document:
        """What goes out at that time, counted from 0: of the `::: variant` blocks the one whose turn it is."""
        if not self.turns:
            return self
        tokens = tuple(_turned(self.tokens, number % self.turns))
        return replace(self, tokens=tokens, has_variants=_has_variants(tokens), turns=0)

    def sections(self) -> list[Document]:
        """The parts of a thread: split at `---` lines that stand in no list or quote."""
        sections: list[list[Any]] = [[]]
        depth = 0
        for token in self.tokens:
            if token.type == "hr" and depth == 0 and token.markup.startswith("-"):
                sections.append([])
            else:
                sections[-1].append(token)
                depth += token.nesting
        return [replace(self, tokens=tuple(tokens)) for tokens in sections]

    def hashtags(self, tag: str = TAG) -> list[str]:
        """Tags in the order of the text, without `#`, repeated ones included. `tag`: what the network takes for one."""
        find = pattern(tag).findall
        return [found for text, _ in _texts(self, "#", links=True) for found in find(text)]

    def texts(self, sign: str) -> list[tuple[str, int]]:
        """Pieces of paragraphs that may hold the sign, with their lines in the file; code and links left out."""
        return list(_texts(self, sign, links=False))

    def mentions(self) -> list[tuple[str, int]]:
        """Handles as written, `@` included, in any form, with their lines in the file; those in links name no one."""
        return [(handle, line) for text, line in _texts(self, "@", links=False) for handle in ANY_MENTION.findall(text)]

    def links(self) -> list[tuple[str, int]]:
        """Addresses of all links, bare ones included, with their lines in the file."""
        placed = (item for token in self.tokens if token.type == "inline" for item in place(token, self.first_line))
        return [(str(token.attrs["href"]), line) for token, line in placed if token.type == "link_open"]

    def links_to(self, url: str) -> bool:
        """One of the links has this very address."""
        return any(found == url for found, _ in self.links())


def parse(body: str, first_line: int, names: Collection[str]) -> Document:
    """Parse a body that starts at `first_line` of its file; `names` are all that blocks may name."""
    problems: list[MarkupProblem] = []
    tokens = PARSER.parse(body, {"names": names, "first_line": first_line, "depth": 0, "problems": problems})
    if "&" in body:
        _compose(tokens)
    found = tuple(sorted(problems, key=lambda problem: problem.line))
    return Document(tuple(tokens), first_line, found, _has_variants(tokens), sum(map(is_turn, tokens)))


def _compose(tokens: Iterable[Any]) -> None:
    """Signs that an entity has made half of (`и&#774;`) become one, as in the text of a file that was read."""
    for token in tokens:
        for child in token.children or () if token.type == "inline" else ():
            if child.type == "text":
                child.content = unicodedata.normalize("NFC", child.content)


def place(inline: Any, first_line: int) -> Iterator[Placed]:
    """The children of an inline token, each with the line of the file where it begins."""
    line = top = first_line + (inline.map[0] if inline.map else 0)
    for child in inline.children:
        if "line" in child.meta:
            line = top + child.meta["line"]
        yield child, line
        if "end" in child.meta:
            line = top + child.meta["end"]


def _shows(token: Any) -> bool:
    if token.type == "fence":
        return not is_blank(token.content)
    return any(child.type == "link_open" or not is_blank(child.content) for child in token.children or ())


def _selected(tokens: tuple[Any, ...], names: frozenset[str]) -> Iterator[Any]:
    hidden = 0
    for token in tokens:
        if token.type == "variant_open":
            hidden += bool(hidden or not token.meta["condition"].holds(names))
        elif token.type == "variant_close":
            hidden -= bool(hidden)
        elif not hidden:
            yield token


def _has_variants(tokens: Iterable[Any]) -> bool:
    return any(token.type == "variant_open" for token in tokens)


def is_turn(token: Any) -> bool:
    """It opens a `::: variant` block."""
    return bool(token.type == "variant_open" and token.meta["condition"].mode == VARIANT)


def _turned(tokens: Iterable[Any], number: int) -> Iterator[Any]:
    """`number`: of the block that stays, without its own two tokens. Such blocks stand in no other."""
    seen, depth = -1, 0
    for token in tokens:
        if depth or is_turn(token):
            seen += not depth
            depth += (token.type == "variant_open") - (token.type == "variant_close")
            if seen == number and not _is_edge(token, depth):
                yield token
        else:
            yield token


def _is_edge(token: Any, depth: int) -> bool:
    """The token opens the variant, or closes it. `depth`: of blocks, behind the token."""
    return is_turn(token) or (token.type == "variant_close" and depth == 0)


def _texts(document: Document, sign: str, links: bool) -> Iterator[tuple[str, int]]:
    """Plain text pieces of paragraphs that may hold the sign, with their lines; code and bare addresses left out.
    `links`: with the words of links."""
    for inline in document.tokens:
        if inline.type == "inline" and (sign in inline.content or "&" in inline.content):  # `&num;` is a sign, too
            is_left_out = False
            for token, line in place(inline, document.first_line):
                if token.type in ("link_open", "link_close"):
                    is_left_out = token.nesting == 1 and (token.info == "auto" or not links)
                elif token.type == "text" and not is_left_out:
                    yield token.content, line
