"""What is on disk, by signature: the build compares it with what the last one saw."""

from __future__ import annotations

import os
import time
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import smmgen
from smmgen.content.layout import CONTENT, DATA
from smmgen.descriptors import ANCHORED, FOLDER
from smmgen.errors import UserError
from smmgen.safe_files import real_name
from smmgen.signatures import NOTHING, TICK, Signature, signature

if TYPE_CHECKING:
    from smmgen.diagnostics import Diagnostic

_Found = tuple[str, Signature]
"""A file by its POSIX path, with its signature."""
_Place = tuple[int, int]
"""Device and inode of a folder."""


_PROGRAM = os.path.dirname(smmgen.__file__)
_OURS = "smmgen:"
_LISTED = "/*"
"""Ends what stands for the names in a folder."""
MAX_DEPTH = 40
"""Folders in each other below content/ that are read."""
MAX_PATH = 1000
"""Bytes of a folder's path in the project: what is written for its posts has a longer one (PATH_MAX is 4096)."""
_AT_ONCE = 1000
"""Files that are added to a tally in one go."""


class Seen(NamedTuple):
    """What `scan` found, and when it had, in nanoseconds."""

    files: dict[str, Signature]
    at: int


def see(project: Path) -> Seen:
    """Scan the project now."""
    return Seen(scan(project), time.time_ns())


def settled(project: Path, seen: Seen | None = None) -> dict[str, Signature]:
    """As `scan`, once every file is so old that another change of it would change its signature. `seen`: what a scan
    has just found; what has changed since is left to the next build, as what changes during this one."""
    files, at = seen or see(project)
    wait = max((found[0] for found in files.values()), default=0) + TICK - at
    if not 0 < wait <= TICK:
        return files
    time.sleep(wait / 1e9)
    return scan(project)


def scan(project: Path) -> dict[str, Signature]:
    """Every file below content/ and the folders of data with its signature, by POSIX path; hidden ones are left out.

    A folder is entered once, under its own name; a link to one that stays in the project is entered where that has no
    name of its own in content/. A name that ends in `/` is a folder that is not entered: see `unread`.
    Raises UserError for a folder that cannot be read and for names that are not UTF-8.
    """
    return dict(walk(project))


def walk(project: Path) -> Iterator[_Found]:
    """The same one after the other, always in the same order."""
    return chain.from_iterable(_walk(project))


def _walk(project: Path) -> Iterator[list[_Found]]:
    """Folder by folder."""
    found = _Walk(project)
    for name in (CONTENT, *DATA):
        folder = project / name
        if folder.is_dir() and real_name(project, name) == name:
            yield from found.enter(name, folder)
        elif folder.is_symlink() or folder.parent.is_symlink():
            found.links.append(name)
    while found.links:
        yield from found.follow(found.links.popleft())


