"""Where links are written: for the rules about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from smmgen.content.model import Post

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class Written(NamedTuple):
    """A link as it was written. `field` is set for one in front matter, `line` for one in the body."""

    url: str
    field: tuple[str | int, ...] = ()
    line: int = 0

    @property
    def scheme(self) -> str:
        """Lower case; "" when there is none."""
        found = _SCHEME.match(self.url)
        return found[1].lower() if found else ""


def written(post: Post) -> Iterator[Written]:
    """Every link of the post, overrides included."""
    data = post.source.data
    for prefix, fields in [((), data), *(((key,), value) for key, value in data.items() if isinstance(value, dict))]:
        link = fields.get("link")
        if isinstance(link, str):
            yield Written(link, (*prefix, "link"))
        elif isinstance(link, dict) and isinstance(link.get("url"), str):
            yield Written(link["url"], (*prefix, "link", "url"))
    for url, line in post.document.links():
        yield Written(url, line=line)
