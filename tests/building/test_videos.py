"""Videos beside what is live: what is read of their headers is no part of what was sent."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_project import SMM_TOML, Project, post
from workbench import Workbench

from smmgen.building.check import check
from smmgen.cli.project import opened
from smmgen.ledger.model import Entry, State
from smmgen.media.probe import probe
from smmgen.publishing.payloads import read_build
from smmgen.recipe import recipe

TOML = f"""{SMM_TOML}
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "BLUESKY"

[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "MASTODON"

[accounts.ig]
platform = "instagram"
token_env = "INSTAGRAM"
media_base_url = "https://media.example"
"""
BEFORE = {
    "bsky": "sha256:ad099026fc8032f25c3ca546496eba207aefcb1aebd9b32c8b1b020fa6d892d1",
    "fedi": "sha256:8109187ae015e4ab72a5ecf6bd79b1a064f3cf2816a55fd37a5d3c1429e76d84",
    "ig": "sha256:8314874d2158854dc22d5b4938d807427513055e7b6214dfc4b6d479c92a23e7",
    "site": "sha256:f970f807057916c5b3a66e80770abce031a07e7f0aa8de460cec4b6c75662a0f",
    "tg": "sha256:794be1e7e6d7374457d42f436e50e6d1759a4011ad070ff08ea5d7b9a5ee7e4c",
    "vk": "sha256:120df1aa47d3e5d07eacf290a600bc99c93212328db64edec50090062bb6bc69",
}
"""Digests of the post as smmgen made them before it read more than the duration of a video."""


def box(kind: bytes, *inside: bytes) -> bytes:
    data = b"".join(inside)
    return struct.pack(">I4s", 8 + len(data), kind) + data


def film() -> bytes:
    """As phones store it: lying, and turned by its matrix; with sound in AAC."""
    one = 1 << 16
    head = box(b"tkhd", bytes(40) + struct.pack(">9i2I", 0, one, 0, -one, *[0] * 4, 1 << 30, 1920 * one, 1080 * one))
    names = (b"vide", b"avc1", head), (b"soun", b"mp4a", b"")
    tracks = [
        box(b"trak", before, box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(13)), box(b"minf", box(b"stbl", box(
            b"stsd", struct.pack(">II", 0, 1), box(entry, bytes(78))
        )))))
        for kind, entry, before in names
    ]  # fmt: skip
    length = box(b"mvhd", struct.pack(">5I", 0, 0, 0, 1000, 10_000), bytes(80))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", length, *tracks) + box(b"mdat", bytes(200))


@pytest.fixture
def bench(make_project: Callable[..., Project], tmp_path: Path) -> Workbench:
    bench = Workbench(make_project({"smm.toml": TOML, "content/posts/a.mp4": film()}), tmp_path)
    written(bench, "Налили.")
    bench.build()
    return bench


def written(bench: Workbench, body: str) -> None:
    front = {"uid": "pour", "platforms": f"[{', '.join(BEFORE)}]", "media": "[{file: a.mp4, alt: Пролив}]"}
    bench.project.write({"content/posts/a.md": post("Пролив", body, **front)})


def names(bench: Workbench, entries: list[Entry]) -> list[str]:
    project = opened(bench.project.path)
    work = recipe(project.path, project.config, project.networks, project.hooks(False))
    return [found.name for found in check(work, None, entries) if found.code.startswith("SMM9")]


def test_a_live_video_does_not_look_edited(bench: Workbench) -> None:
    shown = probe(bench.project.path, "content/posts/a.mp4").film
    assert (shown.width, shown.height, shown.sound) == (1080, 1920, "mp4a")
    planned = {one.account: one for one in read_build(bench.project.path)}
    assert {name: one.digest for name, one in planned.items()} == BEFORE
    live = [
        replace(one.row(State.PUBLISHED, updated_at="2026-12-05T12:00:00Z"), digest=BEFORE[name])
        for name, one in planned.items()
    ]
    assert names(bench, live) == []
    written(bench, "Перелили.")
    assert names(bench, live) == ["edited-after-publishing"] * len(live)


def test_no_payload_holds_what_is_read(bench: Workbench) -> None:
    for account in BEFORE:
        [part] = bench.payload(account, "a")["parts"]
        [item] = part["media"]
        assert (item["width"], item["height"], item["type"]) == (0, 0, "video/mp4")
        assert "1920" not in str(part)
