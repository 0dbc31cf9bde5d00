"""What new posts begin with, read with care: a project may be a stranger's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import smmgen
from smmgen.content import archetypes
from smmgen.content.archetypes import ARCHETYPE, SENTENCE, body


def written(project: Path, text: str) -> Path:
    path = project / ARCHETYPE
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_the_starter_has_the_sentence() -> None:
    assert body(Path(smmgen.__file__).parent / "starter") == SENTENCE


def test_its_text_is_what_stands_below_the_front_matter(tmp_path: Path) -> None:
    assert body(tmp_path) == ""
    path = written(tmp_path, "---\ntitle: {{ title }}\n---\n\nОдно.\n\nДругое.\n")
    assert body(tmp_path) == "Одно.\n\nДругое."
    path.write_bytes(b"\xff\xfe")
    assert body(tmp_path) == ""


def test_nothing_but_a_small_file_of_the_project_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    path = written(project, "---\n---\nТекст")
    (tmp_path / "outside.md").write_text("---\n---\nЧужое")
    monkeypatch.setattr(archetypes, "MAX_BYTES", 10)
    assert body(project) == ""
    path.unlink()
    path.symlink_to(tmp_path / "outside.md")
    assert body(project) == ""
    path.unlink()
    os.mkfifo(path)
    assert body(project) == ""
