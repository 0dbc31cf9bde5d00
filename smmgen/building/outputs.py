"""The files of `build/`: written only when their bytes change, and listed with their digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any, BinaryIO

import orjson

from smmgen.safe_files import Inside

BUILD = "build"
MANIFEST = "manifest.json"
INDEX = "index.jsonl"

FOLDERS = ("payloads", "site", "media")
"""Folders of build/ that belong to the build alone; anything else found in them is removed."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Outputs:
    """The outputs of one build. `known`: name -> SHA-256 of what the last build wrote and is still there; `others`:
    names of what else was found.

    Names are POSIX paths below build/.
    """

    def __init__(self, files: Inside, known: Mapping[str, str], others: Iterable[str] = ()) -> None:
        """`files`: those of the project."""
        self.files = files
        self._known = dict(known)
        self._others = frozenset(others)
        self.written = 0
        self.removed = 0

    def known(self, name: str) -> str | None:
        """SHA-256 of what this build or the last one wrote and is still there."""
        return self._known.get(name)

    def learn(self, written: Mapping[str, str]) -> None:
        """Take in what another process wrote: name -> SHA-256. A post may be made twice in one build."""
        self._known.update(written)

    def write(self, name: str, data: bytes) -> str:
        """Write the file unless it holds these bytes already; returns their SHA-256."""
        found = digest(data)
        if self._known.get(name) != found and self.files.overwrite(f"{BUILD}/{name}", data):
            self.written += 1
        return found

    def copy(self, name: str, file: BinaryIO) -> None:
        """The same from an open file, which may be large."""
        if self.files.copy(f"{BUILD}/{name}", file):
            self.written += 1

    def keep(self, listed: Mapping[str, str]) -> None:
        """Delete every file but these, and folders left empty. `listed`: name -> SHA-256."""
        superfluous = {name for name in chain(self._others, self._known) if name not in listed}
        self._known = dict(listed)
        for name in sorted(superfluous):
            self.files.remove(f"{BUILD}/{name}")
            self.removed += 1
            self._remove_empty(name)

    def _remove_empty(self, name: str) -> None:
        """Folders above the file that nothing is left in, but those that always are there."""
        folder = name.rpartition("/")[0]
        while folder not in (*FOLDERS, "") and self.files.remove_folder(f"{BUILD}/{folder}"):
            folder = folder.rpartition("/")[0]


def found(files: Inside) -> Iterator[str]:
    """Names of all files in the folders of the build. A link is one, whatever it leads to."""
    folders = list(FOLDERS)
    for name in folders:
        for below, is_folder in files.entries(f"{BUILD}/{name}"):
            if is_folder:
                folders.append(f"{name}/{below}")
            else:
                yield f"{name}/{below}"


def write_manifest(
    files: Inside, outputs: Mapping[str, str], broken: Mapping[str, int], index: bytes | None = None
) -> None:
    """`manifest.json`: every output with its SHA-256, the posts that errors keep from being published, and the SHA-256
    of the index of times, which stands beside it. `index` None: it stays as it is.

    Written last and put in place at once, so that it never speaks of files that are not there yet.
    """
    if index is None:
        found = orjson.loads(files.read(f"{BUILD}/{MANIFEST}")).get("index", "")
    else:
        found = digest(index)
        _replace(files, INDEX, index)
    manifest: dict[str, Any] = {
        "schema": 1, "complete": True, "broken": broken, "index": found, "outputs": outputs,
    }  # fmt: skip
    data = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    _replace(files, MANIFEST, data)
    for draft, _ in files.entries(BUILD):
        if draft.startswith(".") and draft.endswith(".new"):  # of a run that was killed before it was put in place
            files.remove(f"{BUILD}/{draft}")


def _replace(files: Inside, name: str, data: bytes) -> None:
    if not files.is_file(f"{BUILD}/{name}") or files.read(f"{BUILD}/{name}") != data:
        files.replace(f"{BUILD}/{name}", data)
