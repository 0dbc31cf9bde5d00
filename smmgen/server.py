"""`smm serve`: the preview site on loopback, built again when a file changes, reloaded in the browser.

The only module that imports watchdog. What a failing build says is shown over the last good page.
"""

from __future__ import annotations

import json
import mimetypes
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.errors import SmmError, UserError
from smmgen.site.model import page_of

WATCHED = ("content", "hooks", "themes")
"""Folders of a project whose files make a difference; in the project's own folder only smm.toml does."""

CHANGES = frozenset({"created", "modified", "deleted", "moved"})
QUIET = 0.12
"""Seconds without a change before a build starts: editors write a file in several steps."""

PING = 15.0
"""Seconds between signs of life on an idle event stream."""

LOOK = 0.5
"""Seconds between two looks at the ledger."""

SHOWN_ERRORS = 20
TYPES = mimetypes.MimeTypes()
"""Python's own table: what the machine has registered may call a script plain text."""

LIVE = Path(__file__).resolve().parent / "site" / "live"
LIVE_FILES = {"/_smm/live.js": LIVE / "live.js", "/_smm/live.css": LIVE / "live.css"}
CSP = b"default-src 'none';"
LIVE_CSP = b"default-src 'none'; connect-src 'self';"
MEDIA = "media/"
"""Below the site: files of posts, whose bytes are whoever's wrote the post."""

PLAYED = ("image/", "video/", "audio/")
"""Types of them that a browser shows; anything else it is only let save."""


NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Built(Protocol):
    """What a build returns. `drafts`: posts whose mistakes can wait."""

    @property
    def diagnostics(self) -> Sequence[Diagnostic]: ...

    @property
    def drafts(self) -> Sequence[str]: ...


Build = Callable[[], Built]
Known = Callable[[], object]
Say = Callable[[str], None]


def to_stderr(text: str) -> None:
    """Prose goes to stderr: stdout is for data."""
    print(text, file=sys.stderr, flush=True)


def serve(
    project: Path,
    build: Build,
    port: int = 8000,
    *,
    watched: Sequence[str] = WATCHED,
    ledger: Known = lambda: None,
    say: Say = to_stderr,
    opened: Callable[[str], None] = lambda url: None,
) -> None:
    """Build, serve `build/site` on 127.0.0.1 and build again after changes, until interrupted.

    `build` is called from one thread at a time; a `UserError` it raises is shown in the browser and by `say`.
    `ledger`: what the preview shows of it, asked again and again, because another process may publish meanwhile.
    `opened` gets the address once the server answers. Raises `UserError` when the port is taken.
    """
    with Preview(project, build, port, watched=watched, ledger=ledger, say=say) as preview:
        say(f"serving {preview.url} (stop with Ctrl-C)")
        opened(preview.url)
        try:
            preview.wait()
        except KeyboardInterrupt:
            say("stopped")


