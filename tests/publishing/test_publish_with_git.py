"""Publishing from a ledger where each act is a push: few of them, and none the less safe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from contexts import publish_given
from stage import NOON, TOKEN, Clock, FakeServer, config, find_network, payload
from written_build import write_build

from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import LedgerError, LostRace
from smmgen.publishing.leases import Waits
from smmgen.publishing.results import Report

URL = "git:smm-ledger"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "--bare", "origin.git")
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "-q")
    git(project, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return project


@pytest.fixture
def run(project: Path, net: FakeServer, clock: Clock) -> Callable[..., Report]:
    """Publish `posts` of one platform, all due."""

    def once(platform: str, *posts: str, **more: Any) -> Report:
        write_build(project, [payload(post, "acc", platform) for post in posts])
        brand = more.pop("brand", config({"acc": (platform, net.url)}))
        ledger = more.pop("ledger", None) or open_ledger(URL, project)
        return publish_given(
            project,
            brand,
            ledger,
            NOON,
            {"ACC_TOKEN": TOKEN},
            clock=clock,
            sleep=clock.sleep,
            find_network=find_network,
            waits=Waits(quiet=0),
            **more,
        )

    return once


def pushed(project: Path) -> list[str]:
    """What the commits of the ledger are called, from the first on."""
    return git(project.parent / "origin.git", "log", "--reverse", "--format=%s", "smm-ledger").splitlines()


def rows(project: Path) -> dict[str, Entry]:
    return {entry.post: entry for entry in open_ledger(URL, project).entries()}


def test_claims_are_one_push_and_answers_ride_on_the_next(project: Path, run: Any, net: FakeServer) -> None:
    assert [row.state for row in run("keyed", "a", "b", "c").rows] == ["published"] * 3
    assert pushed(project) == [
        "3 rows",
        "sending a:acc:1:1",
        "2 rows",
        "2 rows",
        "published c:acc:1:1",
    ]
    assert [entry.state for entry in rows(project).values()] == [State.PUBLISHED] * 3
    assert open_ledger(URL, project).verify() == []
    run("keyed", "a", "b", "c")
    assert len(pushed(project)) == 5
    assert len(net.posts) == 3


def test_what_a_blind_network_said_is_pushed_at_once(project: Path, run: Any, net: FakeServer) -> None:
    assert [row.state for row in run("blind", "a", "b").rows] == ["published"] * 2
    assert pushed(project) == [
        "2 rows",
        "sending a:acc:1:1",
        "published a:acc:1:1",
        "sending b:acc:1:1",
        "published b:acc:1:1",
        "the publisher is done",
    ]


def test_every_creating_call_follows_a_pushed_claim(
    project: Path, run: Any, net: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = FakeServer.accept

    def accept(self: FakeServer, post: dict[str, Any]) -> dict[str, Any]:
        seen.append(rows(project)[post["key"].split(":")[0]].state)
        return real(self, post)

    monkeypatch.setattr(FakeServer, "accept", accept)
    run("keyed", "a", "b")
    run("blind", "c", "d")
    assert seen == [State.SENDING] * 4


@pytest.mark.parametrize("platform", ["keyed", "readable"])
def test_an_answer_that_was_not_pushed_is_found_out_again(
    project: Path, run: Any, net: FakeServer, platform: str
) -> None:
    """The remote goes down once the last post is out: its row stays in doubt, and the next run ends the doubt."""
    away = project.parent / "away.git"

    def down(row: Any) -> None:
        if row.post == "b":
            (project.parent / "origin.git").rename(away)

    net.keyed = platform == "keyed"
    with pytest.raises(LedgerError):
        run(platform, "a", "b", tell=down)
    away.rename(project.parent / "origin.git")
    assert {post: entry.state for post, entry in rows(project).items()} == {"a": "published", "b": "sending"}
    assert [row.state for row in run(platform, "a", "b").rows] == ["published"]
    assert len(net.posts) == 2
    assert rows(project)["b"].state is State.PUBLISHED


def test_claims_that_were_not_come_to_are_left_for_the_next_run(project: Path, run: Any, net: FakeServer) -> None:
    net.effects["/posts"] = ["", "401"]
    first = run("keyed", "a", "b", "c", "d")
    assert [row.state for row in first.rows] == ["published", "failed", "waiting", "waiting"]
    assert {post: entry.state for post, entry in rows(project).items()} == {
        "a": "published", "b": "failed", "c": "failed", "d": "failed",
    }  # fmt: skip
    assert rows(project)["c"].reason == "left for the next run"
    assert [row.state for row in run("keyed", "a", "b", "c", "d").rows] == ["published"] * 3
    assert sorted(net.texts()) == ["hi"] * 4


def test_no_more_is_claimed_than_will_be_sent(project: Path, run: Any, net: FakeServer) -> None:
    brand = config({"acc": ("keyed", net.url)}, max_posts_per_run=2)
    run("keyed", "a", "b", "c", brand=brand)
    assert {post: entry.state for post, entry in rows(project).items()} == {"a": "published", "b": "published"}


def test_a_claim_of_somebody_else_stops_only_its_own_part(
    project: Path, run: Any, net: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger(URL, project)
    real, tried = type(ledger).move_all, []

    def beaten(self: Any, steps: Any) -> Any:
        if len(steps) > 1 and not tried:
            tried.append(len(steps))
            raise LostRace("b was quicker")
        return real(self, steps)

    monkeypatch.setattr(type(ledger), "move_all", beaten)
    assert [row.state for row in run("keyed", "a", "b", ledger=ledger).rows] == ["published"] * 2
    assert tried == [2]


KILLED = """
import os, signal, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from stage import *
from smmgen.publishing.context import Context
from smmgen.publishing.publish import publish
project = Path({project!r})
def die(row):
    if row.post == "b":
        os.kill(os.getpid(), signal.SIGKILL)
context = Context(project, config({{"acc": ({platform!r}, {url!r})}}), NOON, {{"ACC_TOKEN": TOKEN}}, clock=Clock(),
                  find_network=find_network, tell=die)
publish(context, open_ledger("git:smm-ledger", project))
"""


@pytest.mark.parametrize(
    ("platform", "after"), [("keyed", "published"), ("readable", "published"), ("blind", "published")]
)
def test_a_kill_before_the_last_push_posts_nothing_twice(
    project: Path, run: Any, net: FakeServer, clock: Clock, platform: str, after: str
) -> None:
    net.keyed = platform == "keyed"
    write_build(project, [payload(post, "acc", platform) for post in "abc"])
    paths = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
    script = KILLED.format(paths=paths, project=str(project), platform=platform, url=net.url)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    assert len(net.posts) == 2
    assert rows(project)["b"].state == ("published" if platform == "blind" else "sending")
    clock.now += timedelta(hours=1)
    run(platform, "a", "b", "c")
    assert {entry.state for entry in rows(project).values()} == {after}
    assert len(net.posts) == 3
    assert os.path.exists(project)
