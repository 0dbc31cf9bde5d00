"""Files of a project, reached without following links: what came with a clone must lead nowhere else.

A symbolic link below the project's folder is never followed on the way to a file that is written or removed, and a
file with a second name (a hard link) is never changed in place. On POSIX every folder on the way is opened one after
the other, from the project's folder down, and the act is done relative to it (`openat`, `O_NOFOLLOW`): a link that is
put in place between a look and the act is not followed either. Windows has no such calls; there each step is looked at
just before the act, which leaves a moment for a program that runs at the same time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from hashlib import sha256
from io import BufferedReader, BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NoReturn

from smmgen.descriptors import (
    ANCHORED,
    FOLDER,
    NO_LINK,
    create_whole,
    fill,
    is_link,
    not_alone,
    open_unlinked,
    regular,
    require_plain,
    same,
)
from smmgen.errors import UserError

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database for the files it writes beside it."""

_KEPT = 200
"""Folders that are kept open."""


class LeadsOut(OSError):
    """A link of the content leads out of the project, or to a hidden file."""


class LinkFound(UserError):
    """A symbolic link stands where a folder or file of the project should be."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is a symbolic link; links are not followed there",
            "see where it leads; then delete the link, or put the folder or file itself in its place",
        )


class SharedFile(UserError):
    """A file has a second name (a hard link), or is a pipe or a device, not a file."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path} {what}", "move it away; nothing was written to it")


def real_name(project: Path, name: str) -> str | None:
    """The POSIX path below the project that the name leads to, links followed; None when that is out of the project or
    hidden in it."""
    if "\0" in name:
        return None
    root = os.path.realpath(project)
    real = os.path.realpath(os.path.join(root, name))
    start = root.rstrip(os.sep) + os.sep
    if not real.startswith(start):
        return None
    parts = real[len(start) :].split(os.sep)
    return None if any(part.startswith(".") for part in parts) else "/".join(parts)


def open_content(project: Path, name: str, files: Inside | None = None) -> BufferedReader:
    """A file of the project for reading. Links that stay in the project are followed, others raise LeadsOut.

    `files`: those of the project, where its folders are kept open. Raises OSError too for what is no file, such as a
    named pipe.
    """
    try:
        if _is_plain(name):
            with contextlib.suppress(LinkFound):
                return _opened(project, name, files)
        if (real := real_name(project, name)) is not None:
            return _opened(project, real)
    except LinkFound:  # put there just now
        pass
    raise LeadsOut(errno.ELOOP, "a symbolic link that leads out of the project", str(project / name))


def _opened(project: Path, name: str, files: Inside | None = None) -> BufferedReader:
    with contextlib.nullcontext(files) if files else Inside(project) as opened:
        return opened.open(name)


def _is_plain(name: str) -> bool:
    """No step of the name leads up or is hidden, so that it stays in the project unless a link is on the way."""
    return ANCHORED and all(part and part[0] != "." for part in name.split("/")) and "\0" not in name


