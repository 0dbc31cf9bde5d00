"""Who changed a post last, by git: nobody approves what they wrote themselves.

git takes an author at their word. Who must not rely on that lets a forge do the reviews: see docs/how-to/approvals.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from smmgen.ledger.git.repository import GitError, Repository
from smmgen.people import Person
from smmgen.phrases import Phrase

_ADDRESS = re.compile(r"<([^<>]+)>")
_NO_REPLY = re.compile(r"(?:\d+[+-])?(.+)@users\.noreply\..+")
"""GitHub: `1234+login@users.noreply.github.com`; GitLab: `1234-login@users.noreply.gitlab.com`."""
_FORMAT = "%H%x00%ae%x00%(trailers:key=Co-authored-by,valueonly,separator=%x02)%x00"
_AT_ONCE = 500
"""Paths that one git command is given."""


class Author(NamedTuple):
    """Addresses of those who made the last change; `unknown`: why nobody can tell."""

    emails: tuple[str, ...] = ()
    unknown: str = ""

    def is_by(self, person: Person) -> bool:
        """Whether this person is one of them."""
        known = {email.casefold() for email in person.email}
        logins = {found[1] for email in self.emails if (found := _NO_REPLY.fullmatch(email))}
        return bool(known & {*self.emails}) or (person.forge or "").casefold() in logins


def last_authors(project: Path, paths: Iterable[str]) -> dict[str, Author]:
    """Path of a post -> who changed it last. What is not committed yet is the change of whoever works here."""
    paths = [*dict.fromkeys(paths)]
    git = Repository(project)
    try:
        found = _committed(git, paths)
        found |= {path: _here(git) for path in _uncommitted(git, paths)}
    except GitError as error:
        return dict.fromkeys(paths, Author(unknown=str(error)))
    return {path: found.get(path, Author(unknown=Phrase("it is not in git"))) for path in paths}


def _committed(git: Repository, paths: list[str]) -> dict[str, Author]:
    found: dict[str, Author] = {}
    cut = _boundary(git)
    mark = token_hex(16)  # nobody writes it into a commit
    for start in range(0, len(paths), _AT_ONCE):
        chosen = [_literal(path) for path in paths[start : start + _AT_ONCE]]
        told = git.run("log", f"--format={mark}{_FORMAT}", "--name-only", "--relative", "-z", "--", *chosen)
        for commit, author, files in _commits(told.decode("utf-8", "replace"), mark):
            for path in files:
                found.setdefault(path, Author(unknown=_CUT) if commit in cut else author)
    return found


_CUT = Phrase("the history ends there (a shallow clone: fetch it whole, `fetch-depth: 0`)")


def _literal(path: str) -> str:
    return f":(literal){path}"


def _commits(told: str, mark: str) -> Iterator[tuple[str, Author, list[str]]]:
    for record in told.split(mark)[1:]:
        commit, email, trailers, files = record.split("\0", 3)
        emails = [email, *_ADDRESS.findall(trailers)]
        names = (name.removeprefix("\n") for name in files.split("\0"))
        yield commit, Author(tuple(one.strip().casefold() for one in emails)), [name for name in names if name]


def _boundary(git: Repository) -> frozenset[str]:
    """Commits whose parents were not fetched: they seem to have written every file."""
    if git.line("rev-parse", "--is-shallow-repository") != "true":
        return frozenset()
    path = git.folder / git.line("rev-parse", "--git-path", "shallow")
    try:
        return frozenset(path.read_text("ascii").split())
    except (OSError, ValueError):
        return frozenset()


def _uncommitted(git: Repository, paths: list[str]) -> list[str]:
    """Those that differ from the last commit, or are in none."""
    found: list[str] = []
    for start in range(0, len(paths), _AT_ONCE):
        chosen = [_literal(path) for path in paths[start : start + _AT_ONCE]]
        changed = git.run("diff", "--name-only", "--relative", "-z", "HEAD", "--", *chosen)
        new = git.run("ls-files", "--others", "-z", "--", *chosen)
        found += [name for name in (changed + new).decode("utf-8", "replace").split("\0") if name]
    return found


def _here(git: Repository) -> Author:
    """Whoever git takes for the author of the next commit."""
    try:
        return Author((git.line("config", "user.email").casefold(),))
    except GitError:
        return Author(unknown=Phrase("it is not committed, and git knows no `user.email` here"))


def person_here(project: Path, people: Mapping[str, Person]) -> str:
    """The name of whoever works here, by the address that git has; "" where that is nobody's."""
    author = _here(Repository(project))
    return next((name for name, person in people.items() if author.is_by(person)), "")
