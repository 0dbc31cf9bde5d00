"""Signatures that were found good before, for what only looks: lists, checks and pages of hundreds of posts. What is
sent is checked anew, for whoever can write this file could vouch for anything.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import orjson

from smmgen.approvals import signing
from smmgen.errors import UserError
from smmgen.safe_files import Inside

NAME = ".smm/signatures.json"
_MOST = 20_000
"""Signatures that are kept."""


class Checked:
    """Digests of person, keys, message and signature."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._known = _read(project)
        self._new: dict[str, None] = {}

    def problem_of(self, person: str, keys: tuple[str, ...], message: bytes, signature: str) -> str:
        """As `signing.problem_of`."""
        name = sha256(orjson.dumps([person, keys, message.decode(), signature])).hexdigest()
        if name in self._known:
            self._new[name] = None
            return ""
        problem = signing.problem_of(person, keys, message, signature)
        if not problem:
            self._new[name] = None
        return problem

    def save(self) -> None:
        """Keep what was asked for this time."""
        if self._new.keys() <= self._known:
            return
        with suppress(OSError, UserError), Inside(self._project) as files:
            files.replace(NAME, orjson.dumps([*self._new, *(self._known - self._new.keys())][:_MOST]))


def _read(project: Path) -> set[str]:
    try:
        with Inside(project) as files:
            return {name for name in orjson.loads(files.read(NAME)) if isinstance(name, str)}
    except (OSError, UserError, ValueError, TypeError):
        return set()
