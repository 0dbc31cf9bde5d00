"""Where links are written: for the rules about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from smmgen.content.model import Post
from smmgen.content.source import Field
from smmgen.markup.addresses import scheme
from smmgen.markup.document import Document
from smmgen.rules.hashtags import scopes

_FILES = re.compile(r"\.(?:html?|php|md|pdf|docx?|jpe?g|png|gif|webp|mp4)$", re.IGNORECASE)


class Written(NamedTuple):
    """A link as it was written.

    `field` is set for one in front matter; `line` for one in the body, where `nth` counts equal ones before it on its
    line. `scheme` is in lower case, "" when there is none.
    """

    url: str
    scheme: str
    field: Field = ()
    line: int = 0
    nth: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The forms in which it may stand in the body: a scheme in capitals, or none, which it gets when it is read."""
        if not self.line:
            return ()
        rest = self.url[len(self.scheme) :]
        in_capitals = (f"{self.scheme.capitalize()}{rest}", f"{self.scheme.upper()}{rest}")
        return (self.url, *in_capitals, self.url.removeprefix("https://")) if self.url else ("()",)

    @property
    def host(self) -> str:
        """What looks like a host in an address without scheme: `teplo.example` of `teplo.example:8080/menu`."""
        head = self.url.removeprefix("//").split("/")[0].split("?")[0].split("#")[0]
        is_file = "/" not in self.url and _FILES.search(head)
        return "" if head.startswith(".") or "." not in head or is_file else head


def written(post: Post, documents: Iterable[Document]) -> Iterator[Written]:
    """Every link of the post's front matter, overrides included, and of `documents`."""
    for prefix, fields in scopes(post):
        link = fields.get("link")
        if isinstance(link, str):
            yield Written(link, scheme(link), (*prefix, "link"))
        elif isinstance(link, dict) and isinstance(url := link.get("url"), str):
            yield Written(url, scheme(url), (*prefix, "link", "url"))
    for document in documents:
        yield from counted(document.links())


def counted(found: Iterable[tuple[str, int]]) -> Iterator[Written]:
    """Links of a body."""
    seen: Counter[tuple[str, int]] = Counter()
    for url, line in found:
        yield Written(url, scheme(url), line=line, nth=seen[url, line])
        seen[url, line] += 1
