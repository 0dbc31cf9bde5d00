"""Opens the ledger that smm.toml names, or reads what this machine knows of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from smmgen.errors import UserError
from smmgen.ledger.addresses import kind_and_place, resolved
from smmgen.ledger.model import Entry
from smmgen.ledger.store import MOVED, Ledger, require_here


def open_ledger(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> Ledger:
    """Open the ledger that smm.toml names: `sqlite:PATH`, `git:BRANCH`, `postgresql://...`, or `env:NAME` of a variable
    that holds one of these.

    Raises UserError, also when its rows were moved to another ledger.
    """
    from smmgen.ledger.composed_names import ComposedLedger

    ledger = ComposedLedger(open_any(url, project, environ))
    try:
        require_here(ledger.note(MOVED))
    except BaseException:
        ledger.close()
        raise
    return ledger


def open_any(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> Ledger:
    """The ledger with its names as they are stored, even if it was moved elsewhere."""
    address = resolved(url, environ)
    scheme, colon, rest = address.partition(":")
    if scheme == "sqlite" and rest and not rest.startswith("//"):
        from smmgen.ledger.sqlite import SqliteLedger

        return SqliteLedger(project / rest, project)
    if scheme == "git" and rest and not rest.startswith("//"):
        from smmgen.ledger.git.open import open_git_ledger

        return open_git_ledger(project, rest)
    if scheme in ("postgresql", "postgres") and rest.startswith("//"):
        return _open_postgres(address)
    needed = {"sqlite": "a path", "git": "a branch", "postgresql": "an address", "postgres": "an address"}
    if colon and scheme in needed:
        wrong = f"what follows `{scheme}:` is not {needed[scheme]}"
    else:
        wrong = f"{_shown(url, address)} is not a kind of ledger"
    raise UserError(
        wrong,
        'under [publish] in smm.toml write `ledger = "sqlite:.smm/ledger.db"`, "git:smm-ledger", "postgresql://..." '
        'or "env:NAME" of a variable that holds one of these',
    )


def _shown(url: str, address: str) -> str:
    """What a variable holds may be a secret that was put into the wrong one."""
    return f"`{address.partition(':')[0]}`" if address == url else f"what is in `{url.partition(':')[2]}`"


def _open_postgres(address: str) -> Ledger:
    try:
        from smmgen.ledger.postgres import PostgresLedger
    except ImportError:
        raise UserError("this installation cannot speak to PostgreSQL", "pip install 'smmgen[postgres]'") from None
    return PostgresLedger(address)


def known_entries(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> list[Entry]:
    """What this machine knows of the ledger without a connection: for builds, which open none. Makes no ledger."""
    from smmgen.ledger.composed_names import composed_rows

    return composed_rows(_known(*kind_and_place(url, environ), project))


def _known(scheme: str, rest: str, project: Path) -> list[Entry]:
    if scheme == "git":
        from smmgen.ledger.git.open import fetched_entries

        return fetched_entries(project, rest)
    if scheme != "sqlite":
        return []
    from smmgen.ledger.sqlite import read_entries

    return read_entries(project / rest, project)


def known_notes(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The notes that this machine knows of, without a connection."""
    scheme, rest = kind_and_place(url, environ)
    if scheme == "git":
        from smmgen.ledger.git.open import fetched_notes

        return fetched_notes(project, rest)
    if scheme != "sqlite":
        return {}
    from smmgen.ledger.sqlite import read_notes

    return read_notes(project / rest, project)


def known_files(url: str, project: Path, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that change, or come to be, whenever `known_entries` would say something else."""
    scheme, rest = kind_and_place(url, environ)
    if scheme == "git":
        from smmgen.ledger.git.open import files_of_ref

        return files_of_ref(project, rest)
    return [project / rest, project / f"{rest}-wal"] if scheme == "sqlite" else []
