"""A hundred publishers are killed at random moments; what the networks themselves kept is then counted."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from smmgen import platforms
from smmgen.config import Config
from smmgen.content.load import load_config
from smmgen.publishing.ledger import State, open_ledger
from smmgen.publishing.publish import publish
from smmgen.publishing.rehearse import LEDGER, Stage, set_up

KILLS = 100
START = datetime(2026, 12, 1, 7, tzinfo=UTC)
SETTINGS = """[project]
name = "Kill"
timezone = "UTC"
[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
token_env = "A"
[accounts.vk]
platform = "vk"
target = -230000001
token_env = "B"
user_token_env = "C"
[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "D"
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "E"
[accounts.site]
platform = "feed"
[publish]
grace = "2w"
flood = 1000
"""
THREADED = ("fedi", "bsky")


def marker(number: int, part: int = 1) -> str:
    return f"post{number:03}part{part}"


def write_project(project: Path) -> None:
    """A post a minute on every network; a third are threads where there are threads, a quarter have a picture."""
    posts = project / "content" / "posts"
    posts.mkdir(parents=True)
    (project / "smm.toml").write_text(SETTINGS)
    Image.new("RGB", (640, 480), "brown").save(posts / "latte.jpg")
    for number in range(KILLS):
        at = (START + timedelta(minutes=number)).strftime("%Y-%m-%d %H:%M")
        places = "fedi, bsky" if number % 3 == 1 else "telegram, vk, mastodon, bluesky, feed"
        media = "media: [{file: latte.jpg, alt: A latte}]\n" if number % 4 == 0 else ""
        more = f"thread: true\n{media}" if number % 3 == 1 else media
        second = f"\n---\n\n{marker(number, 2)} ends here.\n" if number % 3 == 1 else ""
        (posts / f"p{number:03}.md").write_text(
            f"---\ntitle: Post {number}\nuid: post-{number:03}\nplatforms: [{places}]\nschedule: {at}\n{more}---\n"
            f"{marker(number)} is a text of its own.\n{second}"
        )
    command = [sys.executable, "-m", "smmgen", "-C", str(project), "build"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr


def open_config(project: Path) -> Config:
    return load_config(project, {name: platforms.get(name).settings for name in platforms.names()})


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    write_project(tmp_path)
    made = set_up(tmp_path, open_config(tmp_path), START)
    assert made.networks is not None
    yield made
    made.networks.stop()


def run(project: Path, stage: Stage, now: datetime) -> int:
    ledger = open_ledger(LEDGER, project)
    try:
        return publish(project, stage.config, ledger, now, stage.environ, quiet=0).exit_code
    finally:
        ledger.close()


def run_and_kill(project: Path, stage: Stage, now: datetime, after: float) -> None:
    """Fork a publisher and kill it after so many seconds, wherever it is."""
    child = os.fork()
    if child == 0:
        try:
            run(project, stage, now)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def rows(project: Path, *states: State) -> list[Any]:
    ledger = open_ledger(LEDGER, project)
    try:
        return ledger.entries(states)
    finally:
        ledger.close()


def posted(project: Path, stage: Stage) -> Counter[tuple[str, str]]:
    """(account, marker) -> how often that network shows it."""
    assert stage.networks is not None
    found: Counter[tuple[str, str]] = Counter()
    marks = [marker(number, part) for number in range(KILLS) for part in (1, 2)]
    for post in stage.networks.posts():
        text = json.dumps(post["params"], ensure_ascii=False)
        found.update((post["account"], mark) for mark in marks if mark in text)
    feed = json.loads((project / ".smm/rehearsal/feed/site/feed.json").read_bytes())
    for item in feed["items"]:
        found.update(("site", mark) for mark in marks if mark in item["content_html"])
    return found


def wanted() -> set[tuple[str, str]]:
    found = set()
    for number in range(KILLS):
        if number % 3 == 1:
            found |= {(account, marker(number, part)) for account in THREADED for part in (1, 2)}
        else:
            found |= {(account, marker(number)) for account in ("tg", "vk", "fedi", "bsky", "site")}
    return found


def marker_of(entry: Any) -> tuple[str, str]:
    return (entry.account, marker(int(entry.post.removeprefix("post-")), int(entry.part)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_killed_at_a_random_moment_a_hundred_times(tmp_path: Path, stage: Stage) -> None:
    run(tmp_path, stage, START)
    begun = time.monotonic()
    run(tmp_path, stage, START + timedelta(minutes=2))
    usual = time.monotonic() - begun
    left_open: Counter[State] = Counter()
    for number in range(KILLS):
        run_and_kill(tmp_path, stage, START + timedelta(minutes=number), random.uniform(0.01, usual))
        left_open.update(entry.state for entry in rows(tmp_path, State.CLAIMED, State.SENDING))
    end = START + timedelta(minutes=KILLS)
    codes = [run(tmp_path, stage, end) for _ in range(2)]

    found, unknown = posted(tmp_path, stage), {marker_of(entry) for entry in rows(tmp_path, State.UNKNOWN)}
    assert set(found.values()) == {1}, "posted twice"
    assert set(found) | unknown == wanted(), "lost without a word"
    assert {account for account, _ in unknown} <= {"tg"}
    assert codes[-1] == (4 if unknown else 0)
    assert left_open[State.SENDING] > 0, "no kill ever hit a call under way"
