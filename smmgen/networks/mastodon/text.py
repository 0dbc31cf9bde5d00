"""Whether a status has our text, when only the server's HTML of it is available.

Pixelfed has no `GET /api/v1/statuses/:id/source` (https://github.com/pixelfed/pixelfed/issues/6079), Mastodon has it
since 3.5 (https://docs.joinmastodon.org/methods/statuses/#source).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from smmgen.networks import same_text
from smmgen.networks.same_text import Likeness

_BREAKS = frozenset({"br", "p", "div", "li", "blockquote", "pre"})
_AWAY = re.compile(r"(@[\w.-]+)@[\w.-]*\w")
"""Servers show `@name@server` as `@name`."""


def likeness(html: str, source: str) -> Likeness:
    """What the server shows against what we send. Blanks, line breaks and the servers of mentions do not count."""
    return same_text.likeness(_near(plain(html)), _near(source))


def plain(html: str) -> str:
    """The text that people see, with a line break at the edge of each block."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.pieces.append("\n")


def _near(text: str) -> str:
    return _AWAY.sub(r"\1", text)
