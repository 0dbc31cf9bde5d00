"""Media that a network fetches itself: from the rehearsal's own folder, or from a server on this machine.

`{base}/media/NAME` is the file NAME of the project, and no request is made for it. Any other address is asked over
HTTP, once and without following redirects, where it is one of loopback; the internet is never touched.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from smmgen.rehearsal.engine.http import Call, Upload
from smmgen.safe_files import Inside, open_content

LARGEST = 320_000_000
_SECONDS = 10


class Unreachable(Exception):
    """There is nothing to fetch at an address; the message says why."""


def fetch(call: Call, url: str) -> Upload:
    """The file at an address. Raises `Unreachable`."""
    own = f"{call.base}/media/"
    data = _file(call, unquote(url.removeprefix(own))) if url.startswith(own) else _asked(call, url)
    return Upload(unquote(urlsplit(url).path.rpartition("/")[2]), "", data)


def _file(call: Call, name: str) -> bytes:
    steps, folder = name.split("/"), Path(call.media)
    if not call.media or ".." in steps:
        raise Unreachable(f"there is no file {name}")
    try:
        if any(step.startswith(".") for step in steps):  # made from the project's own files
            with Inside(folder) as files:
                return files.read(name)
        with open_content(folder, name) as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:
        raise Unreachable(f"there is no file {name}") from error


def _asked(call: Call, url: str) -> bytes:
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError as error:
        raise Unreachable(f"{url} is not an address") from error
    if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
        raise Unreachable("a rehearsal fetches from this machine only")
    if f"http://{parts.netloc}" == call.base:
        raise Unreachable("there is no such file")
    connection = HTTPConnection(parts.hostname or "", port, timeout=_SECONDS)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        answer = connection.getresponse()
        if answer.status != 200:
            raise Unreachable(f"the server answers with {answer.status}")
        return answer.read(LARGEST)
    except (OSError, HTTPException) as error:
        raise Unreachable("the server does not answer") from error
    finally:
        connection.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
