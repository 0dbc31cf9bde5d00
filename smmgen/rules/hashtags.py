"""Where hashtags are written, and what makes one unusable: for the rules about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from smmgen.content.model import FrontMatter, Post
from smmgen.content.source import Field


class Written(NamedTuple):
    """A hashtag without `#`, or a set with its `$`, and where it stands."""

    tag: str
    field: Field


def written(post: Post) -> Iterator[Written]:
    """Every hashtag and set of front matter, overrides included."""
    for prefix, fields in scopes(post):
        tags = fields.get("hashtags")
        listed = tags if isinstance(tags, list) else [tags]
        for index, tag in enumerate(listed):
            if isinstance(tag, str):
                yield Written(tag.strip().removeprefix("#"), (*prefix, "hashtags", index))


def scopes(post: Post) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    """The post's own front matter and each override, with the field it stands under; values as they were written."""
    data = post.source.data
    yield (), data
    for key, value in data.items():
        if isinstance(value, dict) and key not in FrontMatter.model_fields:
            yield (key,), value


def block(text: str) -> str:
    """The last paragraph where it holds nothing but hashtags; "" else."""
    last = text.rpartition("\n\n")[2]
    return last if last and all(word.startswith("#") for word in last.split(" ")) else ""


@lru_cache(maxsize=4096)
def breaking(tag: str) -> str:
    """The first character that would end the tag; "" when all of it counts."""
    return next((char for char in tag if not _belongs(char)), "")


def mended(tag: str) -> str:
    """The tag with what would end it written in letters, or an underscore in its place; "" when nothing is left."""
    for sign, spoken in _SIGNS:
        tag = sign.sub(spoken, tag)
    words = "".join(char if _belongs(char) else " " for char in tag).replace("_", " ").split()
    return "_".join(words)


_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\w)c\+\+", re.IGNORECASE), "cpp"),
    (re.compile(r"(?<!\w)c#", re.IGNORECASE), "csharp"),
    (re.compile(r"(?<!\w)f#", re.IGNORECASE), "fsharp"),
    (re.compile(r"(?<!\w)\.net(?!\w)", re.IGNORECASE), "dotnet"),
    (re.compile(r"(?<=\d)\.(?=\d)"), "_"),
    (re.compile(r"(?<=\w)[.'’](?=\w)"), ""),
    (re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]{1,2})&(?=[A-Za-z0-9]{1,2}(?![A-Za-z0-9]))"), r"\1n"),
    (re.compile(r"(?<=[A-Za-z0-9])&(?=[A-Za-z0-9])"), "_and_"),
    (re.compile(r"(?<=\w)&(?=\w)"), "_и_"),
    (re.compile(r"(?<=\w)\+\+$"), "plusplus"),
    (re.compile(r"(?<=\w)\+$"), "plus"),
    (re.compile(r"(?<=[A-Za-z])#$"), "sharp"),
)
"""Signs that mean something, and what is written for them: cpp, nodejs, RnD, Disneyplus."""


def _belongs(char: str) -> bool:
    """Letters, digits, underscores, and combining marks such as that of `й` written as two signs."""
    return char == "_" or char.isalnum() or unicodedata.category(char)[0] == "M"
