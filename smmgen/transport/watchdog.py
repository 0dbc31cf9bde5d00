"""A time limit on a whole call, in addition to those on its steps: a slow trickle of bytes cannot block it.

Every step of a call (a read, a write) has a timeout of its own, and no number of them adds up to more than this: when
the time is over the connection is shut down, and whoever waits for it hears that it broke. It works below encryption
and proxies, and while headers drip.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

from smmgen.transport.threads import start_deaf


class Watchdog:
    """Given to a request as its `trace` extension, which tells of every step of a call (httpcore documentation).

    `seconds` until everything is over; once the request is sent, `answer` seconds are left at most.
    """

    def __init__(self, seconds: float, answer: float) -> None:
        self._seconds, self._answer = seconds, answer
        self._turn = threading.Lock()
        self._lines: list[socket.socket] = []
        self._timer: threading.Timer | None = None
        self.is_over = False

    def __enter__(self) -> Watchdog:
        self._arm(self._seconds)
        return self

    def __exit__(self, *exc: object) -> None:
        with self._turn:
            if self._timer:
                self._timer.cancel()
            for line in self._lines:
                line.close()
            self._lines.clear()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """A step began or ended."""
        if event.endswith("connect_tcp.complete"):
            self._hold(info["return_value"].get_extra_info("socket"))
        elif event.endswith("send_request_headers.started"):  # a proxy may have been asked for the way before
            self._arm(self._seconds)
        elif event.endswith("send_request_body.complete"):
            self._arm(min(self._seconds, self._answer))

    def _hold(self, line: socket.socket) -> None:
        """Another handle on the same connection: encryption takes this one over."""
        with self._turn:
            self._lines.append(line.dup())
        if self.is_over:
            self._end()

    def _arm(self, seconds: float) -> None:
        with self._turn:
            if self._timer:
                self._timer.cancel()
            self._timer = threading.Timer(seconds, self._end)
            self._timer.daemon = True
            start_deaf(self._timer)

    def _end(self) -> None:
        with self._turn:
            self.is_over = True
            for line in self._lines:
                with suppress(OSError):  # it broke by itself
                    line.shutdown(socket.SHUT_RDWR)
