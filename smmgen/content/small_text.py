"""The text of any file of a project, for whoever edits or compares it."""

from __future__ import annotations

from pathlib import Path

from smmgen.safe_files import open_content

SMALL = 1024 * 1024
"""Bytes of the largest file that is read as a text."""


def small_text(project: Path, name: str) -> str | None:
    """The text of a file of the project as it stands; None when it cannot be read, is large or not UTF-8."""
    try:
        with open_content(project, name) as file:
            data = file.read(SMALL + 1)
        return data.decode() if len(data) <= SMALL else None
    except (OSError, UnicodeDecodeError):
        return None
