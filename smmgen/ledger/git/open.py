"""Opens a ledger on a branch, or reads what this machine has fetched of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smmgen.errors import UserError
from smmgen.ledger.git.branch import Branch
from smmgen.ledger.git.failures import worded
from smmgen.ledger.git.repository import GitError, Repository
from smmgen.ledger.git.store import GitLedger
from smmgen.ledger.model import Entry
from smmgen.ledger.store import (
    LedgerError,
)


def open_git_ledger(project: Path, place: str) -> GitLedger:
    """`BRANCH`, `REMOTE/BRANCH`, or `./BRANCH` for a branch of this very repository.

    A branch alone is that of `origin`, or of the only remote, where there is one. Raises UserError, not
    LedgerError: what is wrong here is wrong with the set-up, and does not pass.
    """
    repository = Repository(project)
    try:
        with worded(f"git:{place}"):
            remotes = repository.run("remote").decode().split()
    except LedgerError as error:
        raise UserError(error.message, error.hint) from error
    remote, branch = _remote_and_branch(place, remotes)
    try:
        repository.line("check-ref-format", f"refs/heads/{branch}")
    except GitError:
        raise UserError(f"`{branch}` is not a valid branch name", 'write one such as "git:smm-ledger"') from None
    return GitLedger(Branch(repository, branch, remote))


def fetched_entries(project: Path, place: str) -> list[Entry]:
    """The rows as of the last look from this machine, without a connection; none where there are none."""
    try:
        return open_git_ledger(project, place).known()
    except UserError:
        return []


def fetched_notes(project: Path, place: str) -> dict[str, str]:
    """The notes as of the last look from this machine."""
    try:
        return open_git_ledger(project, place).known_notes()
    except UserError:
        return {}


def files_of_ref(project: Path, place: str) -> list[Path]:
    """Where git keeps which commit `fetched_entries` is about; nothing where there is no repository."""
    try:
        return open_git_ledger(project, place).ref_files()
    except UserError:
        return []


def _remote_and_branch(place: str, remotes: Sequence[str]) -> tuple[str, str]:
    remote, slash, branch = place.partition("/")
    if slash and (remote == "." or remote in remotes):
        return ("" if remote == "." else remote), branch
    if slash:
        raise UserError(f"`{remote}` is not a remote of this repository", "`git remote -v` shows them")
    if not remotes:
        return "", place
    if "origin" in remotes or len(remotes) == 1:
        return ("origin" if "origin" in remotes else remotes[0]), place
    raise UserError(
        f"this repository has {len(remotes)} remotes", f'name one of them: `ledger = "git:{remotes[0]}/{place}"`'
    )
