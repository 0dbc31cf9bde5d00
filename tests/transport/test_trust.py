"""Root certificates that one account trusts in addition, against a server whose certificate nobody else trusts."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from smmgen.errors import NotSent, UserError
from smmgen.networks.wire import Request, Response
from smmgen.transport import trust
from smmgen.transport.driver import Driver

ROOT, SERVER = "-subj /CN=Root", "-subj /CN=localhost"


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET

    def log_message(self, *about: Any) -> None:
        """Say nothing."""


def openssl(folder: Path, words: str) -> None:
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, and a server's certificate signed by it for this machine."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("keys")
    new = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    openssl(folder, f"{new} -x509 -days 2 {ROOT} -keyout root.key -out root.pem")
    openssl(folder, f"{new} {SERVER} -keyout server.key -out server.csr")
    (folder / "names").write_text("subjectAltName = IP:127.0.0.1, DNS:localhost\n")
    openssl(
        folder,
        "x509 -req -in server.csr -CA root.pem -CAkey root.key -CAcreateserial -days 2 -extfile names -out server.pem",
    )
    openssl(folder, f"{new} -x509 -days 2 {ROOT} -keyout other.key -out other.pem")
    return folder


@contextmanager
def served(keys: Path) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Hello)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys / "server.pem", keys / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(project: Path, *requests: Request) -> list[Response]:
    def flow() -> Any:
        found = []
        for request in requests:
            found.append((yield request))
        return found

    with Driver(project, sleep=lambda seconds: None) as driver:
        answers: list[Response] = driver.run(flow(), before_create=lambda: None)
    return answers


def test_a_root_of_the_project_is_trusted(keys: Path) -> None:
    with served(keys) as url:
        call = Request("GET", url, ca_file="root.pem")
        create = Request("POST", url, json={}, creates=True, ca_file="root.pem")
        assert [answer.status for answer in ask(keys, call, create)] == [200, 200]


@pytest.mark.parametrize("ca_file", ["", "other.pem"])
def test_nobody_else_is(keys: Path, ca_file: str) -> None:
    """Also after a call of an account that does trust it."""
    with served(keys) as url:
        for creates in (False, True):
            with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
                ask(
                    keys,
                    Request("GET", url, ca_file="root.pem"),
                    Request("POST", url, json={}, creates=creates, ca_file=ca_file),
                )


BAD = {
    "missing": (None, "cannot be read"),
    "not text": (b"\xff\xfe\x00", "has no certificate that can be read"),
    "no certificate": (b"hello", "has no certificate that can be read"),
    "empty": (b"", "has no certificate that can be read"),
    "broken": (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "has no certificate"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_file_without_certificates(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "root.pem").write_bytes(content)
    with pytest.raises(UserError, match=message):
        trust.context(tmp_path, "root.pem")
    with pytest.raises(NotSent, match=message):
        ask(tmp_path, Request("POST", "https://127.0.0.1:9/", json={}, creates=True, ca_file="root.pem"))


@pytest.mark.parametrize("path", ["../root.pem", "/etc/hostname", ".git/config"])
def test_a_file_outside_the_project(tmp_path: Path, path: str) -> None:
    project = tmp_path / "brand"
    project.mkdir()
    (tmp_path / "root.pem").write_text("x")
    with pytest.raises(UserError, match="cannot be read"):
        trust.context(project, path)
