"""Where a draw is kept: its public records, and what only the organiser has. No link is followed to either.

`data/contests/<uid>/` is published. `.smm/private/` is in no repository: who takes part, and the secret of the nonces.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import orjson

from smmgen.draw.drand import emitted_at
from smmgen.draw.entrants import Entrants, leaves_of, read_entrants
from smmgen.draw.names import DRAW, ENTRIES, MOST_BYTES, TERMS
from smmgen.draw.records import read_draw
from smmgen.draw.strict_json import Malformed
from smmgen.errors import UserError
from smmgen.safe_files import Inside

FOLDER = "data/contests"
VARIABLE = "SMM_DRAW_SECRET"
PRIVATE = ".smm/private"
SECRET = f"{PRIVATE}/draw-secret"
_SECRET = re.compile(r"[0-9a-fA-F]{64}")
_PRIVATE_MODE = 0o600


def place_of(uid: str) -> str:
    """The folder of a contest's records."""
    return f"{FOLDER}/{uid}"


def read_records(folder: Path) -> dict[str, bytes | None]:
    """The three files of a draw, None for one that is not there; nothing of them is longer than a record may be.

    Raises UserError for a folder that is none, and LinkFound.
    """
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}", "name the folder with `entries.json`")
    with Inside(folder) as files:
        return {name: read_if_any(files, name) for name in (ENTRIES, TERMS, DRAW)}


def read_if_any(files: Inside, name: str) -> bytes | None:
    """At most one byte more than a record may have. None where there is no file."""
    if files.stat(name) is None:
        return None
    with files.open(name) as file:
        return file.read(MOST_BYTES + 1)


def read_given(path: Path) -> bytes:
    """A file that a person names, of whatever content. Raises UserError."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UserError(f"{path} is longer than {MOST_BYTES} bytes", "give a shorter file")
    return data


def secret_of(files: Inside, environ: Mapping[str, str], *, make: bool = False) -> bytes:
    """32 bytes, of the environment or of the project. `make`: make one where there is none. Raises UserError."""
    hint = f"make one with `openssl rand -hex 32` and set `{VARIABLE}`"
    if text := environ.get(VARIABLE, "").strip():
        return _secret(text, f"`{VARIABLE}`", hint)
    if files.stat(SECRET) is None:
        if not make:
            raise UserError(f"the secret of the draw is neither in `{VARIABLE}` nor in {SECRET}", _ELSEWHERE)
        write_private(files, SECRET, secrets.token_hex(32).encode() + b"\n")
    return _secret(_read_private(files, SECRET).decode("ascii", "replace").strip(), SECRET, hint)


_ELSEWHERE = "take it from the machine on which `smm draw commit` ran"


def _secret(text: str, where: str, hint: str) -> bytes:
    if not _SECRET.fullmatch(text):
        raise UserError(f"{where} is not 64 hexadecimal digits", hint)
    return bytes.fromhex(text)


def entrants_place(uid: str) -> str:
    """Where the list of who takes part is kept."""
    return f"{PRIVATE}/contests/{uid}.json"


def keep_entrants(files: Inside, uid: str, ids: tuple[str, ...]) -> None:
    write_private(files, entrants_place(uid), orjson.dumps(list(ids), option=orjson.OPT_INDENT_2) + b"\n")


def kept_entrants(files: Inside, uid: str) -> Entrants:
    """Raises UserError."""
    name = entrants_place(uid)
    if files.stat(name) is None:
        raise UserError(f"there is no {name}, so nobody can tell who is behind a leaf", _ELSEWHERE)
    return read_entrants(_read_private(files, name), name)


def winners_between(files: Inside, secret: bytes, since: datetime, until: datetime, but: str) -> set[str]:
    """Who won the project's other draws in this time, `but` for one contest. Raises UserError where nobody can tell."""
    found: set[str] = set()
    for uid in sorted(name for name, is_folder in files.entries(FOLDER) if is_folder and name != but):
        data = read_if_any(files, f"{place_of(uid)}/{DRAW}")
        if data is None:
            continue
        try:
            result = read_draw(data)
        except Malformed as error:
            raise UserError(f"{place_of(uid)}/{DRAW}: {error}", f"see `smm draw verify {uid}`") from None
        if since <= emitted_at(result.round) < until:
            found.update(_named(files, secret, uid, result.winners))
    return found


def _named(files: Inside, secret: bytes, uid: str, leaves: Iterable[str]) -> list[str]:
    ids = {leaf.hex(): one for leaf, one in leaves_of(secret, uid, kept_entrants(files, uid).ids).items()}
    try:
        return [ids[leaf] for leaf in leaves]
    except KeyError:
        raise UserError(f"{entrants_place(uid)}, or the secret, is not the one of its draw", _ELSEWHERE) from None


def write_private(files: Inside, name: str, data: bytes) -> None:
    """For this user alone."""
    files.replace(name, data, _PRIVATE_MODE)


def _read_private(files: Inside, name: str) -> bytes:
    with files.open(name) as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UserError(f"{name} is open to other users of this machine", f"run `chmod 600 {name}`")
        return file.read(MOST_BYTES + 1)
