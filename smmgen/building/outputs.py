"""The files of `build/`: written only when their bytes change, and listed with their digests."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, BinaryIO

import orjson

from smmgen.safe_files import Inside
from smmgen.signatures import TICK, Signature, signature

BUILD = "build"
MANIFEST = "manifest.json"
INDEX = "index.jsonl"

_PATH = f"{BUILD}/{MANIFEST}"
_OUTPUTS = b'\n  "outputs": '

FOLDERS = ("payloads", "site", "media")
"""Folders of build/ that belong to the build alone; anything else found in them is removed."""

Traces = Mapping[str, Signature]
"""See `traces`."""
Moved = Mapping[str, tuple[str | None, str | None]]
"""Output name -> SHA-256 before and now, None for no file."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Outputs:
    """The outputs of one build. Names are POSIX paths below build/."""

    def __init__(self, files: Inside, known: Callable[[str], str | None], others: Iterable[str] = ()) -> None:
        """`files`: those of the project; `known`: SHA-256 of what the last build wrote and is still there, by name;
        `others`: names of what else was found."""
        self.files = files
        self._known = known
        self._learned: dict[str, str] = {}
        self.others = frozenset(others)
        self.written = 0
        self.removed = 0

    def known(self, name: str) -> str | None:
        """SHA-256 of what this build or the last one wrote and is still there."""
        return self._learned.get(name) or self._known(name)

    @property
    def learned(self) -> Collection[str]:
        """Names of what was written in this build."""
        return self._learned.keys()

    def learn(self, written: Mapping[str, str]) -> None:
        """Take in what another process wrote: name -> SHA-256. A post may be made twice in one build."""
        self._learned.update(written)

    def write(self, name: str, data: bytes) -> str:
        """Write the file unless it holds these bytes already; returns their SHA-256."""
        found = digest(data)
        if self.known(name) != found and self.files.overwrite(f"{BUILD}/{name}", data):
            self.written += 1
        return found

    def copy(self, name: str, file: BinaryIO) -> None:
        """The same from an open file, which may be large."""
        if self.files.copy(f"{BUILD}/{name}", file):
            self.written += 1

    def remove(self, names: Iterable[str]) -> None:
        """Delete these files, and folders left empty."""
        for name in sorted(names):
            self._learned.pop(name, None)
            if self.files.remove(f"{BUILD}/{name}"):
                self.removed += 1
                self._remove_empty(name)

    def _remove_empty(self, name: str) -> None:
        """Folders above the file that nothing is left in, but those that always are there."""
        folder = name.rpartition("/")[0]
        while folder not in (*FOLDERS, "") and self.files.remove_folder(f"{BUILD}/{folder}"):
            folder = folder.rpartition("/")[0]


def found(files: Inside) -> set[str]:
    """Names of all files in the folders of the build. A link is one, whatever it leads to."""
    return _walk(files)[1]


def _walk(files: Inside) -> tuple[list[str], set[str]]:
    """The folders of the build, and the files in them."""
    folders, names = list(FOLDERS), set()
    for folder in folders:
        for below, is_folder in files.entries(f"{BUILD}/{folder}"):
            if is_folder:
                folders.append(f"{folder}/{below}")
            else:
                names.add(f"{folder}/{below}")
    return folders, names


def traces(files: Inside, before: Mapping[str, Signature], listed: Callable[[], Collection[str]]) -> Traces:
    """What tells the next build, without looking for every file, that all are there and no others: signatures of the
    folders, which change when a file comes or goes, and of the manifest, by path below the project.

    `before`: as the last build left them; `listed`: all outputs. Empty where something else is there.
    """
    manifest = {_PATH: signature(files.root / _PATH)}
    folders = {name: found for name, found in before.items() if name != _PATH}
    if folders and are_as_before(files, folders):
        return folders | manifest
    names = [f"{BUILD}/{name}" for name in _walk(files)[0]]
    folders = {name: signature(files.root / name) for name in names}
    wait = max(found[0] for found in folders.values()) + TICK - time.time_ns()
    if 0 < wait <= TICK:
        time.sleep(wait / 1e9)  # from now on whatever comes or goes changes a signature
    return folders | manifest if _walk(files)[1] == listed() else {}


def are_as_before(files: Inside, before: Traces) -> bool:
    """Nothing has come or gone. `before`: of `traces`."""
    return all(signature(files.root / name) == found for name, found in before.items())


def write_manifest(
    files: Inside,
    listed: Callable[[], Mapping[str, str]],
    broken: Mapping[str, int],
    index: bytes | None = None,
    moved: Moved | None = None,
) -> None:
    """`manifest.json`: every output with its SHA-256, the posts that errors keep from being published, and the SHA-256
    of the index of times, which stands beside it. `index` None: it stays as it is.

    `listed`: all outputs; `moved`: how they differ from those in the manifest that is there, None where it is not
    known. Written last and put in place at once, so that it never speaks of files that are not there yet.
    """
    if index is None:
        found = orjson.loads(files.read(_PATH)).get("index", "")
    else:
        found = digest(index)
        _replace(files, INDEX, index)
    head = {"schema": 1, "complete": True, "broken": broken, "index": found}
    data = None if moved is None else _patched(files.read(_PATH), head, moved)
    _replace(files, MANIFEST, data or _dump({**head, "outputs": listed()}))
    for draft, _ in files.entries(BUILD):
        if draft.startswith(".") and draft.endswith(".new"):  # of a run that was killed before it was put in place
            files.remove(f"{BUILD}/{draft}")


def _dump(manifest: Mapping[str, Any]) -> bytes:
    return orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _patched(manifest: bytes, head: Mapping[str, Any], moved: Moved) -> bytes | None:
    """The manifest with these digests instead of those before; None where files have come or gone."""
    listed = bytearray(manifest.partition(_OUTPUTS)[2])
    for name, (before, now) in moved.items():
        if before == now:
            continue
        if before is None or now is None:
            return None
        line = b"    " + orjson.dumps(name) + b': "'
        at = listed.find(line + before.encode()) + len(line)
        if at < len(line):
            return None
        listed[at : at + len(before)] = now.encode()
    above, below = _dump({**head, "outputs": {}}).split(_OUTPUTS + b"{}")
    return above + _OUTPUTS + listed if listed.endswith(below) else None


def _replace(files: Inside, name: str, data: bytes) -> None:
    if not files.is_file(f"{BUILD}/{name}") or files.read(f"{BUILD}/{name}") != data:
        files.replace(f"{BUILD}/{name}", data)
