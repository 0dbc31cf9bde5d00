"""`smm serve`: the preview site on loopback, built again when a file changes, reloaded in the browser.

What a failing build says is shown over the last good page.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from smmgen.diagnostics import Diagnostic, Severity
from smmgen.errors import SmmError
from smmgen.server.changes import Watcher
from smmgen.server.http import Handler, listen
from smmgen.site.urls import url_of

QUIET = 0.12
"""Seconds without a change before a build starts: editors write a file in several steps."""

PING = 15.0
"""Seconds between signs of life on an idle event stream."""

LOOK = 0.5
"""Seconds between two looks at the ledger."""

SHOWN_ERRORS = 20


class Built(Protocol):
    """What a build returns. `drafts`: posts whose mistakes can wait."""

    @property
    def diagnostics(self) -> Sequence[Diagnostic]: ...

    @property
    def drafts(self) -> Sequence[str]: ...


Build = Callable[[], Built]
Known = Callable[[], object]
Named = Callable[[], Iterable[Path]]
Say = Callable[[str], None]


def to_stderr(text: str) -> None:
    """Prose goes to stderr: stdout is for data."""
    print(text, file=sys.stderr, flush=True)


def serve(
    project: Path,
    build: Build,
    port: int = 8000,
    *,
    ledger: Known = lambda: None,
    named: Named = tuple,
    say: Say = to_stderr,
    opened: Callable[[str], None] = lambda url: None,
) -> None:
    """Build, serve `build/site` on 127.0.0.1 and build again after changes, until interrupted.

    `build` is called from one thread at a time; a `UserError` it raises is shown in the browser and by `say`.
    `ledger`: what the preview shows of it, asked again and again, because another process may publish meanwhile.
    `named`: files and folders that smm.toml names, which make a difference too. `opened` gets the address once the
    server answers. Raises `UserError` when the port is taken.
    """
    with Preview(project, build, port, ledger=ledger, named=named, say=say) as preview:
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
        ledger: Known = lambda: None,
        named: Named = tuple,
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
        self._server = listen(port, partial(Handler, self))
        self._watcher = Watcher(project, named, self._changed.set)
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
        self._watcher.stop()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)

    def wait(self) -> None:
        """Wait until the server is stopped."""
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
            self._watcher.look()
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


def _found(built: Built) -> dict[str, Any]:
    """The first errors in posts that are to be published."""
    drafts = frozenset(built.drafts)
    errors = [found for found in built.diagnostics if found.severity is Severity.ERROR and found.path not in drafts]
    return _problem(sorted(errors, key=lambda found: found.order))


def _problem(errors: Sequence[Diagnostic], failure: Exception | None = None) -> dict[str, Any]:
    """What the overlay shows: the failure of the build, or errors, each with the page of its post."""
    return {
        "failure": {"message": _said(failure), "hint": getattr(failure, "hint", "")} if failure else None,
        "errors": [{**found.as_json(), "page": url_of(found.path)} for found in errors[:SHOWN_ERRORS]],
        "count": len(errors),
    }


def _counted(errors: int) -> str:
    return f", {errors} error{'s' * (errors > 1)}" if errors else ""


def _said(failure: Exception) -> str:
    return failure.message if isinstance(failure, SmmError) else f"{type(failure).__name__}: {failure}"


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
