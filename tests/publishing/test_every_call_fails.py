"""Each call of each flow fails once, on the networks that keep containers, uploads or lists; the post ends up right.

What is right is what a run without faults has made: the same posts, once. A call is lost before the network acts, or
its answer is lost after it has acted. Of calls that are repeated, such as those that wait for a video, the first fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from films import upright
from PIL import Image
from small_project import Project

from smmgen.config import Config
from smmgen.content.load_config import load_config
from smmgen.networks import registry
from smmgen.publishing.context import Context, utc_now
from smmgen.publishing.leases import NO_WAITS
from smmgen.publishing.publish import publish
from smmgen.publishing.rehearse import FOLDER, on_stage, wipe
from smmgen.publishing.results import Report
from smmgen.rehearsal import Rehearsal, read_posts
from smmgen.rehearsal.engine.launch import find

SETTINGS = """[project]
name = "Everywhere"
timezone = "UTC"
[accounts.max]
platform = "max"
target = -70000000000001
token_env = "A"
[accounts.ok]
platform = "ok"
target = 70000000000001
application_key = "CBAJLGEGEBABABABA"
list_is_complete = true
[accounts.ok.secrets]
token = {env = "B"}
session_secret = {env = "C"}
[accounts.facebook]
platform = "facebook"
target = 100200300400
token_env = "D"
[accounts.instagram]
platform = "instagram"
target = "@teplo.coffee"
media_base_url = "https://files.teplo.example"
token_env = "E"
[accounts.threads]
platform = "threads"
target = "@teplo.coffee"
media_base_url = "https://files.teplo.example"
token_env = "F"
[publish]
grace = "2w"
max_posts_per_run = 100
"""
LATTE, RAF = "{file: a.jpg, alt: A latte}", "{file: b.jpg, alt: A raf}"
POUR = "{file: pour.mp4, alt: Pouring}"
FLOWS: dict[str, dict[str, str]] = {
    "max": {
        "pictures": f"media: [{LATTE}, {POUR}]",
        "pinned": "targeting: {max: {pin: true}}\nfirst_comment: The menu is in this comment",
        "thread": "thread: true",
    },
    "ok": {"pictures": f"media: [{LATTE}, {RAF}]", "video": f"media: [{POUR}]"},
    "facebook": {
        "link": "link: https://teplo.example/menu\nfirst_comment: The menu is in this comment",
        "pictures": f"media: [{LATTE}, {RAF}]",
        "video": f"media: [{POUR}]",
        "reel": f"format: reel\nmedia: [{POUR}]",
    },
    "instagram": {
        "picture": f"media: [{LATTE}]\nfirst_comment: The menu is in this comment\ntargeting: {{replies: nobody}}",
        "carousel": f"format: carousel\nmedia: [{LATTE}, {RAF}]",
        "reel": f"format: reel\nmedia: [{POUR}]",
    },
    "threads": {"thread": "thread: true", "carousel": f"format: carousel\nmedia: [{LATTE}, {POUR}]"},
}
"""Account, named like its network -> kind of post -> what front matter says more. A story is not among them: without a
text nobody can tell it from the others."""
EFFECTS = ("reset-before", "reset-after")
TIMES = 4
"""Runs after which nothing may be in doubt."""


def post(account: str, kind: str, uid: str, at: datetime) -> str:
    more = FLOWS[account][kind]
    second = f"\n\n---\n\nThe second part of {uid}." if "thread: true" in more else ""
    head = f"title: {uid}\nuid: {uid}\nplatforms: [{account}]\nschedule: {at:%Y-%m-%d %H:%M}\n{more}"
    return f"---\n{head}\n---\nThis is {uid}.{second}\n"


@dataclass
class Stage:
    """A project whose networks go on running from one run to the next. `hours`: how late it is by now."""

    project: Project
    config: Config
    began: datetime = field(default_factory=utc_now)
    hours: int = 0

    @property
    def networks(self) -> Rehearsal:
        running = find(self.project.path / FOLDER)
        assert running
        return running

    def publish(self, uid: str, faults: Sequence[dict[str, Any]] = ()) -> Report:
        """Publish one post, an hour later than before."""
        self.hours += 1
        now = self.began + timedelta(hours=self.hours)
        context = Context(self.project.path, self.config, now, posts=[uid], clock=lambda: now, sleep=lambda _: None)
        return on_stage(context, partial(publish, waits=NO_WAITS), faults).report

    def posted(self) -> list[dict[str, Any]]:
        return read_posts(self.project.path / FOLDER)


def looks(posts: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What the posts of one trial have in common with those of every other."""
    return sorted((one["kind"], one["method"], one["state"], len(one["media"])) for one in posts)


@pytest.fixture
def stage(make_project: Callable[..., Project]) -> Iterator[Stage]:
    project = make_project({}, config=SETTINGS)
    media = project.path / "content/media"
    media.mkdir(parents=True)
    Image.new("RGB", (1080, 1350), "#7a4a21").save(media / "a.jpg")
    Image.new("RGB", (1080, 1080), "#dddddd").save(media / "b.jpg")
    (media / "pour.mp4").write_bytes(upright())
    settings = {name: registry.get(name).facts.settings for name in registry.names()}
    yield Stage(project, load_config(project.path, settings))
    wipe(project.path)


@pytest.mark.slow
@pytest.mark.parametrize(("account", "kind"), [(name, kind) for name, kinds in FLOWS.items() for kind in kinds])
def test_each_call_fails_once(account: str, kind: str, stage: Stage, smm: Callable[..., Any]) -> None:
    def write(*uids: str) -> None:
        at = stage.began - timedelta(minutes=30)
        stage.project.write({f"content/posts/{uid}.md": post(account, kind, uid, at) for uid in uids})
        built = smm("-C", stage.project.path, "build")
        assert built.code == 0, built

    write("without-faults")
    assert stage.publish("without-faults").counts.keys() == {"published"}
    right, calls = looks(stage.posted()), stage.networks.requests()
    assert len(right) == len({one["remote_id"] for one in stage.posted()}) >= 1

    first = {call["path"] if call["method"] == "GET" else at: at for at, call in reversed([*enumerate(calls)])}
    trials = [(f"{effect}-{number}", number, effect) for number in sorted(first.values()) for effect in EFFECTS]
    write(*(uid for uid, _, _ in trials))
    for uid, number, effect in trials:
        before = len(stage.posted())
        spared = {"platform": account, "effect": "slow", "seconds": 0, "count": number}
        stage.publish(uid, [spared, {"platform": account, "effect": effect}])
        told = [str(calls[number])]
        while (rows := stage.publish(uid).rows) and len(told) <= TIMES:
            told += [f"{row.state}: {row.reason}" for row in rows]
        assert not rows, told
        assert looks(stage.posted()[before:]) == right, told
