"""Canary tokens through every platform, every fault and everything that crashes: no output of any kind holds one.

Traces are looked for by means of this file's own, in raw bytes: of what is printed, logged at DEBUG, recorded, built.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from contexts import publish_given
from PIL import Image
from stage import LoopbackServer, serving

from smmgen.cli import failure, smm
from smmgen.content.load_config import load_config
from smmgen.errors import Rejected
from smmgen.ledger.open import open_ledger
from smmgen.networks import registry
from smmgen.networks.wire import Delivery, Flow, Probe, Request, Search
from smmgen.publishing.context import Context
from smmgen.publishing.doctor import doctor
from smmgen.publishing.leases import Waits
from smmgen.publishing.results import Report
from smmgen.publishing.status import status
from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.engine.faults import EFFECTS

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
TOKENS = {
    "TELEGRAM_TOKEN": "1234567890:AAFkanarek-telegram_0123456789",
    "VK_TOKEN": "vk1.a.kanarek-community/+==&?",
    "VK_USER_TOKEN": 'vk1.a.kanarek-user"\\<>%41',
    "MASTODON_TOKEN": "kanarek-mastodon/+~;'=",
    "BLUESKY_PASSWORD": "kanarek-пароль-bsky",
}
SESSION = "kanarek.session.jwt-of-bluesky"
"""A token that a network gives during the run."""
SETTINGS = """[project]
name = "Canary"
timezone = "UTC"
[accounts.tg]
platform = "telegram"
base_url = "{url}/telegram"
target = "@teplo_coffee"
token_env = "TELEGRAM_TOKEN"
[accounts.vk]
platform = "vk"
base_url = "{url}/vk"
target = -230000001
token_env = "VK_TOKEN"
user_token_env = "VK_USER_TOKEN"
[accounts.fedi]
platform = "mastodon"
base_url = "{url}/mastodon"
token_env = "MASTODON_TOKEN"
[accounts.bsky]
platform = "bluesky"
base_url = "{url}/bluesky"
target = "teplo.bsky.example"
token_env = "BLUESKY_PASSWORD"
[publish]
grace = "2w"
"""
POST = """---
title: Latte
platforms: [tg, vk, fedi, bsky]
schedule: 2026-12-05 08:30
media:
  - {file: latte.png, alt: A latte}
