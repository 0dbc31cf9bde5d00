"""A brand on Instagram and Threads whose files are uploaded to a store, and a store that believes every signature."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from contexts import publish_given
from PIL import Image

from smmgen.config import Config
from smmgen.content.load_config import load_config
from smmgen.ledger.model import Entry
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks import registry
from smmgen.publishing.leases import NO_WAITS
from smmgen.publishing.results import Report
from smmgen.rehearsal import Account, Rehearsal, read_posts, start

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
BUCKET = "teplo-media"
KEYS = {"S3_ACCESS": "AKIDOFTHEBRAND0001", "S3_SECRET": "a-secret+key/of-the-brand-0001"}
STRANGER = {"S3_ACCESS": "AKIDOFASTRANGER001", "S3_SECRET": "a-secret+key/of-a-stranger-01"}
"""Keys of somebody whom the store knows, and who has no rights in the brand's bucket."""
TOKENS = {"A": "1234567890:a-token-of-instagram", "B": "1234567890:a-token-of-threads"}
SETTINGS = """[project]
name = "Teplo"
timezone = "UTC"
[publish]
grace = "2w"
{upload}
[accounts.insta]
platform = "instagram"
target = "@teplo.coffee"
base_url = "{url}/instagram"
token_env = "A"
{account}
[accounts.threads]
platform = "threads"
target = "@teplo.coffee"
base_url = "{url}/threads"
token_env = "B"
{account}
"""
TO_A_BUCKET = """[media_upload]
bucket = "{bucket}"
endpoint = "{endpoint}"
secrets = {{access_key = {{env = "S3_ACCESS"}}, secret_key = {{env = "S3_SECRET"}}}}
"""
POST = """---
title: Latte
uid: latte-1
platforms: [{places}]
schedule: 2026-12-05 08:30
media: [{{file: Латте.jpg, alt: A latte}}]
---
Латте ☕ is ready.
"""


def to_a_bucket(endpoint: str, bucket: str = BUCKET) -> str:
    return TO_A_BUCKET.format(endpoint=endpoint, bucket=bucket)


@dataclass
class Brand:
    """`environ` holds tokens and keys; `networks` is the rehearsal that stands for the real networks."""

    project: Path
    networks: Rehearsal
    environ: dict[str, str] = field(default_factory=lambda: TOKENS | KEYS)
    before: int = 0
    """Posts that the networks have of others."""

    def copied(self, folder: Path) -> Brand:
        """The same brand as it was built, with nothing published; the networks are shared."""
        shutil.copytree(self.project, folder, ignore=shutil.ignore_patterns(".smm"))
        return Brand(folder, self.networks, before=len(read_posts(self.networks.folder)))

    def settle(self, upload: str, account: str = "") -> None:
        """Write smm.toml, and build. `account`: a line for both accounts."""
        text = SETTINGS.format(upload=upload, account=account, url=self.networks.url)
        (self.project / "smm.toml").write_text(text)
        self.build()

    def write(self, places: str = "insta, threads") -> None:
        media = self.project / "content/media"
        media.mkdir(parents=True, exist_ok=True)
        (self.project / "content/posts").mkdir(exist_ok=True)
        (self.project / "content/posts/latte.md").write_text(POST.format(places=places))
        if not (media / "Латте.jpg").exists():
            self.draw("#7a4a21")

    def draw(self, colour: str) -> None:
        Image.new("RGB", (800, 800), colour).save(self.project / "content/media/Латте.jpg")

    def build(self) -> None:
        command = [sys.executable, "-m", "smmgen", "-C", str(self.project), "build"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    @property
    def config(self) -> Config:
        return load_config(self.project, {name: registry.get(name).facts.settings for name in registry.names()})

    def ledger(self) -> closing[Ledger]:
        return closing(open_ledger("sqlite:.smm/ledger.db", self.project))

    def publish(self, now: datetime = NOW, **more: Any) -> Report:
        usual: dict[str, Any] = {"sleep": lambda seconds: None, "waits": NO_WAITS}
        with self.ledger() as ledger:
            return publish_given(self.project, self.config, ledger, now, self.environ, **{**usual, **more})

    def die(self, where: str, **more: Any) -> None:
        """A run that is killed the first time it waits (`sleep`) or has recorded something (`tell`)."""
        child = os.fork()
        if child == 0:
            try:
                self.publish(**more, **{where: lambda *_: os._exit(9)})
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

    def rows(self) -> list[Entry]:
        with self.ledger() as ledger:
            return ledger.entries()

    def states(self) -> dict[str, str]:
        return {entry.account: str(entry.state) for entry in self.rows()}

    def uploads(self) -> list[str]:
        return sorted(name for entry in self.rows() for name in entry.uploads.split())

    def posted(self) -> list[dict[str, Any]]:
        """What the networks have."""
        return [one for one in read_posts(self.networks.folder)[self.before :] if one["state"] == "published"]

    def texts(self) -> str:
        """Everything that smm has written, whatever it is."""
        files = [path for path in self.project.rglob("*") if path.is_file() and "networks" not in path.parts]
        return "".join(path.read_bytes().decode("latin-1") for path in files)


@contextmanager
def brand_in(folder: Path) -> Iterator[Brand]:
    project = folder / "brand"
    state = project / ".smm/networks"
    state.mkdir(parents=True)
    known = [Account(name, network, "@teplo.coffee", {"token": TOKENS[token]})
             for name, network, token in (("insta", "instagram", "A"), ("threads", "threads", "B"))]  # fmt: skip
    running = start(state, known, [], now=(NOW + timedelta(minutes=1)).timestamp(), zone="UTC", media=project)
    made = Brand(project, running)
    made.write()
    try:
        yield made
    finally:
        running.stop()


# A store


@dataclass
class Store:
    """`refuse`: method -> the status that it is answered with. `gives`: what it gives back instead of any file."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)
    gives: bytes = b""

    def clear(self) -> None:
        self.objects, self.calls, self.refuse, self.gives = {}, [], {}, b""

    def of(self, method: str) -> list[str]:
        return [path for called, path in self.calls if called == method]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *args: object) -> None:
        pass

    def _serve(self) -> None:
        store: Store = self.server.store
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        store.calls.append((self.command, parts.path))
        query: Mapping[str, list[str]] = parse_qs(parts.query)
        if self.command in store.refuse:
            return self._answer(store.refuse[self.command], b"<Error><Code>AccessDenied</Code></Error>")
        if not query.get("X-Amz-Signature"):
            return self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        if self.command == "PUT":
            store.objects[parts.path] = body
            return self._answer(200)
        if self.command == "DELETE":
            store.objects.pop(parts.path, None)
            return self._answer(204)
        if parts.path not in store.objects:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._answer(200, store.gives or store.objects[parts.path])

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_DELETE = _serve


@contextmanager
def store() -> Iterator[Store]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.store = Store(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
