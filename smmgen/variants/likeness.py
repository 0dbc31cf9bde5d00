"""What a part looks like, whatever it is called: by this a post is known again that lost its identity.

Only what people see counts, and of a text its words, so that neither a mark added to an address nor a comma makes
another post of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from unicodedata import normalize
from zlib import crc32

import orjson

DIGITS = 16
SKETCH = 16
"""So many words stand for a text: those with the smallest checksums, which is as good as chosen by lot."""
_QUERY = re.compile(r"(https?://[^\s?#]*+)(?:[?#]\S*)?")
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SIGN_OR_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u9fff]+")
"""Chinese and Japanese have no blanks between words: there each sign counts."""


class Likeness(NamedTuple):
    """`name` is the part's own: 1, 2 ... or comment. `whole` stands for text, files and poll: 16 hexadecimal digits, ""
    where there is nothing. `sketch`: checksums of some of its words and files, to tell how much two parts share."""

    name: str
    whole: str
    sketch: str


def likeness(part: Mapping[str, Any]) -> Likeness:
    """Of a payload's part."""
    more = (*(item["sha256"] for item in as_written_part(part)["media"]), *poll_of(part["request"]))
    return Likeness(part["key"].rsplit(":", 1)[1], *_looks(part["text"], more))


def as_written_part(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A payload's part with the writer's own files in place of what was made of them."""
    media = part.get("media") if isinstance(part, Mapping) else None
    if (
        not media
        or not isinstance(media, list)
        or not any(isinstance(item, Mapping) and "source" in item for item in media)
    ):
        return part
    return {**part, "media": [_written(item) for item in media]}


def _written(item: Any) -> Any:
    if not isinstance(item, Mapping) or not isinstance(source := item.get("source"), Mapping):
        return item
    return {**{name: value for name, value in item.items() if name != "source"}, **source}


@lru_cache(maxsize=16)
def _looks(text: str, more: tuple[str, ...]) -> tuple[str, str]:
    """Whole and sketch; several accounts are often sent the same."""
    words = _words(text)
    seen = [*words, *more]
    whole = sha256(orjson.dumps(seen)).hexdigest()[:DIGITS] if seen else ""
    return whole, _sketch(words, more)


def shared(one: str, other: str) -> float:
    """How much of two sketches' words is in both, from 0 to 1 (Broder, On the resemblance and containment of documents,
    1997)."""
    first, second = set(one.split()), set(other.split())
    chosen = sorted(first | second)[:SKETCH]
    return len(first & second & set(chosen)) / len(chosen) if chosen else 0.0


def _words(text: str) -> list[str]:
    """Without what was added to addresses; a text without a letter is taken as it is."""
    bare = _QUERY.sub(r"\1", normalize("NFC", text)).casefold()
    words = _SIGN_OR_WORD if _UNSPACED.search(bare) else _WORD
    return words.findall(bare) or bare.split()


def _sketch(words: Iterable[str], more: Iterable[str]) -> str:
    """No word has a blank in it, so that all are encoded at once."""
    written = " ".join(words).encode("utf-8", "surrogatepass")
    sums = {*map(crc32, written.split()), *(crc32(one.encode("utf-8", "surrogatepass")) for one in more)}
    return " ".join(f"{one:08x}" for one in sorted(sums)[:SKETCH])


def poll_of(request: Mapping[str, Any]) -> Iterator[str]:
    """Question and answers, under the names that networks give them."""
    params = request.get("params", request)
    for value in [request.get("poll"), *(params.get(name) for name in ("question", "options"))]:
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