---
Latte in **paper** cups.
"""


def traces(secret: str) -> Iterator[bytes]:
    """What may be left of a secret: whole, quoted, escaped, encoded, or the telling end of it."""
    data = secret.encode()
    yield from (data, quote(secret).encode(), quote(secret, safe="").encode(), quote_plus(secret).encode())
    yield from (json.dumps(secret)[1:-1].encode(), repr(data)[2:-1].encode(), data.hex().encode())
    for before in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(b"\0" * before + data)[4 if before else 0 : -4]
    yield b"kanarek"


def found(output: bytes) -> list[bytes]:
    """Where they stand, with what is around them."""
    every = {trace for secret in (*TOKENS.values(), SESSION) for trace in traces(secret)}
    return sorted(output[max(0, at - 60) : at + 40] for trace in every if (at := output.find(trace)) >= 0)


def files(project: Path) -> bytes:
    """Every byte below the project but the networks' own folder."""
    paths = [path for path in project.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in paths if "networks" not in path.relative_to(project).parts)


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """All that is logged, at DEBUG, the HTTP client's own words included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    names = ("", "httpx2", "httpcore2", "httpcore2.http11", "httpcore2.connection")
    before = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, token in TOKENS.items():
        monkeypatch.setenv(name, token)


def make(folder: Path, url: str, more: str = "") -> Path:
    """A project that is built, with a picture for every network."""
    (folder / "content/posts").mkdir(parents=True)
    (folder / "content/media").mkdir()
    (folder / "smm.toml").write_text(SETTINGS.format(url=url) + more)
    (folder / "content/posts/latte.md").write_text(POST)
    Image.new("RGB", (60, 40), "brown").save(folder / "content/media/latte.png")
    assert failure.run(smm, ["-C", str(folder), "build"]) == 0
    return folder


def send(project: Path, ledger: str, now: datetime = NOW, **more: Any) -> Report:
    config = load_config(project, registry.Models("settings"))
    rows = open_ledger(f"sqlite:.smm/{ledger}.db", project)
    try:
        return publish_given(
            project,
            config,
            rows,
            now,
            TOKENS,
            clock=lambda: now,
            sleep=lambda seconds: None,
            waits=Waits(quiet=0),
            **more,
        )
    finally:
        rows.close()


def told(project: Path, report: Report) -> bytes:
    """All that is said about a run, and what it left on the disk."""
    said = [report.notices, repr(report), [row.as_json() for row in report.rows]]
    return json.dumps(said, ensure_ascii=False).encode() + files(project)


# Against the networks of the rehearsal


def started(folder: Path) -> Rehearsal:
    known = [
        Account("tg", "telegram", "@teplo_coffee", {"token": TOKENS["TELEGRAM_TOKEN"]}),
        Account("vk", "vk", -230000001, {"token": TOKENS["VK_TOKEN"], "user_token": TOKENS["VK_USER_TOKEN"]}),
        Account("fedi", "mastodon", None, {"token": TOKENS["MASTODON_TOKEN"]}),
        Account("bsky", "bluesky", "teplo.bsky.example", {"token": TOKENS["BLUESKY_PASSWORD"]}),
    ]
    return start(folder, known, now=NOW.timestamp(), idle=60)


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    running = started(tmp_path_factory.mktemp("networks"))
    yield running
    running.stop()


@pytest.fixture
def fresh_networks(tmp_path: Path) -> Iterator[Rehearsal]:
    (tmp_path / "networks").mkdir()
    running = started(tmp_path / "networks")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def project(networks: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("canary") / "project", networks.url)


@pytest.mark.parametrize("effect", ["", *EFFECTS])
@pytest.mark.usefixtures("environ")
def test_every_fault_of_every_network(
    project: Path, networks: Rehearsal, effect: str, heard: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """It befalls the first call and a creating call of each network; a second run settles what is left."""
    places = {"telegram": "sendPhoto", "vk": "wall.post", "mastodon": "/statuses", "bluesky": "putRecord"}
    order = [
        {"platform": name, "effect": effect, "match": match, "seconds": 0.01}
        for name, creating in places.items()
        for match in (creating, "")
    ]
    networks.order_faults(order if effect else [])
    reports = [send(project, effect or "none"), send(project, effect or "none", NOW + timedelta(minutes=30))]
    assert not any(report.bugs for report in reports)
    assert len(reports[0].rows) == 4
    for report in reports:
        assert found(told(project, report)) == []
    networks.order_faults([])
    printed = capfd.readouterr()
    assert "POST" in heard.getvalue(), "the client was heard"
    assert found((heard.getvalue() + printed.out + printed.err).encode()) == []


COMMANDS = {
    "dry run": (["publish", "--dry-run"], 0),
    "dry run as JSON": (["publish", "--dry-run", "--json"], 0),
    "publish": (["publish", "--json"], 0),
    "publish again": (["publish"], 0),
    "status": (["status"], 0),
    "status as JSON": (["status", "--json", "--all"], 0),
    "doctor": (["doctor", "--json"], 0),
    "doctor online": (["doctor", "--online"], 0),
    "doctor online as JSON": (["doctor", "--online", "--json"], 0),
    "check": (["check", "--format", "json"], 0),
    "list": (["list", "--json"], 0),
    "schema": (["schema", "config"], 0),
}


@pytest.mark.usefixtures("environ")
def test_every_command(
    project: Path, networks: Rehearsal, heard: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """In this process, without the net under stdout and stderr that a real one has."""
    networks.order_faults([])
    for name, (arguments, code) in COMMANDS.items():
        timed = [] if arguments[0] == "schema" else ["--now", NOW.isoformat()]
        timed = [] if arguments[0] == "list" else timed
        assert failure.run(smm, ["-C", str(project), *arguments, *timed]) == code, name
        printed = capfd.readouterr()
        assert len(printed.out + printed.err) > 10, name
        assert found((printed.out + printed.err + heard.getvalue()).encode()) == [], name
    assert found(files(project)) == []


EDITS = {"telegram": "editMessage", "vk": "wall.edit", "mastodon": "/statuses/"}
DELETIONS = {"telegram": "deleteMessage", "vk": "wall.delete", "mastodon": "/statuses/", "bluesky": "deleteRecord"}


@pytest.mark.parametrize("effect", ["", "reset-after", "error-500-after", "truncate"])
@pytest.mark.usefixtures("environ")
def test_what_is_live_is_mended_and_withdrawn(
    fresh_networks: Rehearsal,
    tmp_path: Path,
    effect: str,
    heard: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault at each edit and deletion, which may both be repeated; between them, all that looks after the ledger."""
    monkeypatch.setattr("smmgen.transport.driver._pause", lambda tried: 0.01)
    project = make(tmp_path / "project", fresh_networks.url)

    def run(*arguments: str) -> int:
        code = failure.run(smm, ["-C", str(project), *arguments])
        printed = capfd.readouterr()
        assert found((printed.out + printed.err + heard.getvalue()).encode()) == [], arguments
        return code

    def order(places: dict[str, str]) -> None:
        faults = [{"platform": name, "effect": effect, "match": match} for name, match in places.items()]
        fresh_networks.order_faults(faults if effect else [])

    now = ("--now", NOW.isoformat())
    assert run("publish", *now) == 0
    (project / "content/posts/latte.md").write_text(POST.replace("paper", "steel"))
    assert run("build") == 0
    assert run("publish", "--update", "latte", "--dry-run", *now) == 0
    order(EDITS)
    assert run("publish", "--update", "latte", *now) == 3, "Bluesky edits nothing"
    assert run("pause", "--reason", "looking") == run("status") == run("resume") == 0
    assert run("reconcile", *now) == run("ledger", "export") == run("ledger", "verify") == 0
    assert run("ledger", "move", "sqlite:.smm/ledger.db", "sqlite:.smm/other.db") == 0
    assert run("ledger", "move", "sqlite:.smm/other.db", "env:TELEGRAM_TOKEN") == 2, "a token is no address"
    (project / "smm.toml").write_text(SETTINGS.format(url=fresh_networks.url) + 'ledger = "sqlite:.smm/other.db"\n')
    order(DELETIONS)
    assert run("retract", "latte", "--yes", *now) == 0
    assert run("retract", "latte", "--yes", *now) == 2, "it was already retracted"
    assert found(files(project)) == []


