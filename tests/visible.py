"""What a page says to people."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = {"style", "script", "code", "template"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said, self._silent = list[str](), 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.said += [value for name, value in attrs if value and name in ("title", "aria-label", "alt")]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def latin_words(page: str) -> set[str]:
    """The words in Latin letters of its text and labels; what stands in `<code>`, such as names of files, aside."""
    reader = _Text()
    reader.feed(page)
    return set(re.findall(r"\b[A-Za-z]{2,}\b", " ".join(reader.said)))
