"""What the name of a document's file means for the files that are made of it."""

from __future__ import annotations

import re
from hashlib import sha256

from smmgen.content.layout import is_scanned
from smmgen.keys import ONCE

_LONGEST_NAME = 255
"""Bytes of a file's name on the systems that are used."""
_ENDINGS = (".html", ".json")
"""What is written for a post has its name with these."""
_SUFFIX = re.compile(r"\.(md|csv|json)$")
"""Of files that are read as documents."""


def flaw_of_name(path: str) -> tuple[str, str] | None:
    """Why no files can be written for this post, and what to do; None for nearly every path."""
    *folders, name = _inside(path).split("/")
    if found := next((folder for folder in folders if folder.endswith(_ENDINGS)), None):
        return f"the folder `{found}` is called like a file that is written for a post", "rename the folder"
    if len(_SUFFIX.sub("", name).encode()) + len(_ENDINGS[0]) > _LONGEST_NAME:
        return "the name is too long for the files that are written for the post", "shorten it"
    return None


def slug_of(path: str) -> str:
    """`content/posts/2026-11/bf.md` -> `2026-11/bf`; where files of that name cannot be written, another one."""
    slug = _SUFFIX.sub("", _inside(path))
    if flaw_of_name(path) is None:
        return slug
    return f"{slug[:20].replace('/', '-')}~{sha256(slug.encode()).hexdigest()[:16]}"


def page_of(path: str, occurrence: str = ONCE) -> str:
    """The page of what is sent, below build/site: `posts/2026-11/bf.html`, and `posts@2/2026-11/bf.html` of its second
    occurrence. No folder of a kind has an `@` in its name."""
    folder = path.split("/", 2)[1]
    return f"{folder if occurrence == ONCE else f'{folder}@{occurrence}'}/{slug_of(path)}.html"


def _inside(path: str) -> str:
    """Below the folder of its kind: `content/posts/2026-11/bf.md` -> `2026-11/bf.md`."""
    return path.split("/", 2)[-1] if is_scanned(path) else path