# Against a server that says everything back


HOW: dict[str, Callable[[str], str]] = {
    "whole": lambda secret: secret,
    "cut": lambda secret: secret[:-1],
    "upper": lambda secret: secret.upper(),
    "wrapped": lambda secret: f"{secret[: len(secret) // 2]}\n{secret[len(secret) // 2 :]}",
}
"""How a network gives a secret back."""


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent, in the fields that adapters read, and with the status that is ordered."""

    server: _EchoServer

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self) -> None:
        signing = self.path.endswith("createSession")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        signed_in = self.server.signs_in and self.path.startswith("/bluesky") and not signing
        spoken = [*TOKENS.values(), *([SESSION] if signed_in else [])]
        secrets = " ".join(map(HOW[self.server.how], spoken))
        encoded = b64encode(f"user:{secrets}".encode()).decode()
        echo = f"{self.path} {self.headers} {body} {secrets} {quote(secrets)} {encoded}"
        value, status = self._value(urlsplit(self.path).path, echo), self.server.status
        if signing and self.server.signs_in:
            value, status = {"did": "did:plc:canary", "handle": echo, "accessJwt": SESSION, "refreshJwt": SESSION}, 200
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status, "Canary")
        self.send_header("X-Echo", quote(echo))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _value(self, path: str, echo: str) -> Any:
        if self.server.shape == "text":
            return echo.encode()
        if self.server.shape == "yes":
            yes = {"message_id": 5, "post_id": echo, "id": echo, "url": echo, "uri": echo, "cid": echo, "blob": {}}
            return yes | {
                "ok": True,
                "result": yes,
                "response": yes | {"upload_url": f"{self.server.url}/vk/{quote(echo)}"},
            }
        if path.startswith("/vk/"):
            return {"error": {"error_code": self.server.code, "error_msg": echo, "request_params": [echo]}}
        said = {"error": echo, "message": echo, "description": echo, "error_description": echo}
        return said | {"ok": False, "error_code": self.server.status}

    do_GET = do_POST = do_PUT = _answer


class _EchoServer(LoopbackServer):
    status, shape, code, signs_in, how = 500, "errors", 100, False, "whole"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture(scope="module")
def echo() -> Iterator[_EchoServer]:
    server = _EchoServer(("127.0.0.1", 0), _Echo)
    with serving(server):
        yield server


@pytest.fixture(scope="module")
def echoing(echo: _EchoServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("echo") / "project", echo.url)


@pytest.mark.parametrize(
    ("status_code", "shape", "code"),
    [
        *((status, "errors", code) for status, code in ((200, 100), (400, 100), (401, 5), (403, 15), (404, 1))),
        *((status, "errors", code) for status, code in ((409, 8), (429, 9), (500, 10), (503, 6))),
        *((status, "text", 0) for status in (200, 404, 500)),
        (200, "yes", 0),
        (302, "errors", 5),
    ],
)
@pytest.mark.parametrize("signs_in", [False, True])
def test_a_network_that_says_everything_back(
    echoing: Path,
    echo: _EchoServer,
    status_code: int,
    shape: str,
    code: int,
    signs_in: bool,
    heard: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    echo.status, echo.shape, echo.code, echo.signs_in = status_code, shape, code, signs_in
    name = f"{status_code}-{shape}-{signs_in}"
    for later in (0, 30):
        report = send(echoing, name, NOW + timedelta(minutes=later))
        assert found(told(echoing, report)) == []
    config = load_config(echoing, registry.Models("settings"))
    checks = doctor(Context(echoing, config, NOW, TOKENS, sleep=lambda seconds: None), online=True)
    rows = open_ledger(f"sqlite:.smm/{name}.db", echoing)
    shown = [row.as_json() for row in status(Context(echoing, config, NOW), rows)]
    rows.close()
    assert sum(check.name.startswith("token of") for check in checks) == 4
    printed = capfd.readouterr()
    said = json.dumps([shown, [check._asdict() for check in checks]], ensure_ascii=False)
    assert found((said + heard.getvalue() + printed.out + printed.err).encode()) == []


@pytest.mark.parametrize("how", ["cut", "upper", "wrapped"])
def test_a_network_that_says_it_in_another_way(
    echoing: Path, echo: _EchoServer, how: str, heard: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    echo.status, echo.shape, echo.code, echo.signs_in, echo.how = 400, "errors", 100, True, how
    try:
        report = send(echoing, f"said-{how}", NOW)
    finally:
        echo.how = "whole"
    printed = capfd.readouterr()
    output = told(echoing, report).decode("utf-8", "replace") + heard.getvalue() + printed.out + printed.err
    plain = re.sub(r"\s|\\n", "", output).lower()
    long = [secret.lower() for secret in (*TOKENS.values(), SESSION) if len(secret) > 16]
    assert long
    for secret in long:
        half = max(16, len(secret) // 2)
        assert not any(secret[at : at + half] in plain for at in range(len(secret) - half + 1))


# What crashes


class Crashing:
    """A real platform with a bug in it that holds a token in its hands."""

    def __init__(self, real: Any, where: str) -> None:
        self.real, self.where = real, where

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def publish(self, delivery: Delivery) -> Flow:
        self._crash("before", delivery)
        flow = self.real.publish(delivery)
        request = next(flow)
        while True:
            answer = yield request
            if isinstance(request, Request) and request.creates:
                self._crash("after", delivery)
            request = flow.send(answer)

    def find(self, delivery: Delivery) -> Search:
        self._crash("after", delivery)
        return (yield from self.real.find(delivery))

    def probe(self, delivery: Delivery) -> Probe:
        raise Rejected(f"{self.real.name} and {delivery.secrets['token'].reveal()}", delivery.secrets["token"].reveal())
        yield  # a generator, as probes are

    def _crash(self, where: str, delivery: Delivery) -> None:
        if where == self.where:
            token = delivery.secrets["token"]
            try:
                raise KeyError(token.reveal())
            except KeyError as error:
                raise RuntimeError(f"{delivery} {token} {token.reveal()}") from error


@pytest.mark.parametrize("where", ["before", "after"])
def test_platforms_with_bugs(
    project: Path, networks: Rehearsal, where: str, heard: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    networks.order_faults([])
    find: Callable[[str], Any] = lambda name: Crashing(registry.get(name), where)  # noqa: E731
    report = send(project, f"bug-{where}", find_network=find)
    assert len(report.bugs) >= 4
    assert {str(row.state) for row in report.rows} == {"failed" if where == "before" else "unknown"}
    for row in report.rows:
        assert "a bug in smmgen: RuntimeError" in row.reason
    logging.getLogger("hooks").error("it crashed", exc_info=report.bugs[0])
    config = load_config(project, registry.Models("settings"))
    checks = doctor(Context(project, config, NOW, TOKENS, find_network=find), online=True)
    printed = capfd.readouterr()
    said = told(project, report) + str(checks).encode() + (heard.getvalue() + printed.out + printed.err).encode()
    assert b"it crashed" in said
    assert found(said) == []


HOOK = """
import os, sys, threading

