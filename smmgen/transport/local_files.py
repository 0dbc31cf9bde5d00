"""`file:` requests: reading and replacing files of the project, nothing outside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
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


def open_file(project: Path, file: File) -> BinaryIO:
    """A file of the project, checked against its SHA-256 where one is given and then open for reading.

    Raises Rejected when it is missing or is not the file that was built.
    """
    try:
        opened = open_content(project, file.path)
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
