"""Where hashtags are written: for the rules about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from smmgen.content.model import Post


def written(post: Post) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(field, tag) of every hashtag written out in front matter, overrides included; $sets are not."""
    data = post.source.data
    for prefix, fields in [((), data), *(((key,), value) for key, value in data.items() if isinstance(value, dict))]:
        tags = fields.get("hashtags") or []
        for index, tag in enumerate([tags] if isinstance(tags, str) else tags):
            if isinstance(tag, str) and not tag.startswith("$"):
                yield (*prefix, "hashtags", index), tag.removeprefix("#")


def is_mark(char: str) -> bool:
    """A combining mark, as in й written in two code points."""
    return unicodedata.combining(char) > 0
