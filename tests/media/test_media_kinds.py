"""A new kind of media is one line: what follows from it, and who refuses it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from smmgen.media import probe
from smmgen.media.kinds import KINDS
from smmgen.networks import limits
from smmgen.networks.base import Facts, Safety
from smmgen.networks.limits import MEASURES, Limit, Limits
from smmgen.rules.measured import MEASURED

VOICE = """
import sys
from smmgen.media import kinds
kinds.KINDS["voice"] = kinds.MediaKind("voice", "voice message", "audio")
from smmgen.media import probe
sniff = probe.sniff
probe.sniff = lambda head: ("voice", "audio/ogg") if head.startswith(b"OggS") else sniff(head)
from smmgen.cli import main
main()
"""
"""smm, to which a line of the table and the bytes of a kind were added."""
PROJECT = """
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TG"

[accounts.vk]
platform = "vk"
target = -230000001
token_env = "VK"

[accounts.feed]
platform = "feed"
"""
POST = """---
title: Heard
schedule: 2026-11-27 10:00
platforms: [tg, vk, feed]
media: [{file: said.ogg}]
---

Listen.
"""


def smm(project: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", VOICE, "-C", str(project), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "smm.toml").write_text(PROJECT, "utf-8")
    (posts / "a.md").write_text(POST, "utf-8")
    (posts / "said.ogg").write_bytes(b"OggS" + bytes(60))
    return tmp_path


def test_networks_that_say_nothing_of_a_kind_refuse_it(project: Path) -> None:
    said = smm(project, "check")
    for title in ("Telegram", "VK", "Feed"):
        assert f"{title} allows no voice messages, but there is 1" in said


TAKES = """
[accounts.fedi]
platform = "mastodon"
base_url = "https://m.example"
token_env = "FEDI"

[accounts.fedi.limits]
"voice.count" = 1

[accounts.feed.limits]
"voice.count" = 1
"""


def test_an_account_may_take_it_and_its_cards_play_it(project: Path) -> None:
    config = project / "smm.toml"
    config.write_text(config.read_text("utf-8") + TAKES, "utf-8")
    post = project / "content" / "posts" / "a.md"
    post.write_text(post.read_text("utf-8").replace("[tg, vk, feed]", "[fedi, feed]"), "utf-8")
    assert "voice" not in smm(project, "build")
    pages = {name: project / "build" / "site" / "accounts" / name / "2026-11.html" for name in ("fedi", "feed")}
    assert "<audio" in pages["feed"].read_text("utf-8")
    assert re.search(r'class="gallery n1 audio">.*<audio controls', pages["fedi"].read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_measures(kind: str) -> None:
    assert {f"{kind}.count", f"{kind}.bytes"} <= MEASURES.keys() & MEASURED.keys()


def test_every_file_is_of_a_kind() -> None:
    sniffed = {kind for _, kind, _ in probe._SIGNATURES} | {kind for kind, _ in probe._BRANDS.values()}
    assert sniffed | {probe._UNKNOWN[0]} <= KINDS.keys()


def test_a_limit_of_its_own_says_that_a_network_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(KINDS["image"])("voice", "voice message", "audio")
    monkeypatch.setattr(limits, "KINDS", {**KINDS, "voice": kind})
    silent = Facts(name="a", title="A", safety=Safety.BLIND)
    takes = Facts(name="b", title="B", safety=Safety.BLIND, limits=Limits({"voice.count": Limit()}))
    assert silent.limits.most("voice.count") == 0
    assert takes.limits.most("voice.count") is None