class Inside:
    """The files below a folder. Names are POSIX paths below it; no link is followed, wherever it stands in one.

    Methods raise LinkFound (a UserError) for a link in place of a folder and OSError for what the system refuses.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: dict[str, int] = {}

    def __enter__(self) -> Inside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folders that are kept open."""
        for descriptor in self._folders.values():
            os.close(descriptor)
        self._folders.clear()

    # reading

    def open(self, name: str) -> BufferedReader:
        """A file for reading. OSError for what is no file; LinkFound for a link."""
        return regular(self.descriptor(name, os.O_RDONLY), self._path(name))

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def stat(self, name: str) -> os.stat_result | None:
        """Of the file, folder or link itself; None where nothing is."""
        try:
            leaf, folder = self._at(name)
            return os.stat(leaf, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._fail(error, name)

    def is_file(self, name: str) -> bool:
        found = self.stat(name)
        return found is not None and stat.S_ISREG(found.st_mode)

    def entries(self, name: str) -> list[tuple[str, bool]]:
        """Names in a folder, each with whether it is a folder itself; none where there is no such folder."""
        try:
            folder = self._folder(name)
            with os.scandir(folder if ANCHORED else self._path(name)) as found:
                return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        except FileNotFoundError:
            return []
        except OSError as error:
            self._fail(error, name)

    # writing

    def make_folder(self, name: str) -> None:
        """The folder, and those it stands in."""
        try:
            self._folder(name, make=True)
        except OSError as error:
            self._fail(error, name)

    def overwrite(self, name: str, data: bytes) -> bool:
        """Give the file these bytes, keeping its blocks: truncating first is several times slower. False: it had them.

        A link in its place, a pipe, or a file with a second name is replaced, so that nothing else changes.
        """
        try:
            leaf, folder = self._at(name, make=True)
            try:
                descriptor = open_unlinked(leaf, folder, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError as error:
                if error.errno not in (errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EOPNOTSUPP):
                    raise
                return self._put(leaf, folder, BytesIO(data), 0o644, sync=False)
            before = os.fstat(descriptor)
            if before.st_nlink > 1 or not stat.S_ISREG(before.st_mode):
                os.close(descriptor)
                return self._put(leaf, folder, BytesIO(data), 0o644, sync=False)
        except OSError as error:
            self._fail(error, name)
        if not before.st_size:
            return fill(descriptor, data)
        with open(descriptor, "r+b") as file:
            if before.st_size == len(data) and file.read() == data:
                return False
            file.seek(0)
            file.write(data)
            if before.st_size > len(data):
                file.truncate()
        return True

    def replace(self, name: str, body: bytes | BinaryIO, mode: int = 0o644, *, as_before: bool = False) -> None:
        """Put a file in place at once: whoever reads it sees the old bytes or the new ones, after a power cut too.

        What stood there, be it a link, loses its name only. `as_before`: with the permissions it had.
        """
        before = self.stat(name) if as_before else None
        mode = stat.S_IMODE(before.st_mode) if before else mode
        try:
            leaf, folder = self._at(name, make=True)
            self._put(leaf, folder, BytesIO(body) if isinstance(body, bytes) else body, mode, True, as_before)
        except OSError as error:
            self._fail(error, name)

    def copy(self, name: str, body: BinaryIO) -> bool:
        """Give the file these bytes, block by block, by a new file in its place. False: it had them."""
        if self.is_file(name):
            with self.open(name) as file:
                if same(file, body):
                    return False
            body.seek(0)
        try:
            leaf, folder = self._at(name, make=True)
            return self._put(leaf, folder, body, 0o644, sync=False)
        except OSError as error:
            self._fail(error, name)

    def create(self, name: str, data: bytes) -> None:
        """A new file, whole at once. FileExistsError when anything has the name, be it a link to nothing."""
        try:
            leaf, folder = self._at(name, make=True)
            create_whole(leaf, folder, data)
        except OSError as error:
            self._fail(error, name)

    def descriptor(self, name: str, flags: int, mode: int = 0o644) -> int:
        """The opened file, which is none through a link."""
        try:
            leaf, folder = self._at(name, make=bool(flags & os.O_CREAT))
            return open_unlinked(leaf, folder, flags, mode)
        except OSError as error:
            self._fail(error, name)

    def own(self, name: str, flags: int, mode: int = 0o644) -> int:
        """The same of a file that is written in place. Raises SharedFile for one that is not the project's alone."""
        descriptor = self.descriptor(name, flags, mode)
        if what := not_alone(os.fstat(descriptor)):
            os.close(descriptor)
            raise SharedFile(self._shown(name), what)
        return descriptor

    def own_path(self, name: str, *beside: str, make: bool = False) -> Path:
        """The path of a file, for programs that open it themselves: looked at, with those that have `beside` after its
        name. Raises LinkFound, SharedFile."""
        if make:
            self.make_folder(name.rpartition("/")[0])
        for one in (name, *(f"{name}{suffix}" for suffix in beside)):
            found = self.stat(one)
            if found and stat.S_ISLNK(found.st_mode):
                raise LinkFound(self._shown(one))
            if found and (what := not_alone(found)):
                raise SharedFile(self._shown(one), what)
        return self.root / name

    # removing

    def remove(self, name: str) -> bool:
        """Take a file or a link away, whatever it leads to stays. False: there was none."""
        try:
            leaf, folder = self._at(name)
            os.unlink(leaf, dir_fd=folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            self._fail(error, name)
        return True

    def remove_folder(self, name: str) -> bool:
        """Take an empty folder away. False: it is not empty."""
        self._forget(name)
        try:
            leaf, folder = self._at(name)
            os.rmdir(leaf, dir_fd=folder)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return False
            self._fail(error, name)
        return True

    def remove_tree(self, name: str) -> None:
        """Take a folder away, where there is one, with all that is in it; links in it are taken away themselves."""
        try:
            self._folder(name)
            self.close()
            leaf, folder = self._at(name)
            shutil.rmtree(leaf, dir_fd=folder)
        except FileNotFoundError:
            return
        except OSError as error:
            self._fail(error, name)

    # the way there

    def _at(self, name: str, make: bool = False) -> tuple[str, int | None]:
        """The last part of the name and the opened folder it is in; on Windows the path, each step of it looked at."""
        above, _, leaf = name.rpartition("/")
        require_plain(leaf)
        if ANCHORED:
            return leaf, self._folder(above, make)
        self._look(above, make)
        return self._path(name), None

    def _folder(self, name: str, make: bool = False) -> int:
        """The opened folder; the root for ""."""
        if not ANCHORED:
            self._look(name, make)
            return -1
        if (known := self._folders.get(name)) is not None:
            return known
        if len(self._folders) >= _KEPT:
            self.close()
        if name == "":
            opened = os.open(self.root, FOLDER & ~NO_LINK)
        else:
            above, _, leaf = name.rpartition("/")
            require_plain(leaf)
            opened = self._step(self._folder(above, make), leaf, name, make)
        self._folders[name] = opened
        return opened

    def _step(self, above: int, leaf: str, name: str, make: bool) -> int:
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(leaf, dir_fd=above)
        try:
            return os.open(leaf, FOLDER, dir_fd=above)
        except OSError as error:
            refused = error.errno in (errno.ENOTDIR, errno.ELOOP, errno.EMLINK)
            if refused and stat.S_ISLNK(os.stat(leaf, dir_fd=above, follow_symlinks=False).st_mode):
                raise LinkFound(self._shown(name)) from None
            raise

    def _look(self, name: str, make: bool) -> None:
        """Every folder on the way, where there is no `openat`."""
        path = str(self.root)
        for part in filter(None, name.split("/")):
            require_plain(part)
            path = os.path.join(path, part)
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(path)
            if is_link(path):
                raise LinkFound(self._shown(os.path.relpath(path, self.root).replace(os.sep, "/")))

    def _forget(self, name: str) -> None:
        for kept in [kept for kept in self._folders if kept == name or kept.startswith(f"{name}/")]:
            os.close(self._folders.pop(kept))

    def _put(self, leaf: str, folder: int | None, body: BinaryIO, mode: int, sync: bool, exact: bool = False) -> bool:
        above, _, last = leaf.rpartition(os.sep)
        draft = os.path.join(above, f".{sha256(last.encode()).hexdigest()[:16]}.{os.getpid()}.new")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=folder)
        try:
            with open(open_unlinked(draft, folder, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                shutil.copyfileobj(body, file)
                if exact and hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), mode)
                if sync:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(draft, leaf, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft, dir_fd=folder)
        if sync and folder is not None:
            with contextlib.suppress(OSError):  # not every system can sync a folder; the file itself is safe by now
                os.fsync(folder)
        return True

    def _path(self, name: str) -> str:
        return os.path.join(self.root, *name.split("/"))

    def _shown(self, name: str) -> str:
        return f"{self.root.name}/{name}" if self.root.name in ("build", ".smm") else name

    def _fail(self, error: OSError, name: str) -> NoReturn:
        """The system's word with the whole path, instead of the last step of it."""
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise LinkFound(self._shown(name)) from None
        error.filename = self._path(name)
        error.filename2 = None
        raise error