class Preview:
    """The server, the watcher and what they share. A context manager: everything ends with it."""

    def __init__(
        self,
        project: Path,
        build: Build,
        port: int,
        *,
        watched: Sequence[str] = WATCHED,
        ledger: Known = lambda: None,
        say: Say = to_stderr,
    ) -> None:
        self.root = project / "build" / "site"
        self.lock = threading.Lock()
        """Held while pages are written or read, so that nobody sees half of one."""
        self._build, self._say, self._ledger = build, say, ledger
        self._news = threading.Condition()
        self._ended = threading.Event()
        self._changed = threading.Event()
        self._boot, self._number = f"{time.time_ns():x}", 0
        self._known: object = None
        """Of the ledger, when the last build began."""
        self._problem: dict[str, Any] = _problem([])
        self._server = _listen(port, partial(_Handler, self))
        self._observer = _watch(project, watched, self._changed.set)
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.1,), name="smm-server", daemon=True),
            threading.Thread(target=self._rebuild_on_change, name="smm-builder", daemon=True),
            threading.Thread(target=self._watch_ledger, name="smm-ledger", daemon=True),
        ]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def version(self) -> str:
        """Of the site as it is now; another one after every build that went through."""
        return f"{self._boot}-{self._number}"

    def __enter__(self) -> Preview:
        self.rebuild()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._changed.set()
        with self._news:
            self._news.notify_all()
        self._observer.stop()
        self._server.shutdown()
        self._server.server_close()
        for thread in [*self._threads, self._observer]:
            thread.join(timeout=5)

    def wait(self) -> None:
        """Until interrupted."""
        while not self._ended.wait(1.0):
            pass

    def rebuild(self) -> None:
        """Build and tell every open page. Nothing a build raises ends the server."""
        with self.lock:
            self._known = self._ledger()
            try:
                started = time.perf_counter()
                problem, built = _found(self._build()), True
                self._say(f"built in {time.perf_counter() - started:.2f} s{_counted(problem['count'])}")
            except SmmError as error:
                problem, built = _problem([], error), False
                self._say(f"error: {error.message}" + (f"\n  hint: {error.hint}" if error.hint else ""))
            except Exception as error:
                problem, built = _problem([], error), False
                self._say(traceback.format_exc())
        with self._news:
            self._problem = problem
            self._number += built
            self._news.notify_all()

    def events(self, seen: str) -> Iterator[str]:
        """What a page that was loaded at version `seen` is told, from now on."""
        told: dict[str, Any] | None = None
        while not self._ended.is_set():
            with self._news:
                if self._problem is told and self.version == seen:
                    self._news.wait(PING)
                problem, version = self._problem, self.version
            if problem is told and version == seen:
                yield ": still here\n\n"
            if problem is not told:
                yield _event("problem", problem)
            if version != seen:
                yield _event("reload", {"version": version})
            told, seen = problem, version

    def _watch_ledger(self) -> None:
        """A file that is written in place, or a ref of git: looked at, because no event would tell."""
        while not self._ended.wait(LOOK):
            if self._ledger() != self._known:
                self._changed.set()

    def _rebuild_on_change(self) -> None:
        while True:
            self._changed.wait()
            while self._changed.is_set() and not self._ended.is_set():
                self._changed.clear()
                self._ended.wait(QUIET)
            if self._ended.is_set():
                return
            self.rebuild()


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of files below the site, of the live script, and of the event stream."""

    server_version = "smm"
    sys_version = ""

    def __init__(self, preview: Preview, *connection: Any) -> None:
        self._preview = preview
        super().__init__(*connection)

    def do_GET(self) -> None:
        path = path_of(self.path)
        if self.headers.get("Host") not in _hosts(self._preview.port):
            self._answer(HTTPStatus.FORBIDDEN, b"open the preview under 127.0.0.1 or localhost\n", "text/plain")
        elif path == "/_smm/events":
            self._stream()
        elif path in LIVE_FILES:
            self._answer(HTTPStatus.OK, LIVE_FILES[path].read_bytes(), _mime(path))
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
        mime = _mime(name)
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        if not mime.startswith(PLAYED) or mime.endswith("xml"):
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
        """Requests are not worth a line."""


class Changes(FileSystemEventHandler):
    """Calls `changed` for every change that matters."""

    def __init__(self, project: Path, watched: Sequence[str], changed: Callable[[], None]) -> None:
        self._project, self._watched, self._changed = project, watched, changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if event.event_type in CHANGES and any(map(self._matters, paths)):
            self._changed()

    def _matters(self, path: Path) -> bool:
        if not path.is_relative_to(self._project):
            return False
        inside = path.relative_to(self._project)
        if any(name.startswith(".") or name.endswith("~") or name == "__pycache__" for name in inside.parts):
            return False
        return inside.as_posix() == "smm.toml" or any(inside.is_relative_to(folder) for folder in self._watched)


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


def live(page: bytes, version: str) -> bytes:
    """The page with the reload script, which its policy now lets speak to this server."""
    script = f'<script src="/_smm/live.js" data-version="{version}" defer></script></head>'.encode()
    return page.replace(CSP, LIVE_CSP, 1).replace(b"</head>", script, 1)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """That a browser has gone away is not worth a word."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _listen(port: int, handler: Any) -> ThreadingHTTPServer:
    try:
        server = _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise UserError(f"port {port} cannot be used: {error.strerror}", "choose another one with `--port`") from error
    server.daemon_threads = True
    return server


def _watch(project: Path, watched: Sequence[str], changed: Callable[[], None]) -> BaseObserver:
    """Watch the system's way, or by looking every second where the system has no more watches to give."""
    try:
        return _started(Observer(), project, watched, changed)
    except OSError:
        return _started(PollingObserver(), project, watched, changed)


def _started(
    observer: BaseObserver, project: Path, watched: Sequence[str], changed: Callable[[], None]
) -> BaseObserver:
    changes = Changes(project, watched, changed)
    observer.schedule(changes, str(project))
    for folder in watched:
        if (project / folder).is_dir():
            observer.schedule(changes, str(project / folder), recursive=True)
    observer.start()
    return observer


def _found(built: Built) -> dict[str, Any]:
    """The first errors in what is meant to go out."""
    drafts = frozenset(built.drafts)
    errors = [found for found in built.diagnostics if found.severity is Severity.ERROR and found.path not in drafts]
    return _problem(sorted(errors, key=lambda found: found.order))


def _problem(errors: Sequence[Diagnostic], failure: Exception | None = None) -> dict[str, Any]:
    """What the overlay shows: the failure of the build, or errors, each with the page of its post."""
    return {
        "failure": {"message": _said(failure), "hint": getattr(failure, "hint", "")} if failure else None,
        "errors": [{**found.as_json(), "page": page_of(found.path)} for found in errors[:SHOWN_ERRORS]],
        "count": len(errors),
    }


def _counted(errors: int) -> str:
    return f", {errors} error{'s' * (errors > 1)}" if errors else ""


def _said(failure: Exception) -> str:
    return failure.message if isinstance(failure, SmmError) else f"{type(failure).__name__}: {failure}"


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _hosts(port: int) -> set[str]:
    """A page elsewhere that points its own name at 127.0.0.1 sends that name, and is refused."""
    return {f"127.0.0.1:{port}", f"localhost:{port}"}


def _mime(name: str) -> str:
    return TYPES.guess_type(name, strict=False)[0] or "application/octet-stream"
