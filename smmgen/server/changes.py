"""File changes that trigger a rebuild. The only module that imports watchdog."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from smmgen.content.layout import CONFIG, DATA, LIMITS
from smmgen.safe_files import real_name

FOLDERS = ("content", "hooks", "themes", LIMITS, *DATA)
"""Folders of a project whose files make a difference; in the project's own folder only smm.toml does."""

CHANGES = frozenset({"created", "modified", "deleted", "moved"})


class Watcher:
    """Calls `changed` for every change that matters, until it is stopped.

    `named`: files and folders that smm.toml names. Watchdog follows no links, so the folders that those of the project
    lead to are watched under their real names.
    """

    def __init__(self, project: Path, named: Callable[[], Iterable[Path]], changed: Callable[[], None]) -> None:
        self._project, self._named = Path(os.path.realpath(project)), named
        self._changes = Changes(self._project, changed)
        self._watches: dict[_Place, ObservedWatch] = {}
        self._observer = _started(Observer())
        self.look()

    def look(self) -> None:
        """Watch what the site is made of by now. Where the system has no more watches to give, look every second."""
        found = sources(self._project, self._named())
        self._changes.found = found
        try:
            self._watch(found)
        except OSError:
            self.stop()
            self._observer, self._watches = _started(PollingObserver()), {}
            self._watch(found)

    def stop(self) -> None:
        self._observer.stop()
        self._observer.join(timeout=5)

    def _watch(self, found: Sources) -> None:
        places = {place for path, recursive in found.places() if (place := _place(path, recursive))}
        for place in self._watches.keys() - places:
            self._observer.unschedule(self._watches.pop(place))
        for place in sorted(places - self._watches.keys()):
            self._watches[place] = self._observer.schedule(self._changes, place.path, recursive=place.recursive)


class Changes(FileSystemEventHandler):
    """Calls `changed` for every event that matters."""

    def __init__(self, project: Path, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.found = sources(project, ())

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if event.event_type in CHANGES and any(map(self.found.matters, paths)):
            self._changed()


class Sources(NamedTuple):
    """Files, and folders with all that is in them, that a site is made of."""

    folders: frozenset[Path]
    files: frozenset[Path]

    def matters(self, path: Path) -> bool:
        """It is one of them; drafts of editors and what Python compiles are none."""
        return path in self.files or any(
            path.is_relative_to(folder) and not any(map(_is_passing, path.relative_to(folder).parts))
            for folder in self.folders
        )

    def places(self) -> Iterator[tuple[Path, bool]]:
        """Folders to watch, and whether with all that is in them."""
        yield from ((folder, True) for folder in self.folders)
        above = {file.parent for file in self.files}
        yield from ((one, False) for one in above if not any(one.is_relative_to(folder) for folder in self.folders))


def sources(project: Path, named: Iterable[Path]) -> Sources:
    """Those of the project, what is named, and whatever links in them lead to."""
    folders, files, seen = {project / name for name in FOLDERS}, {project / CONFIG}, {project}
    waiting = [*folders, *(project / path for path in named)]
    while waiting:
        path = Path(os.path.realpath(waiting.pop()))
        if path in seen:
            continue
        seen.add(path)
        if path.is_dir():
            folders.add(path)
            waiting += _links(project, path)
        else:
            files.add(path)
    return Sources(frozenset(folders), frozenset(files))


def _links(project: Path, folder: Path) -> Iterator[Path]:
    """Where the links below a folder lead, as far as that stays in the project."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_passing(name)]
        for path in (os.path.join(root, name) for name in (*folders, *names)):
            if os.path.islink(path) and (real := real_name(project, os.path.relpath(path, project))):
                yield project / real


def _is_passing(name: str) -> bool:
    return name.startswith(".") or name.endswith("~") or name == "__pycache__"


class _Place(NamedTuple):
    """What is watched under this name: a folder that was deleted and made again is another one."""

    path: str
    recursive: bool
    device: int
    inode: int


def _place(path: Path, recursive: bool) -> _Place | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Place(str(path), recursive, found.st_dev, found.st_ino) if path.is_dir() else None


def _started(observer: BaseObserver) -> BaseObserver:
    observer.start()
    return observer
