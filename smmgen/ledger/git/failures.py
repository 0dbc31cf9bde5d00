"""Messages for git failures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from smmgen.ledger.git.repository import GitError
from smmgen.ledger.store import LedgerError

CONTENTION = re.compile("cannot lock ref|Unable to create|failed to update ref|stale info|fetch first")
"""Messages that mean that another process is writing to the repository."""

_HINTS = (
    ("not a git repository", "`git init`, or choose another ledger"),
    ("dubious ownership", "`git config --global --add safe.directory` with the folder's name, on this machine"),
    ("declined|protected|denied to|GH006", "the remote refuses this branch: take it out of its protection rules"),
    (
        "could not read Username|Authentication failed|Permission denied|403|publickey|not permitted",
        "this machine may not write there; in CI give the job that right (GitHub: `permissions: {contents: write}`)",
    ),
    (
        "resolve host|not read from remote|unable to access|onnection|timed out|did not end|does not appear to be",
        "nothing is sent while the ledger cannot be reached; look at the network, then run the command again",
    ),
)


@contextmanager
def worded(name: str) -> Iterator[None]:
    """Turn errors of git or the disk into one-line messages."""
    try:
        yield
    except (GitError, OSError) as error:
        found = (hint for pattern, hint in _HINTS if re.search(pattern, str(error)))
        hint = next(found, "nothing is sent without a ledger; look at the repository, then `smm doctor`")
        raise LedgerError(f"the ledger {name} cannot be used: {error}", hint) from error