def on_published(row):
    print("hook:", os.environ["TELEGRAM_TOKEN"], row["key"])
    sys.stderr.write(os.environ["VK_TOKEN"])
    thread = threading.Thread(target=int, args=(os.environ["MASTODON_TOKEN"],))
    thread.start()
    thread.join()
    raise RuntimeError("cannot tell " + os.environ["VK_USER_TOKEN"])

on_failed = on_published
"""


def test_a_hook_that_crashes_and_prints(networks: Rehearsal, tmp_path: Path) -> None:
    """In a process of its own: prints, a crash in a thread, a crash in the hook itself."""
    project = make(tmp_path / "project", networks.url)
    (project / "hooks").mkdir()
    (tmp_path / "tokens.json").write_text(json.dumps(TOKENS))  # it has them from elsewhere
    known = f"json.load(open({str(tmp_path / 'tokens.json')!r}))"
    (project / "hooks/loud.py").write_text(HOOK.replace("os.environ", known).replace("import os", "import json"))
    (project / "smm.toml").write_text(SETTINGS.format(url=networks.url) + '[hooks]\nfiles = ["hooks/loud.py"]\n')
    run([*SMM, "-C", str(project), "build"], 0)
    done = run([*SMM, "-C", str(project), "publish", "--now", NOW.isoformat()], 2)
    assert b"hook: [secret]" in done
    assert b"the hook `on_published` failed at hooks/loud.py" in done
    assert b"invalid literal for int() with base 10" in done
    assert found(done + files(project)) == []


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to stop it with")
def test_watching_a_network_that_says_everything_back(echo: _EchoServer, tmp_path: Path) -> None:
    """In a process of its own, until every account was tried."""
    echo.status, echo.shape, echo.code, echo.signs_in = 400, "errors", 100, True
    project = make(tmp_path / "project", echo.url)
    post = POST.replace("2026-12-05 08:30", f"{datetime.now(UTC) - timedelta(minutes=5):%Y-%m-%d %H:%M}")
    (project / "content/posts/latte.md").write_text(post)
    run([*SMM, "-C", str(project), "build"], 0)
    command = [*SMM, "-C", str(project), "publish", "--watch", "--json"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, env={**os.environ, **TOKENS}) as watching:
        assert watching.stdout
        (late := Timer(60, watching.kill)).start()
        first = b"".join(watching.stdout.readline() for _ in range(4))
        late.cancel()
        watching.terminate()
        out, err = watching.communicate(timeout=60)
    assert (watching.returncode, first.count(b'"failed"')) == (0, 4), err.decode()
    assert b"[secret]" in first
    assert found(first + out + err + files(project)) == []


SMM = [sys.executable, "-m", "smmgen"]


def run(command: Iterable[str], code: int) -> bytes:
    done = subprocess.run([*command], capture_output=True, env={**os.environ, **TOKENS}, check=False, timeout=60)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout + done.stderr


# The test itself


@pytest.mark.parametrize("form", [str, quote, json.dumps, lambda text: b64encode(f"a:{text}".encode()).decode()])
@pytest.mark.parametrize("secret", TOKENS.values(), ids=TOKENS)
def test_traces_are_seen(form: Callable[[str], str], secret: str) -> None:
    assert found(f"said {form(secret)}!".encode()) != []
