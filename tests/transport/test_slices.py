"""A file in slices: just these bytes are sent, a run that stops is resumed at the right one, and media may be named by
a public address. The server here takes slices in order only, and no post whose media is not whole."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import NOON, Network, config, payload, read
from written_build import write_build

from smmgen.errors import Rejected
from smmgen.ledger.open import open_ledger
from smmgen.networks.base import Safety
from smmgen.networks.wire import Delivery, File, Flow, Progress, Receipt, Request, filled
from smmgen.publishing.context import Context
from smmgen.publishing.publish import publish
from smmgen.transport.driver import Driver
from smmgen.transport.local_files import open_file

VIDEO = bytes(range(256)) * 40
SLICE = 3000


# The bytes


@settings(max_examples=60, deadline=None)
@given(offset=st.integers(0, 12_000), length=st.one_of(st.none(), st.integers(0, 12_000)), step=st.integers(1, 5000))
def test_a_slice_is_these_bytes_or_refused(
    tmp_path_factory: pytest.TempPathFactory, offset: int, length: int | None, step: int
) -> None:
    folder = tmp_path_factory.mktemp("slice")
    (folder / "a.mp4").write_bytes(VIDEO)
    file = File("a.mp4", "video/mp4", sha256(VIDEO).hexdigest(), offset, length)
    if offset + (length or 0) > len(VIDEO):
        with pytest.raises(Rejected, match=r"a\.mp4 ends before"):
            open_file(folder, file)
        return
    with open_file(folder, file) as opened:
        found = b"".join(iter(lambda: opened.read(step), b""))
    assert found == VIDEO[offset:][: len(VIDEO) if length is None else length]


@pytest.mark.parametrize(("size", "accepted"), [(0, 0), (1, 0), (10240, 0), (10240, 3000), (10240, 10239), (5, 5)])
def test_slices_are_all_that_is_left(size: int, accepted: int) -> None:
    found = list(File("a", "b").slices(size, SLICE, accepted))
    assert [byte for one in found for byte in range(one.offset, one.offset + (one.length or 0))] == list(
        range(accepted, size)
    )
    assert all(0 < (one.length or 0) <= SLICE for one in found)


def test_a_slice_of_another_file_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(VIDEO)
    file = File("a.mp4", "video/mp4", sha256(b"another").hexdigest(), 10, 10)
    with pytest.raises(Rejected, match="is not the file that was built"):
        open_file(tmp_path, file, set())


def test_a_file_that_changes_between_slices_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(VIDEO)
    known: Any = set()
    first, second = list(File("a.mp4", "video/mp4", sha256(VIDEO).hexdigest()).slices(len(VIDEO), 6000))
    open_file(tmp_path, first, known).close()
    open_file(tmp_path, second, known).close()
    (tmp_path / "a.mp4").write_bytes(VIDEO[::-1] + b"!")
    with pytest.raises(Rejected, match="is not the file that was built"):
        open_file(tmp_path, second, known)


@pytest.mark.parametrize("multipart", [False, True])
def test_only_the_slice_is_sent_and_no_large_file_is_held_in_memory(tmp_path: Path, multipart: bool) -> None:
    with (tmp_path / "a.mp4").open("wb") as file:
        file.truncate(1 << 30)
        file.seek(700_000_000)
        file.write(VIDEO)
    seen: list[tuple[int, bytes]] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        body = request.read()
        seen.append((int(request.headers["Content-Length"]), body))
        return httpx2.Response(200, json={})

    part = File("a.mp4", "video/mp4", "", 700_000_000, len(VIDEO))

    def flow() -> Any:
        yield (
            Request("POST", "https://x.example/", files={"media": part})
            if multipart
            else Request("PUT", "https://x.example/", upload=part)
        )

    tracemalloc.start()
    with Driver(tmp_path, transport=httpx2.MockTransport(take)) as driver:
        driver.run(flow())
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    [(length, body)] = seen
    assert length == len(body)
    assert (VIDEO in body) if multipart else (body == VIDEO)


# A network that takes slices


@dataclass
class Uploads:
    """`cut`: numbers of the slices, from 1, that the line breaks at; `lost`: those that are kept and not confirmed."""

    data: bytes = b""
    slices: list[str] = field(default_factory=list)
    posts: list[Any] = field(default_factory=list)
    cut: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        kept, body = self.server.kept, json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/uploads":
            return self._answer(200, {"id": "u1"})
        whole = body.get("media") != "u1" or sha256(kept.data).digest() == sha256(VIDEO).digest()
        if whole:
            kept.posts.append(body)
        return self._answer(200 if whole else 400, {"id": "1"})

    def do_PUT(self) -> None:
        kept = self.server.kept
        body = self.rfile.read(int(self.headers["Content-Length"]))
        first, last, total = map(int, re.findall(r"\d+", self.headers["Content-Range"]))
        kept.slices.append(self.headers["Content-Range"])
        number = len(kept.slices)
        if number in kept.cut:
            return self._cut()
        if first != len(kept.data) or last - first + 1 != len(body) or total != len(VIDEO):
            return self._answer(409, {"accepted": len(kept.data)})
        kept.data += body
        return self._cut() if number in kept.lost else self._answer(200, {"accepted": len(kept.data)})

    def _cut(self) -> None:
        self.close_connection = True

    def _answer(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)


@pytest.fixture
def uploads() -> Iterator[Uploads]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.kept = Uploads(url=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.kept
    server.shutdown()
    server.server_close()
    thread.join()


class Sliced(Network):
    """Uploads a video in slices, and names every file by its public address."""

    def publish(self, delivery: Delivery) -> Flow:
        sent = []
        for media in delivery.part["media"]:
            sent.append((yield from self._upload(delivery, media)))
        body = filled(delivery.part["request"], sent, (), (yield from delivery.addresses()))
        read((yield Request("POST", f"{delivery.base_url}/posts", json=body, creates=True)), creates=True)
        return Receipt("1", "", False, {"id": "1"})

    def _upload(self, delivery: Delivery, media: Any) -> Any:
        known = dict(delivery.known)
        if "upload" not in known:
            begun = read((yield Request("POST", f"{delivery.base_url}/uploads", json={})))
            known = {"upload": begun["id"], "accepted": 0}
            yield Progress(known)
        size, file = media["size"], File(media["path"], media["type"], media["sha256"])
        while known["accepted"] < size:
            piece = next(file.slices(size, SLICE, known["accepted"]))
            last = piece.offset + (piece.length or 0) - 1
            headers = {"Content-Range": f"bytes {piece.offset}-{last}/{size}"}
            address = f"{delivery.base_url}/uploads/{known['upload']}"
            known = known | {"accepted": (yield Request("PUT", address, headers, upload=piece)).data["accepted"]}
            yield Progress(known)
        return known["upload"]


SLICED = Sliced(Safety.BLIND)
BODY = {"media": {"$media": 0}, "source": {"$address": 0}}


def send(project: Path, url: str, base: str | None = "https://files.example/brand/", body: Any = BODY) -> Any:
    (project / "clips").mkdir(exist_ok=True)
    (project / "clips/the clip.mp4").write_bytes(VIDEO)
    media = {"path": "clips/the clip.mp4", "sha256": sha256(VIDEO).hexdigest(), "type": "video/mp4", "alt": "",
             "title": "", "size": len(VIDEO), "width": 0, "height": 0}  # fmt: skip
    part = {"key": "bf:blind:1:1", "role": "text", "request": body, "media": [media], "text": "Hi"}
    write_build(project, [payload("bf", "blind", "blind", parts=[part])])
    ledger = open_ledger("sqlite:.smm/ledger.db", project)
    brand = config({"blind": ("blind", url)}, media_base_url=base)
    context = Context(
        project, brand, NOON, {"BLIND_TOKEN": "a-token"}, sleep=lambda seconds: None, find_network=lambda name: SLICED
    )
    try:
        return publish(context, ledger)
    finally:
        ledger.close()


def test_in_slices(tmp_path: Path, uploads: Uploads) -> None:
    assert send(tmp_path, uploads.url).counts == {"published": 1}
    assert uploads.slices == [f"bytes {span}/10240" for span in ("0-2999", "3000-5999", "6000-8999", "9000-10239")]
    assert uploads.data == VIDEO
    assert uploads.posts == [{"media": "u1", "source": "https://files.example/brand/clips/the%20clip.mp4"}]


def test_another_run_goes_on_at_the_slice_that_is_missing(tmp_path: Path, uploads: Uploads) -> None:
    uploads.cut = {3, 4, 5, 6}  # as often as the driver tries
    assert send(tmp_path, uploads.url).counts == {"failed": 1}
    assert uploads.data == VIDEO[:6000]
    before = len(uploads.slices)
    assert send(tmp_path, uploads.url).counts == {"published": 1}
    assert uploads.slices[before:] == ["bytes 6000-8999/10240", "bytes 9000-10239/10240"]
    assert uploads.data == VIDEO


def test_a_slice_that_was_taken_but_not_confirmed_is_not_taken_twice(tmp_path: Path, uploads: Uploads) -> None:
    """The driver asks again; the server says how far it is."""
    uploads.lost = {2}
    assert send(tmp_path, uploads.url).counts == {"published": 1}
    assert uploads.data == VIDEO


def test_without_a_public_address_nothing_is_created(tmp_path: Path, uploads: Uploads) -> None:
    report = send(tmp_path, uploads.url, base=None)
    assert report.counts == {"failed": 1}
    assert "fetches media from a public address, and the account has none" in report.rows[0].reason
    assert uploads.posts == []
