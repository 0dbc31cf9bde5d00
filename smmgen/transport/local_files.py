"""`file:` requests: reading and replacing files of the project, nothing outside it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from smmgen.errors import Rejected, Unavailable, UserError
from smmgen.networks.wire import File, Request, Response
from smmgen.safe_files import Inside, open_content


def answer(project: Path, request: Request) -> Response:
    """`GET` gives 200 with the bytes or 404, `PUT` replaces the whole file at once, `DELETE` removes it (both 204).

    Paths are the project's.

    Raises Rejected for a path outside the project, Unavailable when the disk says no.
    """
    with _wording(name := inside(project, unquote(urlsplit(request.url).path))), Inside(project) as files:
        if request.method == "GET":
            return Response(404) if files.stat(name) is None else Response(200, body=files.read(name))
        if request.method == "PUT":
            with _body(project, request) as body:
                files.replace(name, body)
            return Response(204)
        if request.method == "DELETE":
            files.remove(name)
            return Response(204)
    return Response(405)


def inside(project: Path, path: str) -> str:
    """The POSIX path below the project. Raises Rejected for one that leads out of it, or to what git keeps there."""
    name = "" if "\0" in path else posixpath.normpath(path)
    if name in ("", ".", "..") or name.startswith(("../", "/")) or name.split("/")[0] == ".git":
        raise Rejected(f"`{path}` leads out of the project", "use a path inside the project")
    return name


@contextmanager
def _wording(name: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise Rejected(error.message, error.hint) from error
    except OSError as error:
        raise Unavailable(f"{name} cannot be used: {error.strerror or error}") from error


Checked = set[tuple[Any, ...]]
"""Files that were checked, each with what tells that it changed: a later slice need not read the whole file again."""


def open_file(project: Path, file: File, checked: Checked | None = None) -> BinaryIO:
    """A file of the project, checked against its SHA-256 where one is given and then open for reading; a slice of it
    where `file` is one.

    Raises Rejected when it is missing, is not the file that was built, or ends before the slice does.
    """
    try:
        opened = open_content(project, file.path)
    except OSError as error:
        raise _gone(file.path) from error
    try:
        _require_built(opened, file, checked)
        opened.seek(0)
        return opened if file.offset == 0 and file.length is None else BufferedReader(Slice(opened, file))
    except BaseException:
        opened.close()
        raise


def _require_built(opened: BinaryIO, file: File, checked: Checked | None) -> None:
    found = os.fstat(opened.fileno())
    stamp = (file.path, file.sha256, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    if not file.sha256 or (file.offset and checked is not None and stamp in checked):
        return
    if _digest(opened) != file.sha256.removeprefix("sha256:"):
        raise Rejected(f"{file.path} is not the file that was built", "run `smm build` and look at the preview")
    if checked is not None:
        checked.add(stamp)


class Slice(RawIOBase):
    """Bytes of a file, as a file of its own. Raises Rejected when they are not all there."""

    def __init__(self, opened: BinaryIO, file: File) -> None:
        size = opened.seek(0, SEEK_END)
        self._opened, self._start = opened, file.offset
        self._length = size - file.offset if file.length is None else file.length
        self._at = 0
        if file.offset < 0 or self._length < 0 or file.offset + self._length > size:
            raise Rejected(f"{file.path} ends before the slice of it that was to be sent", "run `smm build` again")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = max(0, {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._length}[whence] + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._opened.seek(self._start + self._at)
        piece = self._opened.read(min(len(buffer), max(0, self._length - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._opened.close()
        super().close()


def check_file(project: Path, path: str, digest: str) -> None:
    """Raise Rejected unless the file is there and is the one that was built."""
    open_file(project, File(path, "", digest)).close()


def _gone(path: str) -> Rejected:
    return Rejected(f"{path} cannot be read", "put the file back, or run `smm build` after changing the post")


def _digest(file: BinaryIO) -> str:
    digest = sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _body(project: Path, request: Request) -> Iterator[BinaryIO]:
    with open_file(project, request.upload) if request.upload else BytesIO(request.content or b"") as body:
        yield body
