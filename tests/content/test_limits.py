"""Files that are no posts by their size alone."""

from __future__ import annotations

import pytest

from smmgen.config import Config, Project
from smmgen.content.front_matter import MAX_TEXT, read_text
from smmgen.content.parser import Vocabulary, parse
from smmgen.diagnostics import Diagnostic

VOCABULARY = Vocabulary(Config(project=Project(name="Teplo")), {})


def found(text: str) -> list[Diagnostic]:
    source, diagnostics = read_text(text, "content/posts/a.md")
    return [*diagnostics, *parse(source, VOCABULARY)[1]] if source else diagnostics


@pytest.mark.parametrize(
    ("front", "body", "place"),
    [
        ("notes: a", "word " * (MAX_TEXT // 5) + "w\nmore", (4, MAX_TEXT + 1, 4, MAX_TEXT + 2)),
        ("notes: a", "w\n" * (MAX_TEXT // 2) + "w\nmore", (4 + MAX_TEXT // 2, 1, 4 + MAX_TEXT // 2, 2)),
        ("notes: " + "w" * MAX_TEXT, "a", (2, MAX_TEXT + 1, 2, MAX_TEXT + 8)),
        ("- [[[\n" * MAX_TEXT, "a", (8335, 3, 8335, 6)),
    ],
    ids=["long line", "many lines", "front matter", "front matter that would take long"],
)
def test_one_report_and_nothing_is_parsed(front: str, body: str, place: tuple[int, ...]) -> None:
    (diagnostic,) = found(f"---\n{front}\n---\n{body}")
    assert (diagnostic.code, diagnostic.span) == ("SMM135", place)
    assert f"{MAX_TEXT} is the most" in diagnostic.message


def test_as_long_as_may_be() -> None:
    assert "SMM135" not in [each.code for each in found(f"---\nnotes: a\n---\n{'w' * MAX_TEXT}")]
    front = "notes: " + "w" * (MAX_TEXT - 8)
    assert "SMM135" not in [each.code for each in found(f"---\n{front}\n---\nw")]
