"""The block of hashtags under a text."""

from __future__ import annotations

import pytest

from smmgen.markup.hashtags import append
from smmgen.markup.text import Mark, RichText


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Утро", ["кофе", "Teplo"], "Утро\n\n#кофе #Teplo"),
        ("", ["кофе"], "#кофе"),
        ("Утро", [], "Утро"),
        ("Утро #Кофе!", ["кофе", "чай"], "Утро #Кофе!\n\n#чай"),
        ("Утро #кофе", ["КОФЕ"], "Утро #кофе"),
        ("Утро #кофейня", ["кофе"], "Утро #кофейня\n\n#кофе"),
        ("Утро", ["кофе", "чай", "Кофе"], "Утро\n\n#кофе #чай"),
    ],
)
def test_tags_follow_the_text_once(text: str, tags: list[str], expected: str) -> None:
    assert append(RichText(text), tags, mark=False) == RichText(expected)


def test_tags_are_marked_where_asked() -> None:
    rich = RichText("Утро", (Mark(0, 4, "bold"),))
    assert append(rich, ["кофе", "ча"], mark=True).marks == (
        Mark(0, 4, "bold"),
        Mark(6, 11, "hashtag", "кофе"),
        Mark(12, 15, "hashtag", "ча"),
    )
