"""What is on disk, by signature: the build compares it with what the last one saw."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from smmgen.building.cache import Signature
from smmgen.content.layout import CONTENT, POSTS


def scan(project: Path) -> dict[str, Signature]:
    """Every file below content/ with its signature, by POSIX path; hidden files and folders are left out."""
    return dict(_scan(project / CONTENT, CONTENT))


def _scan(folder: Path, name: str) -> Iterator[tuple[str, Signature]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _scan(Path(entry.path), f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", signature(entry)


def signature(entry: os.DirEntry[str] | Path) -> Signature:
    """What tells that a file may have changed; what is not there, or is a dangling link, has none of its own."""
    try:
        stat = entry.stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def posts_of(files: Iterable[str]) -> set[str]:
    """Those that are posts."""
    return {path for path in files if path.startswith(f"{POSTS}/") and path.endswith(".md")}


def tree(folder: Path, suffix: str = "") -> list[Path]:
    """The folder, all folders in it (their times tell of files added and removed) and files with that suffix."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [Path(root), *(Path(root, name) for name in sorted(names) if name.endswith(suffix))]
    return found
