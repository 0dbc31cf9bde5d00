"""What is on disk, by signature: the build compares it with what the last one saw."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import smmgen
from smmgen.building.cache import Signature
from smmgen.content.layout import CONTENT
from smmgen.errors import UserError
from smmgen.safe_files import real_name

if TYPE_CHECKING:
    from smmgen.diagnostics import Diagnostic

_Place = tuple[int, int]
"""Device and inode of a folder."""


_PROGRAM = Path(smmgen.__file__).parent
_OURS = "smmgen:"
_LARGEST = (1 << 63) - 1
"""SQLite's largest integer; some file systems have larger inodes."""
MAX_DEPTH = 40
"""Folders in each other below content/ that are read."""
MAX_PATH = 1000
"""Bytes of a folder's path in the project: what is written for its posts has a longer one (PATH_MAX is 4096)."""
_UNREAD: Signature = (0, 0, 0, 0)
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

    A folder is entered once, under its own name; a link to one that stays in the project is entered where that has no
    name of its own in content/. A name that ends in `/` is a folder that is not entered: see `unread`.
    Raises UserError for a folder that cannot be read and for names that are not UTF-8.
    """
    content = project / CONTENT
    walk = _Walk(project)
    if content.is_symlink():
        walk.links.append(CONTENT)
    elif content.is_dir():
        walk.enter(CONTENT, content)
    while walk.links:
        walk.follow(walk.links.popleft())
    return walk.found


class _Walk:
    """Folders that were entered, links to folders that wait until all others are, and what was found."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._entered: set[_Place] = set()
        self.links: deque[str] = deque()
        self.found: dict[str, Signature] = {}

    def enter(self, name: str, path: Path | str) -> None:
        """The folder and all that are in it."""
        folders = deque([(name, str(path))])
        while folders:
            name, opened = folders.popleft()
            if name.count("/") > MAX_DEPTH or len(name.encode()) > MAX_PATH:
                self.found[f"{name}/"] = _UNREAD
            elif (place := _place(opened)) not in self._entered:
                self._entered.add(place)
                folders.extend(self._look(name, opened))

    def _look(self, name: str, path: str) -> Iterator[tuple[str, str]]:
        """Take in the files of a folder; the folders in it."""
        for entry in _entries(name, path):
            below = f"{name}/{_utf8(entry.name, name)}"
            if not _is_folder(entry):
                self.found[below] = signature(entry)
            elif entry.is_symlink():
                self.links.append(below)
            else:
                yield below, entry.path

    def follow(self, name: str) -> None:
        """A link to a folder. One to a folder that content/ is in, or to one that was entered, adds nothing."""
        real = real_name(self._project, name)
        if real is None and (self._project / name).resolve() == self._project.resolve():
            return
        if real is None or real.split("/")[0] == "build":
            self.found[f"{name}/"] = _UNREAD
        elif not f"{CONTENT}/".startswith(f"{real}/"):
            self.enter(name, self._project / real)


def _entries(name: str, path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise UserError(f"the folder {name} cannot be read: {reason}", "check its permissions") from None


def unread(files: Iterable[str]) -> list[Diagnostic]:
    """A report for every folder that was not entered."""
    return [_unread(name.rstrip("/")) for name in files if name.endswith("/")]


def _unread(name: str) -> Diagnostic:
    from smmgen.content.codes import UNREADABLE_FILE
    from smmgen.diagnostics import Span, diagnose

    message = "a symbolic link that leads out of the project, to a hidden folder or into `build/`"
    hint = "copy the folder itself here"
    if name.count("/") > MAX_DEPTH:
        message, hint = f"folders are nested {MAX_DEPTH} deep here", "move what is in them further up"
    elif len(name.encode()) > MAX_PATH:
        message, hint = f"the names of folders add up to more than {MAX_PATH} bytes", "shorten them"
    return diagnose(UNREADABLE_FILE, name, Span(), message, hint)


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
    """What tells that a file may have changed; what is not there, or is a link to nothing, has none of its own. Neither
    has an empty log of SQLite's, which whoever only reads a database may leave behind."""
    try:
        stat = entry.stat()
    except (OSError, ValueError):
        return (0, 0, 0, 0)
    if not stat.st_size and entry.name.endswith("-wal"):
        return (0, 0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ctime_ns, stat.st_ino & _LARGEST)


def tally(files: Mapping[str, Signature]) -> str:
    """Stands for all these files: another one, in whatever order they are, for another set of names and signatures."""
    marks = (f"{name}\0{found}".encode() for name, found in files.items())
    return f"{sum(int.from_bytes(blake2b(mark, digest_size=8).digest(), 'big') for mark in marks) % (1 << 64):016x}"


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
