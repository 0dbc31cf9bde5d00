"""CODEOWNERS, as GitHub, GitLab and Forgejo read it: who is asked to review a change of a file.

https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners:
of several patterns that match, the last one counts; a pattern without owners takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from smmgen.errors import UserError
from smmgen.ledger.git.repository import GitError, Repository
from smmgen.people import pattern
from smmgen.safe_files import Inside

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".forgejo/CODEOWNERS")
_MOST = 3 << 20
"""Bytes; GitHub reads no larger file."""


class Owners(NamedTuple):
    """`lines`: pattern and owners; `below`: where the project lies in the repository, "" or `brands/teplo/`."""

    path: str
    lines: Sequence[tuple[str, tuple[str, ...]]]
    below: str = ""

    def of(self, path: str) -> tuple[str, ...]:
        """Whoever is asked about a file of the project: `@login`, `@org/team`, an address."""
        found = (owners for glob, owners in reversed(self.lines) if _matches(glob, f"{self.below}{path}"))
        return next(found, ())


def owners_of(project: Path) -> Owners | None:
    """None where the repository has no such file."""
    try:
        git = Repository(project)
        root, below = Path(git.line("rev-parse", "--show-toplevel")), git.line("rev-parse", "--show-prefix")
    except GitError:
        return None
    with Inside(root) as files:
        for place in PLACES:
            try:
                with files.open(place) as file:
                    text = file.read(_MOST).decode("utf-8", "replace")
            except (OSError, UserError):
                continue
            return Owners(place, tuple(_lines(text)), below)
    return None


def _lines(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sections of GitLab are read over: what they ask for comes on top."""
    for line in text.splitlines():
        words = line.split("#", 1)[0].split()
        if words and not words[0].startswith(("[", "^[")):
            yield words[0], tuple(words[1:])


def _matches(glob: str, path: str) -> bool:
    """A pattern with a slash inside is anchored to the root; a folder stands for all that is in it."""
    anchored = "/" in glob.rstrip("/")
    name = glob.strip("/")
    whole = name if anchored else f"**/{name}"
    inside = not (anchored and whole.endswith("*"))  # `docs/*` is not for what lies deeper
    own = not glob.endswith("/") and bool(pattern(whole).match(path))
    return own or (inside and bool(pattern(f"{whole}/**").match(path)))
