"""A small network on loopback that can fail in every way, platforms that speak to it, and builds to publish."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from smmgen.config import Account, Config, Project, Publish
from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks import base as networks
from smmgen.networks.base import Safety
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, File, Flow, Probe, Progress, Receipt, Request, Response, Search

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
TOKEN = "123456:canary-токен/+secret"  # a token as bad as they come: it changes when it is quoted


@dataclass
class FakeServer:
    """What the server keeps. `effects`: path -> what befalls the next requests to it, in order."""

    effects: dict[str, list[str]] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    keyed: bool = True
    url: str = ""

    def texts(self) -> list[str]:
        return [post["text"] for post in self.posts]

    def count(self, path: str) -> int:
        return sum(1 for _, requested in self.requests if urlsplit(requested).path == path)

    def accept(self, post: dict[str, Any]) -> dict[str, Any]:
        """Keep a post; a key that was seen gives back the first one."""
        if self.keyed:
            for kept in self.posts:
                if kept["key"] == post["key"]:
                    return kept
        self.posts.append({**post, "id": str(len(self.posts) + 1)})
        return self.posts[-1]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def _serve(self) -> None:
        network, path = self.server.network, urlsplit(self.path)
        network.requests.append((self.command, self.path))
        effect = (network.effects.get(path.path) or [""]).pop(0) if network.effects.get(path.path) else ""
        if effect == "reset-before":
            return self._reset()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        network.bodies.append(body)
        if effect.isdigit():
            headers = {"Retry-After": "7"} if effect == "429" else {}
            if effect in ("301", "303"):
                headers = {"Location": "/elsewhere"}
            return self._answer(int(effect), {"error": f"said {effect}"}, headers)
        value = self._act(network, path.path, parse_qs(path.query), body)
        if effect == "reset-after":
            return self._reset()
        if effect == "500-after":
            return self._answer(500, {"error": "late"})
        if effect == "truncate":
            return self._truncate(value)
        if effect == "huge":
            return self._answer(200, {"x": "y" * 17_000_000})
        return self._answer(200 if value is not None else 404, value)

    def _act(self, network: FakeServer, path: str, query: Mapping[str, list[str]], body: bytes) -> Any:
        if path == "/posts" and self.command == "POST":
            return network.accept(json.loads(body))
        if path == "/posts":
            return [post for post in network.posts if post["key"] == query["key"][0]]
        return {"id": f"file-{sha256(body).hexdigest()[:6]}"} if path in ("/upload", "/raw") else {"name": "brand"}

    def _answer(self, status: int, value: Any, headers: Mapping[str, str] = {}) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, text)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)

    def _truncate(self, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.close_connection = True

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    do_GET = do_POST = do_PUT = _serve


class LoopbackServer(ThreadingHTTPServer):
    """Says nothing of clients that hang up: what it printed would stand in another test's output."""

    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        pass


class _Server(LoopbackServer):
    network: FakeServer


@contextlib.contextmanager
def serving(server: LoopbackServer) -> Iterator[None]:
    """It listens while inside."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_json(request: BaseHTTPRequestHandler) -> Any:
    """What the request brings."""
    return json.loads(request.rfile.read(int(request.headers["Content-Length"])))


def answer_json(request: BaseHTTPRequestHandler, value: Any) -> None:
    """Answer with 200 and this."""
    data = json.dumps(value).encode()
    request.send_response(200)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


@contextlib.contextmanager
def network() -> Iterator[FakeServer]:
    """A network that listens while inside."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.network = FakeServer(url=f"http://127.0.0.1:{server.server_port}")
    with serving(server):
        yield server.network


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


FACTS: dict[str, Any] = {
    "key_seconds": 3600,
    "limits": Limits({"schedule.seconds": Limit(at_least=300)}),
    "secrets": (SecretSpec("token", "token", "Made up."),),
    "native_schedule": True,
    "threads": True,
    "first_comment": True,
    "finds_by_key": True,
}


