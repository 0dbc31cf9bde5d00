"""Whether the history of a ledger branch is one that smm wrote: every commit, every version of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from smmgen.ledger.git.records import MARK, README, Record, is_known, is_row, parse, problems
from smmgen.ledger.git.repository import Repository

_PLAIN = "100644"


def history_problems(repository: Repository, tip: str) -> list[str]:
    """What is wrong between the branch's first commit and its tip, oldest first. Raises GitError.

    Finds a row or a version that was changed, left out, taken back, renamed or put in by hand. It cannot find a whole
    history that was written anew with all its hashes; a clone that knew the old one does, when it fetches.
    """
    commits = _commits(repository, tip)
    found = [*_shape(commits)]
    changes = _changes(repository, [commit for commit, _ in commits])
    contents = repository.contents(change.oid for change in changes if change.is_there)
    return [*found, *_walk(changes, contents)]


def _commits(repository: Repository, tip: str) -> list[tuple[str, list[str]]]:
    """(commit, its parents), the first first."""
    listed = repository.run("rev-list", "--reverse", "--topo-order", "--parents", tip).decode().splitlines()
    return [(line.split()[0], line.split()[1:]) for line in listed]


def _shape(commits: list[tuple[str, list[str]]]) -> Iterator[str]:
    """A ledger is a chain: each commit follows the one before, and only the first follows none."""
    before: list[str] = []
    for commit, parents in commits:
        if parents != before:
            yield f"commit {commit[:12]} does not follow the one before it: something was merged or cut away"
        before = [commit]


class _Change(NamedTuple):
    """What one commit did to one file; `letter` as git writes it: A, M, D."""

    commit: str
    mode: str
    oid: str
    letter: str
    path: str

    @property
    def is_there(self) -> bool:
        return self.letter != "D"


def _changes(repository: Repository, commits: list[str]) -> list[_Change]:
    """From `git diff-tree --stdin`: a line with the commit, then `:<modes> <ids> <letter>\\t<path>` for each file."""
    asked = "".join(f"{commit}\n" for commit in commits).encode()
    told = repository.run("diff-tree", "--stdin", "--root", "-r", "-m", "--no-renames", data=asked).decode()
    changes, commit = [], ""
    for line in told.splitlines():
        if line.startswith(":"):
            about, _, path = line.partition("\t")
            _, mode, _, oid, letter = about.split()
            changes.append(_Change(commit, mode, oid, letter, path))
        else:
            commit = line
    return changes


def _walk(changes: list[_Change], contents: dict[str, bytes]) -> Iterator[str]:
    records: dict[str, Record] = {}
    for change in changes:
        where = f"commit {change.commit[:12]}"
        if not change.is_there:
            if is_row(change.path) or change.path in (MARK, README):
                yield f"{where}: took {change.path} away"
        elif not (is_row(change.path) or is_known(change.path)) or change.mode != _PLAIN:
            yield f"{where}: {change.path} is not part of a ledger"
        elif _oid(contents[change.oid], len(change.oid)) != change.oid:
            yield f"{where}: {change.path} is not what git says it is"
        elif is_row(change.path):
            yield from _follow(records, change, contents[change.oid], where)


def _follow(records: dict[str, Record], change: _Change, data: bytes, where: str) -> Iterator[str]:
    try:
        record = parse(data)
    except ValueError as error:
        yield f"{where}: {change.path}: {error}"
        return
    yield from (f"{where}: {problem}" for problem in problems(change.path, records.get(change.path), record))
    records[change.path] = record


def _oid(data: bytes, width: int) -> str:
    """The id that git gives to a file of this content, in a repository of either kind."""
    new = hashlib.sha1 if width == 40 else hashlib.sha256
    return new(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
