"""Every broken post in tests/broken/front_matter gives exactly the reports of the .txt file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_brand import BROKEN

from smmgen.content import front_matter, parser
from smmgen.content.vocabulary import Vocabulary
from smmgen.diagnostics import Diagnostic

POSTS = sorted(BROKEN.glob("*.md"))


def found_in(path: Path, vocabulary: Vocabulary) -> list[Diagnostic]:
    source, diagnostics = front_matter.read_bytes(path.read_bytes(), f"content/posts/{path.name}")
    if source is not None:
        diagnostics = diagnostics + parser.parse(source, vocabulary)[1]
    return sorted(diagnostics, key=lambda diagnostic: diagnostic.order)


def test_there_are_enough_of_them() -> None:
    assert len(POSTS) >= 35


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_report(path: Path, vocabulary: Vocabulary) -> None:
    found = found_in(path, vocabulary)
    lines = [f"{d.span.line}:{d.span.column} {d.code} {d.message}" for d in found]
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=False)] == expected, lines
    assert len(lines) == len(expected), lines


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_wording(path: Path, vocabulary: Vocabulary) -> None:
    """Lower case, no final stop, a hint for everything, and none of pydantic's or libyaml's own words."""
    for diagnostic in found_in(path, vocabulary):
        assert diagnostic.hint, diagnostic
        for text in (diagnostic.message, diagnostic.hint):
            assert not text.endswith(".") or text.endswith("..."), text
            assert text[0].islower() or not text[0].isalpha(), text
            assert not any(word in text.lower() for word in ("input should", "pydantic", "scanning", "parsing")), text
