"""The files of approvals: `approvals/<post>/<person>.json`, tracked in git."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from smmgen.approvals.model import FOLDER, Approval, Unreadable, folder_of, load, path_of
from smmgen.errors import UserError
from smmgen.safe_files import Inside

_MOST = 256 * 1024
"""Bytes of one file."""


class Broken(NamedTuple):
    """A file that is no approval, and why."""

    path: str
    why: str


def approvals_of(project: Path, post: str) -> list[Approval]:
    """Those of one post. Files that are none do not count; `everything` says which."""
    with Inside(project) as files:
        return [one for one in _in_folder(files, folder_of(post)) if isinstance(one, Approval)]


def everything(project: Path) -> list[Approval | Broken]:
    """Every file there is, in order of path."""
    with Inside(project) as files:
        folders = sorted(name for name, is_folder in _entries(files, FOLDER) if is_folder)
        return [one for name in folders for one in _in_folder(files, f"{FOLDER}/{name}")]


def _in_folder(files: Inside, folder: str) -> Iterator[Approval | Broken]:
    names = sorted(name for name, is_folder in _entries(files, folder) if not is_folder and name.endswith(".json"))
    for name in names:
        path = f"{folder}/{name}"
        try:
            with files.open(path) as file:
                data = file.read(_MOST)
            yield load(data, path)
        except Unreadable as error:
            yield Broken(path, str(error))
        except (OSError, UserError) as error:
            yield Broken(path, f"it cannot be read: {getattr(error, 'strerror', None) or error}")


def _entries(files: Inside, folder: str) -> list[tuple[str, bool]]:
    try:
        return files.entries(folder)
    except (OSError, UserError):  # a link, or no folder
        return []


def put(project: Path, approval: Approval) -> str:
    """Write the file. Returns its path below the project."""
    path = path_of(approval.statement.post, approval.statement.person)
    with Inside(project) as files:
        files.replace(path, approval.dump())
    return path


def remove(project: Path, post: str, person: str) -> bool:
    """Whether there was one."""
    with Inside(project) as files:
        return files.remove(path_of(post, person))
