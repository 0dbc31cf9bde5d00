"""The HTTP server of a rehearsal: one process, one port of 127.0.0.1, a folder for each network."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from smmgen.rehearsal.engine import answering, posted_page, resets
from smmgen.rehearsal.engine.bodies import Malformed, read_urlencoded
from smmgen.rehearsal.engine.faults import Fault, FaultPlan
from smmgen.rehearsal.engine.http import Answer, Call, Refused
from smmgen.rehearsal.engine.launch import LOG_FILE
from smmgen.rehearsal.engine.memory import iso
from smmgen.rehearsal.engine.posted_page import Find
from smmgen.rehearsal.engine.setup import Config
from smmgen.rehearsal.engine.stage import Stage
from smmgen.rehearsal.engine.state import State
from smmgen.safe_files import Inside

LARGEST_BODY = 320_000_000
_TICK = 0.05  # seconds
_JSON = "application/json; charset=utf-8"
_OWN_PAGES = ("", "health", "posts.json", "requests.json", "faults", "stop", "media")


class Unread(Exception):
    """A request body that did not come whole; `status` is the HTTP status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Server(ThreadingHTTPServer):
    """Serves the networks of one state folder until it is told to stop, or idle for `idle` seconds.

    `find` gives a network by its name, None where there is no rehearsal of it; it raises `ValueError` for one that
    cannot be loaded.
    """

    daemon_threads = True

    def __init__(self, folder: Path, config: Config, find: Find, server_id: str, port: int, idle: float) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder, self.config, self.server_id, self.idle = folder, config, server_id, idle
        self._find = find
        self.state = State(folder)
        self.faults = FaultPlan(config.faults)
        self._clock = 0.0 if config.now is None else config.now - time.time()
        self._turn = threading.Lock()
        self._busy, self._last, self._stopping = 0, time.monotonic(), False

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def now(self) -> float:
        """Unix seconds by the networks' clock."""
        return time.time() + self._clock

    def enter(self) -> bool:
        """A request begins; False when the server is already on its way out."""
        with self._turn:
            self._busy += not self._stopping
            return not self._stopping

    def leave(self) -> None:
        with self._turn:
            self._busy -= 1
            self._last = time.monotonic()

    def stop(self) -> None:
        """Also from a signal's handler, so it takes no lock."""
        self._stopping = True

    def serve(self) -> None:
        """Serve until idle for too long or stopped; the page of what was posted is kept fresh meanwhile."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        seen, written = -1, -1
        while not self._is_over():
            seen, written = self.state.version, self._write_page(written, self.state.version == seen)
            time.sleep(_TICK)
        self._write_page(written, True)
        self.shutdown()
        self.server_close()
        self.state.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that hang up; log anything else."""
        if not isinstance(sys.exception(), OSError):
            self.log_trouble()

    def log_trouble(self) -> None:
        """Add the exception at hand to `server.log`."""
        with Inside(self.folder) as files:
            descriptor = files.own(LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "a", encoding="utf-8") as log:
            traceback.print_exc(file=log)

    def _write_page(self, written: int, is_quiet: bool) -> int:
        """Write the page where posts changed, but not amid a burst of them; returns the version that is written."""
        version = self.state.version
        if version == written or not is_quiet:
            return written
        posted_page.write(self.folder, self.page())
        return version

    def page(self) -> str:
        """What was posted, for people."""
        shown = posted_page.Look(self.config.language, self.config.zone)
        return posted_page.render(self.state.posts(), self.find, self.state.files(), self.state.things, shown)

    def stage_at(self, prefix: str) -> tuple[Stage | None, str]:
        """The network whose addresses start with this folder, `name` or `name-host`, and which of its hosts that is."""
        name, _, host = prefix.rpartition("-")
        return (found, "") if (found := self.find(prefix)) else (self.find(name), host)

    def find(self, name: str) -> Stage | None:
        """The network of that name; one whose package is broken is none."""
        try:
            return self._find(name)
        except ValueError:
            self.log_trouble()
            return None

    def _is_over(self) -> bool:
        with self._turn:
            if not self._busy and time.monotonic() - self._last > self.idle:
                self._stopping = True
            return self._stopping and not self._busy


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the ordered fault befall it, and has the network answer."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "smmgen-rehearsal", ""
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are logged in the state, without tokens."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """For the `Date` of an answer: by the networks' clock, like all that they say of times."""
        return super().date_time_string(self.server.now() if timestamp is None else timestamp)

    def do_GET(self) -> None:
        if not self.server.enter():
            return resets.reset(self)
        try:
            self._dispatch()
        finally:
            self.server.leave()
        return None

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _dispatch(self) -> None:
        if not self._is_local():
            return self._send(403, {"error": "this server answers to its own address only"})
        _, prefix, *rest = urlsplit(self.path).path.split("/", 2)
        stage, host = (None, "") if prefix in _OWN_PAGES else self.server.stage_at(prefix)
        if stage is None:
            return self._desk(f"/{prefix}")
        return self._network(stage, host, "/" + "".join(rest))

    def _is_local(self) -> bool:
        """A page in a browser that resolves its own name to 127.0.0.1, or posts across origins, is turned away."""
        port = self.server.server_port
        own = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in own and (origin is None or urlsplit(origin).netloc in own)

    # what the rehearsal itself answers

    def _desk(self, path: str) -> None:
        desk: dict[tuple[str, str], Callable[[], Any]] = {
            ("GET", "/health"): self._health,
            ("GET", "/posts.json"): self.server.state.posts,
            ("GET", "/requests.json"): self.server.state.requests,
            ("GET", "/faults"): self.server.faults.listed,
            ("POST", "/faults"): self._order_faults,
            ("DELETE", "/faults"): lambda: self.server.faults.replace([]),
            ("POST", "/stop"): self.server.stop,
        }
        if (self.command, path) == ("GET", "/"):
            body = self.server.page().encode()
            return resets.send(self, 200, "text/html; charset=utf-8", body, dict(posted_page.HEADERS))
        answer = desk.get((self.command, path))
        if answer is None:
            return self._send(404, {"error": "no network and no page of the rehearsal has this address"})
        try:
            return self._send(200, answer())
        except (Unread, ValueError, TypeError) as error:
            return self._send(400, {"error": str(error)})

    def _health(self) -> dict[str, str]:
        return {"id": self.server.server_id, "digest": self.server.config.digest}

    def _order_faults(self) -> list[dict[str, Any]]:
        value = json.loads(self._body())
        self.server.faults.replace(value if isinstance(value, list) else [value])
        return self.server.faults.listed()

    # what a network answers

    def _network(self, stage: Stage, host: str, path: str) -> None:
        prefix = f"{stage.name}-{host}" if host else stage.name
        shown = f"/{prefix}{re.sub(stage.unlogged, '***', path) if stage.unlogged else path}"
        fault = self.server.faults.take(stage.name, shown)
        effect = fault.effect if fault else None
        if effect == "refuse":
            return self._log_and_reset(shown, effect)
        try:
            body = self._body()
        except Unread as error:
            self.close_connection = True
            refused = stage.refused("unreadable", str(error)).answer
            return self._log_and_send(shown, replace(refused, status=error.status), None)
        if effect == "reset-before":
            return self._log_and_reset(shown, effect)
        answer = self._act(stage, host, path, body, fault)
        if effect == "reset-after":
            return self._log_and_reset(shown, effect)
        if effect == "error-500-after":
            answer = _broken(stage)
        if effect == "refused-after":
            answer = stage.refused("untrue", "refused").answer
        return self._log_and_send(shown, answer, effect)

    def _act(self, stage: Stage, host: str, path: str, body: bytes, fault: Fault | None) -> Answer:
        if fault is not None and fault.effect == "slow":
            time.sleep(fault.seconds)
        if fault is not None and fault.effect == "rate-limit":
            return _rate_limited(stage, fault.retry_after, self.server.now())
        if fault is not None and fault.effect == "token-refused":
            return stage.refused("unauthorised", "the token is no longer valid").answer
        if fault is not None and fault.effect == "not-found":
            return Answer(404, {"error": "not found"})
        try:
            call = self._call(stage, host, path, body)
            with self.server.state.transaction():
                return answering.answer(stage, call)
        except Refused as refused:
            return refused.answer
        except Malformed as error:
            return stage.refused("unreadable", str(error)).answer
        except Exception:
            self.server.log_trouble()
            return _broken(stage)

    def _call(self, stage: Stage, host: str, path: str, body: bytes) -> Call:
        server = self.server
        return Call(
            method=self.command,
            path=unquote(path),
            query=read_urlencoded(urlsplit(self.path).query).values,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            base=server.base,
            now=server.now(),
            state=server.state.of(stage.name),
            accounts=tuple(account for account in server.config.accounts if account.platform == stage.name),
            limits={**stage.limits, **server.config.limits.get(stage.name, {})},
            host=host,
            media=server.config.media,
        )

    def _body(self) -> bytes:
        """The whole body. Raises `Unread`."""
        if "Transfer-Encoding" in self.headers:
            raise Unread(411, "chunked bodies are not accepted: send a `Content-Length`")
        text = self.headers.get("Content-Length", "0")
        if not text.isdecimal():
            raise Unread(400, "`Content-Length` is not a number")
        length = int(text)
        if length > LARGEST_BODY:
            raise Unread(413, f"the body is over {LARGEST_BODY} bytes")
        try:
            body = self.rfile.read(length)
        except OSError as error:
            raise Unread(400, "the body did not come") from error
        if len(body) < length:
            raise Unread(400, f"the body ends after {len(body)} of {length} bytes")
        return body

    # answering

    def _log_and_reset(self, shown: str, effect: str) -> None:
        self.server.state.log_request(self.command, shown, None, effect)
        resets.reset(self)

    def _log_and_send(self, shown: str, answer: Answer, effect: str | None) -> None:
        self.server.state.log_request(self.command, shown, answer.status, effect)
        send = resets.send_half if effect == "truncate" else resets.send
        send(self, answer.status, _JSON, answer.body, dict(answer.headers))

    def _send(self, status: int, value: Any) -> None:
        self.close_connection = True
        resets.send(self, status, _JSON, json.dumps(value, ensure_ascii=False).encode(), {})


def _broken(stage: Stage) -> Answer:
    return stage.refused("broken", "internal error").answer


def _rate_limited(stage: Stage, seconds: int, now: float) -> Answer:
    ends = now + seconds
    return stage.refused("rate_limited", "too many calls", seconds=seconds, at=int(ends), iso=iso(ends)).answer
