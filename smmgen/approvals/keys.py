"""Public ssh keys of people, as `[people]` names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from smmgen.errors import UserError
from smmgen.people import Person
from smmgen.phrases import Phrase
from smmgen.safe_files import Inside

_KEY = re.compile(r"([a-z0-9-]+(?:@openssh\.com)?) ([A-Za-z0-9+/]{40,6000}={0,2})(?: .*)?")
_TYPES = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
_MOST = 64 * 1024
"""Bytes of a file of keys."""

_PRIVATE = "{where} is a private key: take it out of the project, and use its `.pub` file"
_NONE = "{where} holds no public ssh key"


class Keys(NamedTuple):
    """The keys of a person: `type base64`, without comments. `problem`: why there are none."""

    lines: tuple[str, ...] = ()
    problem: str = ""


def keys_of(project: Path, person: Person) -> Keys:
    """What `key` names, a file of the project or the key itself."""
    if person.key is None:
        return Keys(problem=Phrase("no `key` is given"))
    if _KEY.fullmatch(person.key.strip()):
        return _read([person.key], "`key`")
    try:
        with Inside(project) as files, files.open(person.key) as file:
            text = file.read(_MOST).decode("utf-8", "replace")
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        return Keys(problem=Phrase("`{path}` cannot be read: {why}", path=person.key, why=why))
    except UserError as error:
        return Keys(problem=error.message)
    except ValueError:
        return Keys(problem=Phrase("`key` is neither a path nor a key"))
    return _read(text.splitlines(), f"`{person.key}`")


def _read(lines: Sequence[str], where: str) -> Keys:
    found = []
    for line in (line.strip() for line in lines):
        if not line or line.startswith("#"):
            continue
        if line.startswith("-----BEGIN"):
            return Keys(problem=Phrase(_PRIVATE, where=where))
        match = _KEY.fullmatch(line)
        if match is None or match[1] not in _TYPES:
            return Keys(problem=Phrase(_NONE, where=where))
        found.append(f"{match[1]} {match[2]}")
    return Keys(tuple(found)) if found else Keys(problem=Phrase(_NONE, where=where))
