"""A command that is told to stop finishes the call under way, records it and begins no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from stage import LoopbackServer, answer_json, read_json, serving

from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.publishing.workers import BLINK

SMM = [sys.executable, "-m", "smmgen"]
SOON = 60
"""Seconds that a process gets to come as far as it should; nothing is measured."""
TOML = """[project]
name = "Teplo"
timezone = "UTC"
[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
base_url = "http://127.0.0.1:{port}"
token_env = "TG"
[accounts.second]
platform = "telegram"
target = "@teplo_second"
base_url = "http://127.0.0.1:{port}"
token_env = "TG"
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")


class Chat(BaseHTTPRequestHandler):
    """A blind network: whatever is cut off there stays unknown. Calls wait at the gate while it is shut."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = read_json(self)
        with server.turn:
            server.calls.append((self.path.rpartition("/")[2], body))
            number = len(server.calls)
        server.begun.set()
        server.gate.wait(SOON)
        message = {"message_id": number, "chat": {"id": -1, "username": "teplo"}}
        answer_json(self, {"ok": True, "result": message})

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def chat() -> Iterator[Any]:
    server: Any = LoopbackServer(("127.0.0.1", 0), Chat)
    server.calls, server.turn = [], threading.Lock()
    server.begun, server.gate = threading.Event(), threading.Event()
    with serving(server):
        yield server
        server.gate.set()


class Host:
    """A project with five posts that are due on two accounts."""

    def __init__(self, path: Path, chat: Any) -> None:
        self.path, self.chat = path, chat
        (path / "smm.toml").write_text(TOML.format(port=chat.server_port))
        self.write("first words")

    def write(self, words: str) -> None:
        posts = self.path / "content" / "posts"
        posts.mkdir(parents=True, exist_ok=True)
        at = datetime.now(UTC) - timedelta(minutes=5)
        for number in range(5):
            posts.joinpath(f"p{number}.md").write_text(
                f"---\ntitle: P{number}\nuid: post-{number}\nplatforms: [tg, second]\nschedule: {at:%Y-%m-%d %H:%M}\n"
                f"---\n{words} {number}\n"
            )
        assert self.smm("build").returncode == 0

    def smm(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self._command(*arguments), capture_output=True, text=True, env=_ENVIRON, check=False)

    def told_to_stop(self, number: int, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it, and tell it while its first calls wait for their answers, which then come."""
        self.chat.begun.clear()
        self.chat.gate.clear()
        process = subprocess.Popen(
            self._command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_ENVIRON
        )
        assert self.chat.begun.wait(SOON)
        process.send_signal(number)
        time.sleep(10 * BLINK)  # the system may tell another thread than the one that hears it: see WorkerPool
        self.chat.gate.set()
        out, err = process.communicate(timeout=SOON)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def rows(self) -> list[Entry]:
        ledger = open_ledger("sqlite:.smm/ledger.db", self.path)
        try:
            return ledger.entries()
        finally:
            ledger.close()

    def _command(self, *arguments: str) -> list[str]:
        return [*SMM, "-C", str(self.path), *arguments]


_ENVIRON = {**os.environ, "TG": "123456:a-token-of-a-bot"}


@pytest.fixture
def host(tmp_path: Path, chat: Any) -> Host:
    return Host(tmp_path, chat)


@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGTERM, "1"), (signal.SIGTERM, "2"), (signal.SIGINT, "1")])
def test_publish_leaves_nothing_in_doubt(host: Host, number: int, jobs: str) -> None:
    done = host.told_to_stop(number, "publish", "--jobs", jobs)
    assert done.returncode == 130, done.stderr
    assert "stopped" in done.stderr
    sent = len(host.chat.calls)
    assert 1 <= sent <= int(jobs)
    assert [row.state for row in host.rows()] == [State.PUBLISHED] * sent
    host.chat.gate.set()
    again = host.smm("publish")
    assert again.returncode == 0, again.stderr
    texts = Counter((body["chat_id"], body["text"]) for _, body in host.chat.calls)
    assert len(texts) == 10
    assert set(texts.values()) == {1}


def test_a_second_word_ends_it_at_once(host: Host) -> None:
    process = subprocess.Popen(host._command("publish"), stderr=subprocess.PIPE, text=True, env=_ENVIRON)
    assert host.chat.begun.wait(SOON)
    for number in (signal.SIGTERM, signal.SIGINT):  # two of a kind could be heard as one
        process.send_signal(number)
    _, err = process.communicate(timeout=SOON)
    assert (process.returncode, "interrupted" in err) == (130, True), err
    assert [row.state for row in host.rows()] == [State.UNKNOWN]


@pytest.mark.parametrize("command", [("publish", "--update", "post-0"), ("retract", "post-0", "--yes")])
def test_what_is_changed_part_by_part_stops_between_two_parts(host: Host, command: tuple[str, ...]) -> None:
    host.chat.gate.set()
    assert host.smm("publish").returncode == 0
    host.write("better words")
    before = len(host.chat.calls)
    done = host.told_to_stop(signal.SIGTERM, *command)
    assert done.returncode == 130, done.stderr
    assert len(host.chat.calls) == before + 1
    assert not any(row.updating for row in host.rows())
    assert "asked to stop" in done.stderr
    host.chat.gate.set()
    assert host.smm(*command).returncode == 0
    assert len(host.chat.calls) == before + 2
