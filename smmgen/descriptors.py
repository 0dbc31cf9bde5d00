"""One file or folder, opened without following a link: what the system offers for it, and what is no file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from smmgen.errors import UserError

ANCHORED = os.open in os.supports_dir_fd
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0) | NO_LINK
FILE = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | NO_LINK
"""`O_NONBLOCK`: a named pipe is opened at once, and then found to be no file."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_BLOCK = 1 << 18


def open_regular(path: Path) -> BufferedReader:
    """A file anywhere for reading, links followed. OSError for what is no file: a pipe is not waited for."""
    descriptor = os.open(path, os.O_RDONLY | (FILE & ~NO_LINK))
    return regular(descriptor, str(path))


def regular(descriptor: int, shown: str) -> BufferedReader:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file", shown)
    return os.fdopen(descriptor, "rb")


def require_plain(part: str) -> None:
    """Raise UserError for a step of a name that leads nowhere or up."""
    if part in ("", ".", "..") or "\0" in part or (os.sep != "/" and (os.sep in part or ":" in part)):
        raise UserError(f"`{part}` is not a valid name for a file or folder".replace("\0", "\\0"))


def open_unlinked(leaf: str, folder: int | None, flags: int, mode: int) -> int:
    if not ANCHORED and is_link(leaf):
        raise OSError(errno.ELOOP, "a symbolic link", leaf)
    return os.open(leaf, flags | FILE, mode, dir_fd=folder)


def fill(descriptor: int, data: bytes) -> bool:
    """Write an empty file and close it. False: there is nothing to write."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)
    return bool(data)


def create_whole(leaf: str, folder: int | None, data: bytes) -> None:
    """A new file that is there with all its bytes or not at all. FileExistsError when anything has the name.

    It is written under another name and linked to its own; where there are no hard links, written at once.
    """
    draft = os.path.join(os.path.dirname(leaf), f".{os.getpid()}.{os.path.basename(leaf)[:100]}.new")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(draft, dir_fd=folder)
    try:
        fill(open_unlinked(draft, folder, _NEW, 0o644), data)
        os.link(draft, leaf, src_dir_fd=folder, dst_dir_fd=folder)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        fill(open_unlinked(leaf, folder, _NEW, 0o644), data)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=folder)


def same(first: BinaryIO, second: BinaryIO) -> bool:
    if os.fstat(first.fileno()).st_size != os.fstat(second.fileno()).st_size:
        return False
    while block := first.read(_BLOCK):
        if second.read(_BLOCK) != block:
            return False
    return True


def not_alone(found: os.stat_result) -> str:
    if not stat.S_ISREG(found.st_mode):
        return "is not a file"
    return "is a hard link: the same file has another name elsewhere" if found.st_nlink > 1 else ""


def is_link(path: str) -> bool:
    """Whether the path is a symbolic link or a Windows junction."""
    if sys.platform == "win32" and sys.version_info >= (3, 12):
        return os.path.islink(path) or os.path.isjunction(path)
    return os.path.islink(path)
