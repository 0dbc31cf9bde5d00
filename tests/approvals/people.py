"""People with ssh keys, and approvals that they sign."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from smmgen.approvals import signing, store
from smmgen.approvals.model import Approval, Item, Statement

AT = "2026-12-01T09:00:00Z"


def new_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    """A private key without a passphrase; the public one lies beside it."""
    path = folder / name
    command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"{name}@example", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(key: Path) -> str:
    """The public key as one line."""
    return key.with_name(f"{key.name}.pub").read_text().strip()


def statement(post: str, person: str, digests: dict[str, str], at: str = AT, **more: Any) -> Statement:
    """`digests`: by account."""
    items = tuple(Item(name, digest, {"text": digest[:12]}, **more) for name, digest in digests.items())
    return Statement(post, person, at, items)


def sign(project: Path, said: Statement, key: Path) -> str:
    """Put the approval into the project; returns its path."""
    return store.put(project, Approval(said, signing.sign(said.canonical(), str(key))))
