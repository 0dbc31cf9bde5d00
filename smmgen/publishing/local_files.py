"""`file:` requests: reading and replacing files of the project, nothing outside it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from smmgen.errors import Rejected, Unavailable
from smmgen.platforms.base import File, Request, Response


def answer(project: Path, request: Request) -> Response:
    """`GET` gives 200 with the bytes or 404, `PUT` replaces the whole file at once, `DELETE` removes it (both 204).

    Paths are the project's.

    Raises Rejected for a path outside the project, Unavailable when the disk says no.
    """
    path = inside(project, unquote(urlsplit(request.url).path))
    try:
        if request.method == "GET":
            return Response(200, body=path.read_bytes()) if path.is_file() else Response(404)
        if request.method == "PUT":
            with _body(project, request) as body:
                _replace(path, body)
            return Response(204)
        if request.method == "DELETE":
            path.unlink(missing_ok=True)
            return Response(204)
    except OSError as error:
        raise Unavailable(f"{path.name} cannot be used: {error.strerror or error}") from error
    return Response(405)


def inside(project: Path, relative: str) -> Path:
    """The path below the project, symbolic links followed. Raises Rejected for one that leads out of it."""
    root = project.resolve()
    path = (root / relative).resolve()
    if not path.is_relative_to(root):
        raise Rejected(f"`{relative}` leads out of the project", "use a path inside the project")
    return path


def open_file(project: Path, file: File) -> BinaryIO:
    """A file of the project, checked against its SHA-256 where one is given and then open for reading.

    Raises Rejected when it is missing or is not the file that was built.
    """
    try:
        opened = inside(project, file.path).open("rb")
    except OSError as error:
        raise _gone(file.path) from error
    if file.sha256 and _digest(opened) != file.sha256.removeprefix("sha256:"):
        opened.close()
        raise Rejected(f"{file.path} is not the file that was built", "run `smm build` and look at the preview")
    opened.seek(0)
    return opened


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


def _replace(path: Path, body: BinaryIO) -> None:
    """Whoever reads the file sees the old bytes or the new ones, after a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            shutil.copyfileobj(body, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Not every system can sync a folder; the file itself is safe by now."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
