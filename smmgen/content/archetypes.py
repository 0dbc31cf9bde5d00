"""The text of a new post, so that an unchanged one is recognised."""

from __future__ import annotations

from pathlib import Path

from smmgen.content.composed import composed
from smmgen.content.front_matter import FENCE, MAX_BYTES
from smmgen.safe_files import open_content

ARCHETYPE = "content/archetypes/post.md"
SENTENCE = "Первая строка — самая важная: её увидят до «Показать ещё»."
"""The text of the starter's archetype."""


def body(project: Path) -> str:
    """The text of the project's own archetype; "" where there is none, or none that can be read."""
    try:
        with open_content(project, ARCHETYPE) as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            return ""
        text = composed(raw.decode("utf-8-sig")).replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""
    closing = FENCE.search(text, 1)
    return text[closing.end() :].strip() if closing else text.strip()
