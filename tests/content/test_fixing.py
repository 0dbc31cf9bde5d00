"""Edits that diagnostics carry, made in the files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.content.fixing import edited, fix
from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.errors import UserError

TOP = Span()


def found(*fixes: Fix, path: str = "a.md", at: Span = TOP) -> Diagnostic:
    return Diagnostic(path, at, "SMM999", "wrong", Severity.WARNING, "it is wrong", fixes=fixes)


def on(line: int, column: int, end: int, replacement: str) -> Fix:
    return Fix(Span(line, column, line, end), replacement)


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ("one two\n", [on(1, 5, 8, "2")], "one 2\n"),
        ("one two\n", [on(1, 1, 1, "zero ")], "zero one two\n"),
        ("a\r\nb\r\nc", [on(2, 1, 2, "B")], "a\r\nB\r\nc"),
        ("a\r\nb\r\n", [on(2, 1, 1, "new\n")], "a\r\nnew\r\nb\r\n"),
        ("a\rb\nc", [on(3, 1, 2, "C"), on(3, 2, 2, "\n")], "a\rb\nC\r"),
        ("\ufeffab", [on(1, 1, 2, "")], "\ufeffb"),
        ("x😀y", [on(1, 2, 3, "")], "xy"),
        ("a\n\nb", [Fix(Span(1, 2, 3, 1), " ")], "a b"),
        ("a\u2028b\n", [on(1, 2, 3, "\n")], "a\nb\n"),
    ],
)
def test_only_the_place_changes(before: str, edits: list[Fix], after: str) -> None:
    assert edited(before, edits) == after


@given(st.text(st.sampled_from("ab\r\n\ufeff\u2028😀")), st.text("xy"))
def test_an_insertion_adds_and_takes_away_nothing(text: str, inserted: str) -> None:
    mark = text[:1] if text.startswith("\ufeff") else ""
    assert edited(text, [on(1, 1, 1, inserted)]) == mark + inserted + text.removeprefix("\ufeff")


def test_each_file_gets_the_edits_of_its_diagnostics(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"one\r\ntwo\r\n")
    (tmp_path / "b.md").write_bytes(b"one")
    first, second = found(on(1, 1, 2, "O")), found(on(2, 1, 2, "T"), at=Span(2, 1, 2, 2))
    other = found(on(1, 1, 4, "1"), path="b.md")
    assert fix(tmp_path, [other, second, found(), first]) == [first, second, other]
    assert (tmp_path / "a.md").read_bytes() == b"One\r\nTwo\r\n"
    assert (tmp_path / "b.md").read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_of_edits_that_overlap_the_first_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("abc", encoding="utf-8")
    first, second = found(on(1, 1, 3, "x")), found(on(1, 2, 4, "y"), at=Span(1, 2, 1, 4))
    assert fix(tmp_path, [second, first]) == [first]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "xc"


def test_one_edit_of_two_diagnostics_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("ab", encoding="utf-8")
    fix(tmp_path, [found(on(1, 1, 1, "x")), found(on(1, 1, 1, "x"), at=Span(2))])
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "xab"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions differ")
def test_the_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("ab", encoding="utf-8")
    path.chmod(0o640)
    fix(tmp_path, [found(on(1, 1, 2, ""))])
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.md cannot be fixed: no such file"):
        fix(tmp_path, [found(on(1, 1, 2, ""), path="gone.md")])
