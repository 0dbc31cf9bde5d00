"""The networks as a process: started once, kept between runs, alive when the publisher is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, read_posts, start
from smmgen.rehearsal.engine.launch import find

ROOT = Path(__file__).parents[2]
TOKEN = "110:telegram-token"
HTTP = httpx2.Client(trust_env=False, verify=False, headers={"Connection": "close"})


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A state folder whose server, if any is left, ends with the test."""
    yield tmp_path / "rehearsal"
    running = find(tmp_path / "rehearsal")
    if running is not None:
        running.stop()


def say(running: Rehearsal, text: str) -> int:
    url = f"{running.base_url('telegram')}/bot{TOKEN}/sendMessage"
    number: int = HTTP.post(url, json={"chat_id": "@teplo", "text": text}).json()["result"]["message_id"]
    return number


def test_a_second_start_finds_the_first(folder: Path, accounts: tuple[Account, ...]) -> None:
    first = start(folder, accounts)
    assert start(folder, accounts) == first
    assert first.base_url("telegram") == f"{first.url}/telegram"
    assert HTTP.get(f"{first.url}/health").json()["id"] == first.server_id


def test_many_starts_at_once_start_one(folder: Path, accounts: tuple[Account, ...]) -> None:
    found: list[Rehearsal] = []
    threads = [threading.Thread(target=lambda: found.append(start(folder, accounts))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5
    assert len({running.server_id for running in found}) == 1


def test_what_was_posted_outlives_the_server(folder: Path, accounts: tuple[Account, ...]) -> None:
    first = start(folder, accounts)
    assert say(first, "раз") == 1
    first.stop()
    first.stop()
    with pytest.raises(httpx2.ConnectError):
        HTTP.get(f"{first.url}/health")
    assert [post["params"]["text"] for post in read_posts(folder)] == ["раз"]
    assert "раз" in (folder / "posted.html").read_text(encoding="utf-8")
    second = start(folder, accounts)
    assert second.url == first.url, "links in what was posted still lead somewhere"
    assert say(second, "два") == 2
    assert [post["remote_id"].partition("/")[2] for post in second.posts()] == ["1", "2"]


def test_another_configuration_is_another_server(folder: Path, accounts: tuple[Account, ...]) -> None:
    first = start(folder, accounts)
    say(first, "раз")
    second = start(folder, accounts[:1])
    assert second.server_id != first.server_id
    assert len(second.posts()) == 1
    assert HTTP.get(f"{second.base_url('mastodon')}/api/v1/scheduled_statuses").status_code == 401


def test_a_killed_server_has_lost_nothing(folder: Path, accounts: tuple[Account, ...]) -> None:
    first = start(folder, accounts)
    say(first, "раз")
    os.kill(first.pid, signal.SIGKILL)
    second = start(folder, accounts)
    assert second.server_id != first.server_id
    assert say(second, "два") == 2


def test_the_networks_outlive_a_killed_publisher(folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from smmgen.rehearsal import Account, start\n"
        f"start(Path(sys.argv[1]), [Account('tg', 'telegram', '@teplo', {{'token': {TOKEN!r}}})])\n"
        "print('up', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, env=environment, start_new_session=True
    ) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == b"up\n"
        os.killpg(publisher.pid, signal.SIGKILL)
    running = find(folder)
    assert running is not None
    assert say(running, "ещё здесь") == 1


def test_it_ends_by_itself_when_nobody_asks(folder: Path, accounts: tuple[Account, ...]) -> None:
    running = start(folder, accounts, idle=0.3)
    time.sleep(1)
    with pytest.raises(httpx2.ConnectError):
        HTTP.get(f"{running.url}/health")


def test_a_server_that_cannot_start_says_why(folder: Path, accounts: tuple[Account, ...]) -> None:
    with pytest.raises(RuntimeError, match="unknown effect `explode`"):
        start(folder, accounts, [{"platform": "vk", "effect": "explode"}])


def test_it_runs_in_the_foreground_too(folder: Path, accounts: tuple[Account, ...]) -> None:
    start(folder, accounts).stop()
    command = [sys.executable, "-m", "smmgen.rehearsal", "--state", str(folder), "--idle", "30"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = (folder / "server.json").read_text(encoding="utf-8")
    with subprocess.Popen(command, env=environment) as server:
        deadline = time.monotonic() + 10
        while (folder / "server.json").read_text(encoding="utf-8") == before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert start(folder, accounts).pid == server.pid
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0


def test_tokens_stay_in_the_configuration(folder: Path, accounts: tuple[Account, ...]) -> None:
    running = start(folder, accounts)
    say(running, "раз")
    form = {"access_token": "user-token", "v": "5.199", "owner_id": "-230000001", "message": "a"}
    HTTP.post(f"{running.base_url('vk')}/method/wall.post", data=form)
    HTTP.post(f"{running.base_url('vk')}/method/wall.post", data={**form, "owner_id": "x"})
    shown = HTTP.get(f"{running.url}/requests.json").text + HTTP.get(f"{running.url}/").text
    running.stop()
    kept = [file.read_bytes() for file in folder.iterdir() if file.name != "config.json"]
    for token in (TOKEN, "user-token"):
        assert token not in shown
        assert not any(token.encode() in content for content in kept)
    assert (folder / "config.json").stat().st_mode & 0o777 == 0o600


def test_requests_are_logged(folder: Path, accounts: tuple[Account, ...]) -> None:
    running = start(folder, accounts)
    say(running, "раз")
    [request] = running.requests()
    assert (request["method"], request["path"]) == ("POST", "/telegram/bot***/sendMessage")
    assert (request["status"], request["fault"]) == (200, None)


def test_the_page_shows_posts_and_runs_nothing(folder: Path, accounts: tuple[Account, ...]) -> None:
    running = start(folder, accounts)
    say(running, "<script>alert(1)</script> & «кофе»")
    page = HTTP.get(f"{running.url}/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «кофе»" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert HTTP.get(f"{running.url}/posts.json").json() == running.posts()
    assert json.loads((folder / "server.json").read_text(encoding="utf-8"))["pid"] == running.pid
