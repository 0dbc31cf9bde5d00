"""Decomposed text is composed when a file is read, and what is reported points into the file as it stands."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.config import Config
from smmgen.content import codes, front_matter, parser
from smmgen.content.composed import as_written, changed_lines, composed, composed_data, on_disk
from smmgen.content.parser import Vocabulary
from smmgen.diagnostics import Fix, Span, diagnose
from smmgen.markup.document import parse

TEA = unicodedata.normalize("NFD", "чай")
SIGNS = st.sampled_from([*"aйё é각", "\n", "и", "\u0306", "\u0308", "\u0301", "\u1100", "\u1161", "\u11a8"])


def test_data_and_body_are_composed() -> None:
    source, found = front_matter.read_text(f"---\ntitle: {TEA}\n{TEA}: [{TEA}]\n---\n{TEA}\n", "x.md")
    assert not found
    assert source
    assert (source.data, source.body) == ({"title": "чай", "чай": ["чай"]}, "чай\n")
    assert source.lines == {2: f"title: {TEA}", 3: f"{TEA}: [{TEA}]", 5: TEA}


def test_escapes_and_entities_are_composed_too() -> None:
    source, _ = front_matter.read_text('---\n"\\u0438\\u0306": "ча\\u0438\\u0306"\n---\n', "x.md")
    assert source
    assert source.data == {"и\u0306": "чай"}
    assert ("и\u0306",) in source.values, "a key is found where it stands"
    assert parse("#чаи&#774;", 1, frozenset()).hashtags() == ["чай"]


def test_composed_text_costs_nothing() -> None:
    source, _ = front_matter.read_text("---\ntitle: чай\n---\nчай\n", "x.md")
    assert source
    assert source.lines == {}


@pytest.mark.parametrize(("column", "written"), [(1, 1), (3, 3), (4, 5), (5, 6), (7, 8), (8, 10)])
def test_columns(column: int, written: int) -> None:
    """`чай чай` in the composed form has 7 signs, as it stands 9."""
    lines = changed_lines(f"{TEA} {TEA}")
    assert as_written(Span(1, 1, 1, column), lines) == Span(1, 1, 1, written)


@given(st.text(SIGNS, max_size=30))
def test_the_same_signs_are_meant(text: str) -> None:
    lines, whole = changed_lines(text), composed(text)
    for number, (line, written) in enumerate(zip(whole.split("\n"), text.split("\n"), strict=True), 1):
        end = as_written(Span(number, 1, number, len(line) + 1), lines).end_column
        assert end == len(written) + 1
        for column in range(1, len(line) + 1):
            start = as_written(Span(number, column, number, column + 1), lines).column
            assert composed(written[start - 1 :]).endswith(line[column:])


def test_edits_are_made_in_the_file() -> None:
    fix = Fix(Span(1, 5, 1, 8), "кофе")
    found = diagnose(codes.INVALID_VALUE, "x.md", Span(1, 5, 1, 8), "wrong", fixes=(fix,))
    (moved,) = on_disk([found], changed_lines(f"{TEA} {TEA}"))
    assert (moved.span, moved.fixes) == (Span(1, 6, 1, 10), (Fix(Span(1, 6, 1, 10), "кофе"),))


def test_what_cannot_be_read_is_reported_in_the_file() -> None:
    source, found = front_matter.read_text(f"---\n{TEA}: чай: кофе\n---\n", "x.md")
    assert source is None
    assert found[0].span[:2] == (2, 10)


def test_data_of_any_kind() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert composed_data({"a": deep})["a"]
    assert composed_data({TEA: [TEA, 1, None, {"a": TEA}]}) == {"чай": ["чай", 1, None, {"a": "чай"}]}


def test_a_post_without_title_has_the_name_of_its_file_composed(tmp_path: Path) -> None:
    (tmp_path / "content/posts").mkdir(parents=True)
    (tmp_path / f"content/posts/{TEA}.md").write_text("---\nplatforms: [vk]\n---\n", "utf-8")
    source, _ = front_matter.read(tmp_path, f"content/posts/{TEA}.md")
    assert source
    post, _ = parser.parse(source, Vocabulary(Config.model_validate({"project": {"name": "T", "timezone": "UTC"}}), {}))
    assert post
    assert post.title == "чай"
