"""Pinboard on loopback: what `smm publish` talks to in the tests. It can end its caller at the worst moment."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "pin-token-0123456789"


class Board(ThreadingHTTPServer):
    """`pins` by id, in order. `kill`: the process that is killed after its pin is made and before it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pins: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.kill: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *args: object) -> None:
        """A connection that ended on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Board

    def log_message(self, *args: object) -> None:
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path)
        self.server.calls.append(f"{self.command} {path.path}")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._answer(401, {"error": "who are you"})
        status, value = self._act(path.path, parse_qs(path.query), body)
        if self.server.kill and (self.command, path.path) == ("POST", "/pins"):
            os.kill(self.server.kill, signal.SIGKILL)
            self.server.kill = None
        return self._answer(status, value)

    def _act(self, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        pins = self.server.pins
        match (self.command, path.removeprefix("/").split("/")):
            case ("GET", ["me"]):
                return 200, {"name": "teplo"}
            case ("POST", ["files"]):
                return 201, {"file": f"{len(body)}"}
            case ("GET", ["pins"]):
                return 200, [pin for pin in pins.values() if pin["key"] == query["key"][0]]
            case ("POST", ["pins"]):
                return self._pinned(json.loads(body))
            case ("PATCH", ["pins", number]) if number in pins:
                pins[number] |= json.loads(body)
                return 200, pins[number]
            case ("DELETE", ["pins", number]) if pins.pop(number, None):
                return 200, {}
        return 404, {"error": "no such pin"}

    def _pinned(self, body: dict[str, Any]) -> tuple[int, Any]:
        pins = self.server.pins
        for pin in pins.values():
            if pin["key"] == body["key"]:
                return 200, pin
        number = str(len(pins) + 1)
        pins[number] = {"id": number, "url": f"https://pinboard.example/pins/{number}", **body}
        return 201, pins[number]

    def _answer(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_DELETE = _serve


@contextmanager
def board() -> Iterator[Board]:
    """A board that listens while inside."""
    server = Board()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