class _Walk:
    """Folders that were entered, and links to folders that wait until all others are."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._entered: set[_Place] = set()
        self.links: deque[str] = deque()

    def enter(self, name: str, path: Path | str) -> Iterator[list[_Found]]:
        """The files of the folder and of all that are in it."""
        folders = deque([(name, str(path))])
        while folders:
            name, opened = folders.popleft()
            if name.count("/") > MAX_DEPTH or len(name.encode()) > MAX_PATH:
                yield [(f"{name}/", NOTHING)]
            elif (place := _place(opened)) not in self._entered:
                self._entered.add(place)
                yield self._look(name, opened, folders)

    def _look(self, name: str, path: str, folders: deque[tuple[str, str]]) -> list[_Found]:
        """The files of a folder; the folders in it are added to `folders`."""
        files = list[_Found]()
        with _entries(name, path) as entries:
            for entry in entries:
                below = f"{name}/{entry.name}"
                if not _is_folder(entry):
                    files.append((below, signature(entry)))
                elif entry.is_symlink():
                    self.links.append(below)
                else:
                    folders.append((below, f"{path}/{entry.name}"))
        return files

    def follow(self, name: str) -> Iterator[list[_Found]]:
        """A link to a folder. One to a folder that content/ is in, or to one that was entered, adds nothing."""
        real = real_name(self._project, name)
        if real is None and (self._project / name).resolve() == self._project.resolve():
            return
        if real is None or real.split("/")[0] == "build":
            yield [(f"{name}/", NOTHING)]
        elif not any(f"{folder}/".startswith(f"{real}/") for folder in (CONTENT, *DATA)):
            yield from self.enter(name, self._project / real)


@contextmanager
def _entries(name: str, path: str) -> Iterator[list[os.DirEntry[str]]]:
    """What is in a folder, which stays open meanwhile: the way to it is not gone again for each of them."""
    folder = None
    try:
        try:
            folder = os.open(path, FOLDER) if ANCHORED else None
            with os.scandir(path if folder is None else folder) as entries:
                found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=attrgetter("name"))
        except OSError as error:
            reason = (error.strerror or "unknown error").lower()
            raise UserError(f"the folder {name} cannot be read: {reason}", "check its permissions") from None
        _require_utf8([entry.name for entry in found], name)
        yield found
    finally:
        if folder is not None:
            os.close(folder)


def _require_utf8(names: Sequence[str], folder: str) -> None:
    try:
        "\0".join(names).encode()
    except UnicodeEncodeError as error:
        at = error.object.count("\0", 0, error.start)
        shown = os.fsencode(names[at]).decode("utf-8", "replace")
        raise UserError(f"the name of `{shown}` in {folder} is not UTF-8", "rename the file") from None


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


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or into a folder that cannot be read
        return False


def _place(path: str | Path) -> _Place:
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino


def name_of(project: Path, path: Path) -> str:
    """What the cache calls a file: its path below the project, so that a copy of the project finds its own; another
    one as smm.toml or git names it."""
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def our_name(project: Path, path: Path) -> str:
    """The same for a file or folder of this program or of its libraries: as seen from here."""
    if path.is_relative_to(project):
        return path.relative_to(project).as_posix()
    return f"{_OURS}{os.path.relpath(path, _PROGRAM)}"


def listing(folder: str) -> str:
    """What the cache calls the names in a folder of ours. `folder`: what it calls the folder."""
    return f"{folder}{_LISTED}"


def look(project: Path, name: str) -> Signature:
    """The signature of what the cache calls by that name."""
    if not name.startswith(_OURS):
        return signature(os.path.join(project, name))
    path = os.path.join(_PROGRAM, name.removeprefix(_OURS))
    return _of_names(path.removesuffix(_LISTED)) if path.endswith(_LISTED) else signature(path)


def _of_names(folder: str) -> Signature:
    """Another one when something in it comes, goes or is put in place anew, and for other names: those of libraries
    tell their versions. Change time and inode are left out: they tell of the folder's own permissions and copies."""
    try:
        names = sorted(os.listdir(folder))
        changed = os.stat(folder).st_mtime_ns
    except OSError:
        return NOTHING
    digest = blake2b(os.fsencode("\0".join(names)), digest_size=7).digest()
    return (changed, len(names), 0, int.from_bytes(digest, "big"))


def tally(files: Iterable[tuple[str, Signature]]) -> str:
    """Stands for all these files in this order: another one for other names or signatures."""
    names, figures = blake2b(digest_size=16), blake2b(digest_size=16)
    rest = iter(files)
    while some := [*islice(rest, _AT_ONCE)]:
        names.update("\0".join([name for name, _ in some] + [""]).encode())
        figures.update(array("q", chain.from_iterable([found for _, found in some])).tobytes())
    return names.hexdigest() + figures.hexdigest()


def tree(project: Path, folder: Path, suffix: str = "") -> list[str]:
    """What the cache calls a folder of ours, all folders in it (their times tell of files added and removed) and all
    files.

    With a suffix, only files that have it: folders of Python files change whenever a module is first imported.
    """
    found, name = list[str](), our_name(project, folder)
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(below for below in folders if below != "__pycache__")
        here = name + root.removeprefix(str(folder)).replace(os.sep, "/")
        found += [] if suffix else [here]
        found += [f"{here}/{file}" for file in sorted(files) if file.endswith(suffix)]
    return found
