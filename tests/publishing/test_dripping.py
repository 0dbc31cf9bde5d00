"""Servers that send or take a byte now and then, or more than anybody can want: a call ends all the same."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from smmgen.errors import Ambiguous, NotSent, PublishError
from smmgen.networks.wire import File, Request, Response
from smmgen.transport.answers import LARGEST_ANSWER
from smmgen.transport.driver import Bounds, Driver

SHORT = Bounds(answer=0.3, upload=0.3)
Line = Callable[[socket.socket, threading.Event], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def served(line: Line) -> Iterator[tuple[int, list[str]]]:
    """A port at which every connection is handled so; and a list of how they ended."""
    ended: list[str] = []
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def handle(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            line(connection, over)
        ended.append("ended")

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=handle, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], ended
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def drip(connection: socket.socket, over: threading.Event, data: bytes = b"") -> None:
    """A byte at a time, and then for ever."""
    for byte in data or iter(lambda: 120, None):
        connection.sendall(bytes([byte]))
        if over.wait(0.01):
            return


def headers(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(connection, over)


def body(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1 << 16)
    connection.sendall(HEAD + b"\r\n")
    drip(connection, over)


def chunks(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1 << 16)
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.wait(0.01):
        connection.sendall(b"1\r\nx\r\n")


def news(connection: socket.socket, over: threading.Event) -> None:
    """Answers that are none yet (RFC 9110, 15.2), without end."""
    connection.recv(1 << 16)
    while not over.wait(0.01):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def greeting(connection: socket.socket, over: threading.Event) -> None:
    """The beginning of an encrypted connection that never comes about."""
    connection.recv(1 << 16)
    connection.sendall(b"\x16\x03\x03\x40\x00")
    drip(connection, over)


def sips(connection: socket.socket, over: threading.Event) -> None:
    """Takes what it is sent a byte at a time."""
    while connection.recv(1):
        if over.wait(0.01):
            return


def flow(request: Request) -> Generator[Request, Response, Response]:
    return (yield request)


def ask(project: Path, request: Request, bounds: Bounds = SHORT) -> Response:
    with Driver(project, sleep=lambda seconds: None, bounds=bounds, timeout=httpx2.Timeout(30)) as driver:
        return driver.run(flow(request), lambda: None)


@pytest.mark.parametrize("line", [headers, body, chunks, news])
def test_a_creating_call_whose_answer_drips_is_in_doubt(tmp_path: Path, line: Line) -> None:
    with served(line) as (port, ended), pytest.raises(Ambiguous, match="longer than a call may take"):
        ask(tmp_path, Request("POST", f"http://127.0.0.1:{port}/", json={}, creates=True))
    assert len(ended) <= 1


@pytest.mark.parametrize("line", [headers, body, chunks, news])
def test_a_read_that_drips_is_given_up_with_all_its_tries(tmp_path: Path, line: Line) -> None:
    with served(line) as (port, ended), pytest.raises(NotSent, match="longer than a call may take"):
        ask(tmp_path, Request("GET", f"http://127.0.0.1:{port}/"))
    assert len(ended) <= 1, "one bound for all tries"


def test_nothing_is_sent_before_the_line_is_encrypted(tmp_path: Path) -> None:
    with served(greeting) as (port, _), pytest.raises(NotSent):
        ask(tmp_path, Request("POST", f"https://127.0.0.1:{port}/", json={}, creates=True))


@pytest.mark.parametrize(("creates", "error"), [(True, Ambiguous), (False, NotSent)])
def test_an_upload_that_is_sipped_is_given_up(tmp_path: Path, creates: bool, error: type[PublishError]) -> None:
    (tmp_path / "pour.mp4").write_bytes(b"x" * 30_000_000)
    file = File("pour.mp4", "video/mp4")
    with served(sips) as (port, _), pytest.raises(error):
        ask(tmp_path, Request("POST", f"http://127.0.0.1:{port}/", files={"video": file}, creates=creates))


def test_a_files_upload_may_take_longer_than_an_answer(tmp_path: Path) -> None:
    """What is short is the answer, which counts from the end of the upload."""
    (tmp_path / "pour.mp4").write_bytes(b"x" * 1000)
    request = Request("POST", "", upload=File("pour.mp4", "video/mp4"))
    with served(body) as (port, _), pytest.raises(NotSent, match="longer than"):
        ask(
            tmp_path,
            Request("POST", f"http://127.0.0.1:{port}/", upload=request.upload),
            Bounds(answer=0.3, upload=1e6),
        )


def test_a_look_at_the_clock_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smmgen.transport.driver._GLANCED", 0.3)
    with served(headers) as (port, _), Driver(tmp_path) as driver:
        assert driver.date(f"http://127.0.0.1:{port}/") is None


def endless(head: bytes, block: bytes, sent: list[int]) -> Line:
    def line(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1 << 16)
        connection.sendall(HEAD + head)
        while not over.is_set():
            connection.sendall(block)
            sent.append(len(block))

    return line


def bomb() -> bytes:
    """16 kB that become 16 MB, over and over, within one stream."""
    packer = zlib.compressobj(wbits=31)
    data = [packer.compress(bytes(1 << 24)) for _ in range(16)]
    return b"".join([*data, packer.flush()])


LONG: list[tuple[bytes, Callable[[], bytes]]] = [
    (b"\r\n", lambda: b"y" * 100_000),
    (b"Content-Length: 99999999999\r\n\r\n", lambda: b"y" * 100_000),
    (b"Content-Encoding: gzip\r\n\r\n", bomb),
    (b"Content-Encoding: gzip, gzip\r\n\r\n", bomb),
    (b"Content-Encoding: br\r\n\r\n", lambda: b"y"),
]


@pytest.mark.parametrize(("head", "block"), LONG, ids=["endless", "announced", "packed", "packed twice", "unknown"])
def test_a_long_answer_is_unclear_and_not_kept(tmp_path: Path, head: bytes, block: Callable[[], bytes]) -> None:
    sent: list[int] = []
    data = block()
    with served(endless(head, data, sent)) as (port, _):
        tracemalloc.start()
        try:
            with pytest.raises(Ambiguous):
                ask(tmp_path, Request("POST", f"http://127.0.0.1:{port}/", json={}, creates=True), Bounds())
            assert tracemalloc.get_traced_memory()[1] < 3 * LARGEST_ANSWER
        finally:
            tracemalloc.stop()
    assert sum(sent) < 2 * LARGEST_ANSWER + 16_000_000


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_answer_is_read(tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(b'{"id": 5}')

    def line(connection: socket.socket, over: threading.Event) -> None:
        asked: Any = connection.recv(1 << 16)
        assert b"Accept-Encoding: identity" in asked
        connection.sendall(
            HEAD + f"Content-Encoding: {encoding}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
        )

    with served(line) as (port, _):
        assert ask(tmp_path, Request("GET", f"http://127.0.0.1:{port}/"), Bounds()).data == {"id": 5}
