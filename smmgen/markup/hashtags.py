"""Hashtags in a text and the block of hashtags under it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from smmgen.markup.text import Mark, RichText

HASHTAG = regex.compile(r"(?<![\w\p{M}#@/&])#((?=[\d_\p{M}]*\p{L})[\w\p{M}]+)(?![#\w\p{M}])")
"""Letters of any script, digits and underscores, at least one letter; the group is the tag without `#`.

What Mastodon, VK and Bluesky make clickable, too; Telegram ends the tag at a combining mark (`й` typed as two signs).
"""


def append(rich: RichText, tags: Sequence[str], mark: bool) -> RichText:
    """The text with a last paragraph of `tags` (written without `#`), marked where `mark` says so.

    Tags the text has already, in whatever case, are not repeated.
    """
    missing = _missing(rich.text, tags)
    if not missing:
        return rich
    start = f"{rich.text}\n\n" if rich.text else ""
    marks = rich.marks + tuple(_tag_marks(missing, len(start))) if mark else rich.marks
    return RichText(start + " ".join(f"#{tag}" for tag in missing), marks)


def _missing(text: str, tags: Sequence[str]) -> list[str]:
    present = {tag.casefold() for tag in HASHTAG.findall(text)}
    first: dict[str, str] = {}
    for tag in tags:
        if tag.casefold() not in present:
            first.setdefault(tag.casefold(), tag)
    return list(first.values())


def _tag_marks(tags: Sequence[str], offset: int) -> list[Mark]:
    marks = []
    for tag in tags:
        marks.append(Mark(offset, offset + 1 + len(tag), "hashtag", tag))
        offset += len(tag) + 2
    return marks
