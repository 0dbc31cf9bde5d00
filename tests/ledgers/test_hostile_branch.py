"""A ledger branch that somebody else has written into: refused in a sentence, and nothing of it reaches the disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from smmgen.ledger.git.open import open_git_ledger
from smmgen.ledger.git.records import first_files
from smmgen.ledger.store import LedgerError


def git(folder: Path, *arguments: str, data: bytes = b"") -> str:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, input=data, capture_output=True, check=True
    ).stdout.decode().strip()  # fmt: skip


def branch(folder: Path, mode: str, name: str, data: bytes) -> None:
    """A sound ledger with one entry more."""
    git(folder, "init", "-q")
    listed = "".join(
        f"100644 blob {git(folder, 'hash-object', '-w', '--stdin', data=body)}\t{path}\n"
        for path, body in first_files().items()
    )
    blob = git(folder, "hash-object", "-w", "--stdin", data=data)
    kind, blob = ("commit", "1" * len(blob)) if mode == "160000" else ("blob", blob)
    tree = git(folder, "mktree", "--missing", data=f"{listed}{mode} {kind} {blob}\t{name}\n".encode())
    git(folder, "update-ref", "refs/heads/smm-ledger", git(folder, "commit-tree", tree, data=b"x"))


@pytest.mark.parametrize(
    ("mode", "name", "data"),
    [
        ("120000", "link", b"../../outside"),
        ("120000", "notes.json", b"/etc/passwd"),
        ("160000", "module", b"x"),
        ("100644", "notes.json", b"x" * 5_000_000),
        ("100644", "notes.json", b"[" * 100_000),
        ("100644", "lock.json", b'{"holder": "x", "who": "x", "until": "2026-12-05T09:00"}'),
    ],
)
def test_what_no_smm_has_put_there_is_refused(tmp_path: Path, mode: str, name: str, data: bytes) -> None:
    project = tmp_path / "project"
    project.mkdir()
    branch(project, mode, name, data)
    with pytest.raises(LedgerError):
        open_git_ledger(project, "smm-ledger").entries()
    assert [path.name for path in tmp_path.iterdir()] == ["project"]
    assert [path.name for path in project.iterdir()] == [".git"]
