"""Every kind of post on every network: rehearsed, edited, looked at and withdrawn, with the commands people type."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from every_network import SETTINGS
from PIL import Image

from smmgen.publishing.rehearse import FOLDER, wipe
from smmgen.rehearsal import read_posts

NOW = "2026-12-05T09:00Z"
EVERY = "telegram, vk, mastodon, bluesky, max, ok, feed"
FILM = Path(__file__).parents[2] / "content/media/pour.mp4"
KINDS: dict[str, tuple[str, str]] = {
    "text": (f"[{EVERY}]", ""),
    "picture": (f"[{EVERY}]", "media: [{file: a.png, alt: A latte}]"),
    "album": (f"[{EVERY}]", "media: [{file: a.png, alt: A latte}, {file: b.png, alt: Another latte}]"),
    "animation": ("[telegram, vk, mastodon, max, ok, feed]", "media: [{file: c.gif, alt: Steam}]"),
    "video": (f"[{EVERY}]", "media: [{file: pour.mp4, alt: Pouring}]"),
    "document": ("[telegram, vk, max]", "media: [{file: menu.pdf}]"),
    "poll": ("[telegram, vk, mastodon, ok]", "poll: {question: Latte or tea?, options: [Latte, Tea]}"),
    "thread": ("[telegram, mastodon, bluesky, max]", "thread: true"),
    "carousel": (
        "[vk]",
        "format: carousel\nmedia: [{file: a.png, alt: A latte}, {file: b.png, alt: Another latte}]",
    ),
    "attached": ("[vk]", "targeting: {vk: {attach: [market-230000001_17]}, replies: nobody}"),
    "comment": ("[vk, max]", "first_comment: The menu is in this comment"),
}
"""Networks, and what front matter says more."""


def post(kind: str, cups: str) -> str:
    networks, more = KINDS[kind]
    second = f"\n\n---\n\nThe second part of the {kind} in {cups} cups." if kind == "thread" else ""
    head = f"title: {kind}\nuid: kind-{kind}\nplatforms: {networks}\nschedule: 2026-12-05 08:30\n{more}"
    return f"---\n{head.strip()}\n---\nThe {kind} comes in {cups} cups.{second}\n"


def picture(colour: str, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def brand(kind: str, tmp_path: Path) -> Iterator[Path]:
    project = tmp_path / "brand"
    (project / "content/media").mkdir(parents=True)
    (project / "content/posts").mkdir()
    (project / "smm.toml").write_text(SETTINGS)
    (project / "content/posts/x.md").write_text(post(kind, "paper"))
    media = project / "content/media"
    (media / "a.png").write_bytes(picture("#7a4a21"))
    (media / "b.png").write_bytes(picture("#dddddd"))
    blue = Image.new("RGB", (60, 40), "blue")
    (media / "c.gif").write_bytes(picture("red", "GIF", save_all=True, append_images=[blue], duration=90))
    (media / "menu.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
    shutil.copy(FILM, media)
    yield project
    wipe(project)


@pytest.fixture
def run(brand: Path, smm: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: str) -> Any:
        return smm("-C", brand, *arguments)

    return call


def states(project: Path) -> list[str]:
    return sorted({str(one["state"]) for one in read_posts(project / FOLDER)})


def test_from_publication_to_withdrawal(kind: str, brand: Path, run: Callable[..., Any]) -> None:
    assert run("build").code == 0
    published = run("publish", "--rehearse", "--json", "--now", NOW)
    assert published.code == 0, published
    rows = json.loads(published.out)
    assert {row["state"] for row in rows} == {"published"}
    networks = {row["platform"] for row in rows}
    assert networks == set(KINDS[kind][0].strip("[]").split(", "))

    told = run("status", "--rehearse", "--json", "--now", NOW)
    assert {row["state"] for row in json.loads(told.out)} == {"published"}

    (brand / "content/posts/x.md").write_text(post(kind, "china"))
    assert run("build").code == 0
    updated = run("update", "kind-" + kind, "--rehearse", "--json", "--now", NOW)
    refused = {row["platform"] for row in json.loads(updated.out) if row["state"] == "blocked"}
    unable = {"bluesky"} | ({"telegram", "ok"} if kind == "poll" else set())
    assert refused == networks & unable, updated
    done = {row["platform"] for row in json.loads(updated.out) if row["state"] == "updated"}
    assert done == networks - refused, updated

    gone = run("retract", "kind-" + kind, "--rehearse", "--yes", "--json")
    assert gone.code == 0, gone
    assert {row["state"] for row in json.loads(gone.out)} == {"retracted"}
    assert states(brand) in ([], ["deleted"])
    assert run("publish", "--rehearse", "--now", NOW).code == 0
    assert states(brand) in ([], ["deleted"])


@pytest.mark.parametrize("flag", ["--rehearse", "--rehearsal"])
@pytest.mark.parametrize("kind", ["text"], indirect=True)
def test_a_doubt_is_ended_by_commands_of_the_rehearsal(flag: str, brand: Path, run: Callable[..., Any]) -> None:
    """Every sentence on the way names the command that rehearses, on paper and in JSON."""
    faults = brand / "faults.json"
    faults.write_text('[{"platform": "telegram", "effect": "reset-after", "match": "sendMessage"}]')
    assert run("build").code == 0
    only = ("--account", "tg", "--now", NOW)
    doubtful = run("publish", flag, "--faults", faults, *only)
    assert doubtful.code == 4
    assert told(doubtful) == ["resolve", "resolve", "resolve"]
    as_json = run("status", flag, "--json", *only)
    [row] = json.loads(as_json.out)
    assert row["state"] == "unknown"
    assert row["hint"].count("`smm resolve --rehearse kind-text:tg:1:1 ") == 3

    lost = run("resolve", "kind-none", flag, "--resend")
    assert (lost.code, "`smm status --rehearse`" in lost.err) == (2, True)
    again = run("resolve", "kind-text:tg", flag, "--resend")
    assert (again.code, again.out) == (0, "kind-text:tg:1:1 will be sent by the next `smm publish --rehearse`\n")
    [row] = json.loads(run("status", flag, "--json", *only).out)
    assert (row["state"], row["hint"]) == ("resend", "the next `smm publish --rehearse` sends it")
    assert run("publish", flag, *only).code == 0
    assert len(read_posts(brand / FOLDER)) == 2
    [row] = json.loads(run("status", flag, "--json", *only).out)
    assert row["state"] == "published"


def told(result: Any) -> list[str]:
    """Commands that are named, all of them of the rehearsal."""
    named = re.findall(r"`smm (\w+)( --rehearse)?\b", result.out + result.err)
    assert all(rehearsal for _, rehearsal in named), named
    return [command for command, _ in named]
