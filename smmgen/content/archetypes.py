"""What a new post begins with, so that it is recognised when it was left as it is."""

from __future__ import annotations

from pathlib import Path

from smmgen.content.composed import composed
from smmgen.content.reader import FENCE, MAX_BYTES

ARCHETYPE = "content/archetypes/post.md"
SENTENCE = "Первая строка — самая важная: её увидят до «Показать ещё»."
"""The text of the starter's archetype."""


def body(project: Path) -> str:
    """The text of the project's own archetype; "" where there is none, or none that can be read."""
    path = project / ARCHETYPE
    try:
        is_own = path.is_file() and path.resolve().is_relative_to(project.resolve())
        if not is_own or path.stat().st_size > MAX_BYTES:
            return ""
        text = composed(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, RuntimeError):
        return ""
    closing = FENCE.search(text, 1)
    return text[closing.end() :].strip() if closing else text.strip()
