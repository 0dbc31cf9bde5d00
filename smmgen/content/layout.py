"""The layout of a project. Imports nothing heavy: every command starts here."""

from __future__ import annotations

from pathlib import Path

from smmgen.errors import UserError

CONFIG = "smm.toml"
CONTENT = "content"
POSTS = "content/posts"
MEDIA = "content/media"
DATA = ("data/contests", "data/results", "data/spend")
"""Folders of data that belongs to documents: read, checked and watched like content/."""
LIMITS = "data/limits"
"""What servers gave, a file an account: see `networks.read_limits`."""


_SCANNED = tuple(f"{folder}/" for folder in (CONTENT, *DATA))


def is_scanned(path: str) -> bool:
    """The file is content, or data that belongs to it."""
    return path.startswith(_SCANNED)


def find_project(start: Path) -> Path:
    """The nearest folder at or above `start` that has an smm.toml. Raises UserError."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG).is_file():
            return candidate
    raise UserError(f"no {CONFIG} in {start} or above it", "begin a project with `smm init`, or give -C DIR")
