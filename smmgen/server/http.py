"""The preview's HTTP server: files below the site, the live script, and the stream of events.

Only for this machine: bound to loopback, other hosts' names are refused, and files of posts run nothing.
"""

from __future__ import annotations

import mimetypes
import sys
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from smmgen import languages
from smmgen.errors import UserError
from smmgen.site.urls import media_type

TYPES = mimetypes.MimeTypes()
"""Python's own table: what the machine has registered may call a script plain text."""

LIVE = Path(__file__).resolve().parent.parent / "site" / "live"
LIVE_FILES = {"/_smm/live.js": LIVE / "live.js", "/_smm/live.css": LIVE / "live.css"}
CSP = b"default-src 'none';"
LIVE_CSP = b"default-src 'none'; connect-src 'self';"
MEDIA = "media/"
"""Below the site: files of posts, whose bytes are whoever's wrote the post."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Shown(Protocol):
    """What is served. `lock` is held while pages are written or read; `version` is another one after every build;
    `events`: what a page loaded at this version is told."""

    root: Path
    lock: threading.Lock

    @property
    def port(self) -> int: ...

    @property
    def version(self) -> str: ...

    def events(self, seen: str) -> Iterator[str]: ...


class Handler(BaseHTTPRequestHandler):
    """GET and HEAD of files below the site, of the live script, and of the event stream."""

    server_version = "smm"
    sys_version = ""

    def __init__(self, preview: Shown, *connection: Any) -> None:
        self._preview = preview
        super().__init__(*connection)

    def do_GET(self) -> None:
        path = path_of(self.path)
        if self.headers.get("Host") not in _hosts(self._preview.port):
            self._answer(HTTPStatus.FORBIDDEN, b"open the preview under 127.0.0.1 or localhost\n", "text/plain")
        elif path == "/_smm/events":
            self._stream()
        elif path in LIVE_FILES:
            self._answer(HTTPStatus.OK, live_file(path), _mime(path))
        else:
            self._page(path)

    do_HEAD = do_GET

    def _page(self, path: str) -> None:
        root = self._preview.root
        with self._preview.lock:
            file = find_file(root, path)
            status = HTTPStatus.OK if file else HTTPStatus.NOT_FOUND
            file = file or find_file(root, "/404.html")
            data = file.read_bytes() if file else b"<!doctype html><head></head><body></body>"
        if file is not None and file.relative_to(root).as_posix().startswith(MEDIA):
            self._media(file.name, data)
        elif file is None or file.suffix == ".html":
            self._answer(status, live(data, self._preview.version), "text/html")
        else:
            self._answer(status, data, _mime(file.name))

    def _media(self, name: str, data: bytes) -> None:
        """A file of a post: nothing in it may run here, wherever it is opened."""
        mime = media_type(name)
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        if not mime:
            mime, headers["Content-Disposition"] = "application/octet-stream", "attachment"
        self._answer(HTTPStatus.OK, data, mime, headers)

    def _answer(self, status: HTTPStatus, data: bytes, mime: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        text = mime.startswith("text/") or mime.endswith(("javascript", "json", "xml"))
        self._head(status, f"{mime}; charset=utf-8" if text else mime)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self._write(data)

    def _stream(self) -> None:
        self._head(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        self.close_connection = True
        seen = parse_qs(self.path.partition("?")[2]).get("version", [""])[0]
        if self.command != "HEAD":
            any(not self._write(event.encode()) for event in self._preview.events(seen))

    def _head(self, status: HTTPStatus, mime: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _write(self, data: bytes) -> bool:
        """False when the browser has gone away."""
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Do not log requests."""


def find_file(root: Path, path: str) -> Path | None:
    """The file below `root` that a request names, or a folder's index.html; None for whatever lies outside."""
    names = [name for name in unquote(path).split("/") if name]
    if any(name.startswith(".") or "\\" in name or "\0" in name for name in names):
        return None
    file = root.joinpath(*names)
    try:
        file = file / "index.html" if file.is_dir() else file
        return file if file.is_file() and file.resolve().is_relative_to(root.resolve()) else None
    except OSError:  # a name longer than any can be, a link that leads in a circle
        return None


def path_of(target: str) -> str:
    """The path in the target of a request; the target itself, which names no file, where it is no address."""
    try:
        return urlsplit(target).path
    except ValueError:
        return target


def live_file(path: str) -> bytes:
    """The reload script with its words in every language, or its style sheet."""
    words = {language: languages.table(language, "live") for language in languages.names()}
    return LIVE_FILES[path].read_bytes().replace(b"const languages = {}", b"const languages = %s" % orjson.dumps(words))


def live(page: bytes, version: str) -> bytes:
    """The page with the reload script, which its policy now lets speak to this server."""
    script = f'<script src="/_smm/live.js" data-version="{version}" defer></script></head>'.encode()
    return page.replace(CSP, LIVE_CSP, 1).replace(b"</head>", script, 1)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore browsers that have disconnected."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def listen(port: int, handler: Any) -> ThreadingHTTPServer:
    try:
        server = _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise UserError(f"port {port} cannot be used: {error.strerror}", "choose another one with `--port`") from error
    server.daemon_threads = True
    return server


def _hosts(port: int) -> set[str]:
    """A page elsewhere that points its own name at 127.0.0.1 sends that name, and is refused."""
    return {f"127.0.0.1:{port}", f"localhost:{port}"}


def _mime(name: str) -> str:
    return TYPES.guess_type(name, strict=False)[0] or "application/octet-stream"