class Network(networks.Network):
    """Speaks to `FakeServer`. Its token stands in the address, as Telegram's does."""

    def __init__(self, safety: Safety, name: str = "", **more: Any) -> None:
        name = name or safety.name.lower()
        facts = networks.Facts(name=name, title=name, safety=safety, **{**FACTS, **more})
        super().__init__(facts)

    def url(self, target: str, base_url: str) -> str:
        return f"https://example.com/{target}"

    def render(self, variant: Any) -> list[dict[str, Any]]:
        return []

    def publish(self, delivery: Delivery) -> Flow:
        for index, media in enumerate(delivery.part["media"]):
            if f"media {index}" not in delivery.known:
                file = File(media["path"], media["type"], media["sha256"])
                sent = read((yield self._request(delivery, "POST", "/upload", files={"photo": file})))
                yield Progress({f"media {index}": sent["id"]})
        key = f"{delivery.key}#{delivery.attempt}" if self.facts.safety is Safety.KEYED else delivery.key
        reply = [receipt.id for receipt in delivery.previous]
        post = {**delivery.part["request"], "key": key, "reply": reply, "native": delivery.native}
        data = read((yield self._request(delivery, "POST", "/posts", json=post, creates=True)), creates=True)
        return Receipt(data["id"], f"https://example.com/{data['id']}", delivery.native, {"id": data["id"]})

    def find(self, delivery: Delivery) -> Search:
        if self.facts.safety is Safety.BLIND:
            raise Ambiguous("it cannot be read")
        key = f"{delivery.key}#{delivery.attempt}" if self.facts.safety is Safety.KEYED else delivery.key
        found = read((yield self._request(delivery, "GET", "/posts", query={"key": key})))
        return Receipt(found[0]["id"], f"https://example.com/{found[0]['id']}") if found else None

    def probe(self, delivery: Delivery) -> Probe:
        return str(read((yield self._request(delivery, "GET", "/me")))["name"])

    def _request(self, delivery: Delivery, method: str, path: str, **rest: Any) -> Request:
        return Request(
            method, delivery.base_url + path, {"X-Token": delivery.secrets["token"].reveal().encode().hex()}, **rest
        )


def read(response: Response, creates: bool = False) -> Any:
    """The answer's data, or what it means that there is none."""
    if response.status < 300:
        return response.data
    text = f"answered {response.status} to {TOKEN}"  # networks do quote tokens back
    if response.status == 429:
        raise RateLimited(text, float(response.headers.get("retry-after", "60")))
    if response.status == 401:
        raise Unauthorised(text)
    if response.status < 500:
        raise Rejected(text)
    raise (Ambiguous if creates else Unavailable)(text)


KEYED, READABLE, BLIND = Network(Safety.KEYED), Network(Safety.READABLE), Network(Safety.BLIND)
NETWORKS = {network.name: network for network in (KEYED, READABLE, BLIND)}


def find_network(name: str) -> Any:
    return NETWORKS[name]


def config(accounts: Mapping[str, tuple[str, str]], grace: str = "6h", **more: Any) -> Config:
    """`accounts`: name -> (platform, base_url)."""
    made = {
        name: Account(platform=platform, base_url=url, token_env=f"{name.upper()}_TOKEN", target=name, **more)
        for name, (platform, url) in accounts.items()
    }
    return Config(project=Project(name="Brand", timezone="Europe/Moscow"), accounts=made, publish=Publish(grace=grace))


def payload(post: str, account: str, platform: str, at: datetime | None = NOON, texts: Sequence[str] = ("hi",),
            **more: Any) -> dict[str, Any]:  # fmt: skip
    """A payload file's content, one part for each text. `media` goes with the first."""
    media = more.pop("media", [])
    parts = [
        {"key": f"{post}:{account}:1:{n}", "role": "text", "request": {"text": text}, "media": media if n == 1 else [],
         "length": len(text), "limit": 500, "unit": "characters", "text": text}
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    return {
        "schema": 1, "account": account, "platform": platform, "post": post, "title": post.title(),
        "path": f"content/posts/{post}.md", "slug": post, "status": "ready", "at": at.isoformat() if at else None,
        "zone": "UTC", "not_after": None, "delivery": "smm",
        "digest": "sha256:" + sha256(json.dumps(parts).encode()).hexdigest(), "parts": parts, **more,
    }  # fmt: skip


@dataclass
class Clock:
    """A clock that only goes when somebody sleeps."""

    now: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def ledger_of(project: Path) -> Ledger:
    return open_ledger("sqlite:.smm/ledger.db", project)
