"""The layout of a project. Imports nothing heavy: every command starts here."""

from __future__ import annotations

from pathlib import Path

from smmgen.errors import UserError

CONFIG = "smm.toml"
CONTENT = "content"
POSTS = "content/posts"
MEDIA = "content/media"
LIMITS = "data/limits"
"""What servers gave, a file an account: see `networks.read_limits`."""


def find_project(start: Path) -> Path:
    """The nearest folder at or above `start` that has an smm.toml. Raises UserError."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG).is_file():
            return candidate
    raise UserError(f"no {CONFIG} in {start} or above it", "begin a project with `smm init`, or give -C DIR")
