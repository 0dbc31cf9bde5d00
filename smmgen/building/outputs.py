"""The files of `build/`: written only when their bytes change, and listed with their digests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

MANIFEST = "manifest.json"

FOLDERS = ("payloads", "site", "media")
"""Folders of build/ that belong to the build alone; anything else found in them is removed."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Outputs:
    """The outputs of one build. `known`: name -> SHA-256 of what the last build wrote and is still there; `others`:
    names of what else was found.

    Names are POSIX paths below build/.
    """

    def __init__(self, root: Path, known: Mapping[str, str], others: Iterable[str] = ()) -> None:
        self.root = root
        self._known = dict(known)
        self._others = frozenset(others)
        self._folders: set[str] = set()
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
        if self._known.get(name) != found and self._store(name, data):
            self.written += 1
        return found

    def _store(self, name: str, data: bytes) -> bool:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return overwrite(f"{self.root}/{name}", data)

    def keep(self, listed: Mapping[str, str]) -> None:
        """Delete every file but these, and folders left empty. `listed`: name -> SHA-256."""
        superfluous = {name for name in chain(self._others, self._known) if name not in listed}
        self._known = dict(listed)
        for name in sorted(superfluous):
            path = self.root / name
            path.unlink(missing_ok=True)
            self.removed += 1
            for folder in path.relative_to(self.root).parents:
                if folder.name in (*FOLDERS, "") or any((self.root / folder).iterdir()):
                    break
                (self.root / folder).rmdir()


def overwrite(path: str, data: bytes) -> bool:
    """Give the file these bytes, keeping its blocks: truncating first is several times slower. False: it had them."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    with open(descriptor, "r+b") as file:
        before = os.fstat(descriptor).st_size
        if before == len(data) and file.read() == data:
            return False
        file.seek(0)
        file.write(data)
        if before > len(data):
            file.truncate()
    return True


def found(root: Path) -> Iterator[str]:
    """Names of all files in the folders of the build."""
    folders = [folder for folder in FOLDERS if (root / folder).is_dir()]
    for name in folders:
        for entry in os.scandir(root / name):
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{name}/{entry.name}")
            else:
                yield f"{name}/{entry.name}"


def write_manifest(root: Path, outputs: Mapping[str, str], broken: Mapping[str, int]) -> None:
    """`manifest.json`: every output with its SHA-256, and the posts that errors keep from being published.

    Written last and put in place at once, so that it never speaks of files that are not there yet.
    """
    manifest: dict[str, Any] = {"schema": 1, "complete": True, "broken": broken, "outputs": outputs}
    data = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    path = root / MANIFEST
    if path.is_file() and path.read_bytes() == data:
        return
    root.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{MANIFEST}.new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
