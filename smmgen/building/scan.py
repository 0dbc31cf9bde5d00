"""What is on disk, by signature: the build compares it with what the last one saw."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import smmgen
from smmgen.building.cache import Signature
from smmgen.content.layout import CONTENT, POSTS
from smmgen.errors import UserError

_Place = tuple[int, int]
"""Device and inode of a folder."""


_PROGRAM = Path(smmgen.__file__).parent
_OURS = "smmgen:"
_LARGEST = (1 << 63) - 1
"""SQLite's largest integer; some file systems have larger inodes."""
TICK = 20_000_000
"""Nanoseconds, twice as long as files changed one after another may get the same time: systems stamp them by a clock
that ticks up to every 10 milliseconds."""


def settled(project: Path) -> dict[str, Signature]:
    """As `scan`, once every file is so old that another change of it would change its signature."""
    files = scan(project)
    wait = max((found[0] for found in files.values()), default=0) + TICK - time.time_ns()
    if not 0 < wait <= TICK:
        return files
    time.sleep(wait / 1e9)
    return scan(project)


def scan(project: Path) -> dict[str, Signature]:
    """Every file below content/ with its signature, by POSIX path; hidden files and folders are left out.

    Raises UserError for a folder that cannot be read and for names that are not UTF-8.
    """
    content = project / CONTENT
    return dict(_scan(content, CONTENT, frozenset({_place(content)}))) if content.is_dir() else {}


def _scan(folder: Path, name: str, above: frozenset[_Place]) -> Iterator[tuple[str, Signature]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise UserError(f"the folder {name} cannot be read: {reason}", "check its permissions") from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        below = f"{name}/{_utf8(entry.name, name)}"
        if not _is_folder(entry):
            yield below, signature(entry)
        elif (place := _place(entry.path)) not in above:  # a link may lead back to a folder that it is in
            yield from _scan(Path(entry.path), below, above | {place})


def _utf8(file: str, folder: str) -> str:
    try:
        file.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(file).decode("utf-8", "replace")
        raise UserError(f"the name of `{shown}` in {folder} is not UTF-8", "rename the file") from None
    return file


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or into a folder that cannot be read
        return False


def _place(path: str | Path) -> _Place:
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino


def name_of(project: Path, path: Path, *, ours: bool = False) -> str:
    """What the cache calls a file: its path below the project, so that a copy of the project finds its own.

    `ours`: a file of this program or its libraries is named as seen from here; any other as smm.toml or git names it.
    """
    if path.is_relative_to(project):
        return path.relative_to(project).as_posix()
    return f"{_OURS}{os.path.relpath(path, _PROGRAM)}" if ours else str(path)


def place(project: Path, name: str) -> Path:
    """Where a file of that name is."""
    return _PROGRAM / name.removeprefix(_OURS) if name.startswith(_OURS) else project / name


def signature(entry: os.DirEntry[str] | Path) -> Signature:
    """What tells that a file may have changed; what is not there, or is a link to nothing, has none of its own."""
    try:
        stat = entry.stat()
    except (OSError, ValueError):
        return (0, 0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ctime_ns, stat.st_ino & _LARGEST)


def posts_of(files: Iterable[str]) -> set[str]:
    """Those that are posts."""
    return {path for path in files if path.startswith(f"{POSTS}/") and path.endswith(".md")}


def tree(folder: Path, suffix: str = "") -> list[Path]:
    """The folder, all folders in it (their times tell of files added and removed) and all files.

    With a suffix, only files that have it: folders of Python files change whenever a module is first imported.
    """
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [] if suffix else [Path(root)]
        found += [Path(root, name) for name in sorted(names) if name.endswith(suffix)]
    return found
