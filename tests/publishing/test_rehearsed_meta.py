"""Every kind of post on Meta's networks: rehearsed, edited, looked at and withdrawn, with the commands people type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from films import upright
from PIL import Image

from smmgen.publishing.rehearse import FOLDER, wipe
from smmgen.rehearsal import read_posts

NOW = "2026-12-05T09:00Z"
SETTINGS = """[project]
name = "Meta"
timezone = "UTC"
[accounts.fb]
platform = "facebook"
target = 100200300400
token_env = "A"
[accounts.insta]
platform = "instagram"
target = "@teplo.coffee"
media_base_url = "https://files.teplo.example"
token_env = "B"
[accounts.threads]
platform = "threads"
target = "@teplo.coffee"
media_base_url = "https://files.teplo.example"
token_env = "C"
[publish]
grace = "2w"
"""
TOKENS = {"A": "a-token-of-the-page", "B": "a-token-of-instagram", "C": "a-token-of-threads"}
EVERY = "facebook, instagram, threads"
LATTE, RAF = "{file: a.jpg, alt: A latte}", "{file: b.jpg, alt: A raf}"
POUR = "{file: pour.mp4, alt: Pouring}"
KINDS: dict[str, tuple[str, str]] = {
    "text": ("facebook, threads", "hashtags: [coffee]"),
    "link": ("facebook, threads", "link: https://teplo.example/menu"),
    "picture": (EVERY, f"media: [{LATTE}]\nhashtags: [coffee]"),
    "several": (EVERY, f"media: [{LATTE}, {RAF}]"),
    "mixed": ("instagram, threads", f"format: carousel\nmedia: [{LATTE}, {POUR}]"),
    "video": (EVERY, f"media: [{POUR}]"),
    "reel": ("facebook, instagram", f"format: reel\nmedia: [{POUR}]"),
    "story": ("facebook, instagram", f"format: story\nmedia: [{RAF}]"),
    "poll": ("threads", "poll: {question: Latte or tea?, options: [Latte, Tea], closes: 1d}"),
    "thread": ("threads", "thread: true"),
    "long": ("threads", 'targeting: {threads: {text_attachment: "A long text about coffee"}}'),
    "comment": (EVERY, f"media: [{LATTE}]\nfirst_comment: The menu is in this comment"),
    "closed": (EVERY, f"media: [{LATTE}]\ntargeting: {{replies: nobody}}"),
    "targeted": (
        EVERY,
        f"media: [{LATTE}]\n"
        "targeting:\n"
        "  facebook: {gating: {countries: [DE]}, feed_targeting: {age_min: 18, genders: [female]}}\n"
        "  instagram: {user_tags: [{username: anya, x: 0.5, y: 0.5}], collaborators: [mill], is_ai_generated: true}\n"
        "  threads: {topic_tag: Coffee Threads, reply_approvals: true}",
    ),
}
"""Networks, and what front matter says more."""


def post(kind: str, cups: str) -> str:
    networks, more = KINDS[kind]
    second = f"\n\n---\n\nThe second part of the {kind} in {cups} cups." if kind == "thread" else ""
    head = f"title: {kind}\nuid: kind-{kind}\nplatforms: [{networks}]\nschedule: 2026-12-05 08:30\n{more}"
    body = "" if kind == "story" else f"The {kind} ☕ comes in {cups} cups."
    return f"---\n{head}\n---\n{body}{second}\n"


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, token in TOKENS.items():
        monkeypatch.setenv(name, token)
    project = tmp_path / "brand"
    media = project / "content/media"
    media.mkdir(parents=True)
    (project / "content/posts").mkdir()
    (project / "smm.toml").write_text(SETTINGS)
    Image.new("RGB", (1080, 1350), "#7a4a21").save(media / "a.jpg")
    Image.new("RGB", (1080, 1080), "#dddddd").save(media / "b.jpg")
    (media / "pour.mp4").write_bytes(upright())
    yield project
    wipe(project)


@pytest.fixture
def run(brand: Path, smm: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: smm("-C", brand, *arguments)


def write(brand: Path, run: Callable[..., Any], kind: str, cups: str = "paper") -> None:
    (brand / "content/posts/x.md").write_text(post(kind, cups))
    checked = run("check")
    assert checked.code == 0, checked
    assert run("build").code == 0


def published(run: Callable[..., Any], *more: Any) -> tuple[int, dict[str, str]]:
    done = run("publish", "--rehearse", "--json", "--now", NOW, *more)
    assert done.out, done.err
    rows = json.loads(done.out)
    assert all(row["url"] in done.err for row in rows), "the log names addresses, whenever they become known"
    return done.code, {f"{row['account']}:{row['part']}": row["state"] for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_from_publication_to_withdrawal(kind: str, brand: Path, run: Callable[..., Any]) -> None:
    write(brand, run, kind)
    code, states = published(run)
    assert (code, set(states.values())) == (0, {"published"})
    networks = set(KINDS[kind][0].split(", "))
    told = json.loads(run("status", "--rehearse", "--json", "--now", NOW).out)
    assert {row["platform"] for row in told} == networks
    assert all(row["url"].startswith("https://") for row in told if row["part"] != "comment")

    if kind != "story":
        write(brand, run, kind, "china")
        updated = json.loads(run("update", "kind-" + kind, "--rehearse", "--json", "--now", NOW).out)
        assert {row["platform"] for row in updated if row["state"] == "updated"} == networks & {"facebook"}

    gone = run("retract", "kind-" + kind, "--rehearse", "--yes", "--json")
    assert gone.code == 0, gone
    assert {row["state"] for row in json.loads(gone.out)} == {"retracted"}
    assert sorted({str(one["state"]) for one in read_posts(brand / FOLDER)}) in ([], ["deleted"])


FAULTS = ("reset-after", "reset-before", "error-500-after", "truncate", "refused-after", "not-found")
CREATING = {"facebook": "/feed", "instagram": "/media_publish", "threads": "/threads_publish"}


@pytest.mark.parametrize("effect", FAULTS)
@pytest.mark.parametrize("network", CREATING)
def test_a_lost_answer_is_looked_into(network: str, effect: str, brand: Path, run: Callable[..., Any]) -> None:
    """Whether the call took effect or not, in the end the post is there once."""
    write(brand, run, "picture")
    faults = brand / "faults.json"
    faults.write_text(json.dumps([{"platform": network, "effect": effect, "match": CREATING[network]}]))
    account = {"facebook": "fb", "instagram": "insta"}.get(network, network)
    published(run, "--faults", faults, "--account", account)
    code, states = published(run, "--account", account)
    assert (code, states) in [(0, {}), (0, {f"{account}:1": "published"})]
    assert [one["state"] for one in read_posts(brand / FOLDER)] == ["published"]


def fault(brand: Path, network: str, effect: str, **more: Any) -> Path:
    faults = brand / "faults.json"
    faults.write_text(json.dumps([{"platform": network, "effect": effect, "match": CREATING[network], **more}]))
    return faults


@pytest.mark.parametrize("network", CREATING)
def test_too_many_calls_are_waited_for(network: str, brand: Path, run: Callable[..., Any]) -> None:
    write(brand, run, "picture")
    code, states = published(run, "--faults", fault(brand, network, "rate-limit", retry_after=900))
    account = {"facebook": "fb", "instagram": "insta"}.get(network, network)
    assert (code, states.pop(f"{account}:1"), set(states.values())) == (3, "failed", {"published"})
    told = run("status", "--rehearse", "--json", "--now", NOW)
    [row] = [row for row in json.loads(told.out) if row["account"] == account]
    assert row["state"] == "failed"
    assert published(run) == (0, {f"{account}:1": "published"})


@pytest.mark.parametrize("network", CREATING)
def test_a_token_that_is_refused(network: str, brand: Path, run: Callable[..., Any]) -> None:
    write(brand, run, "picture")
    account = {"facebook": "fb", "instagram": "insta"}.get(network, network)
    faults = fault(brand, network, "token-refused")
    assert published(run, "--faults", faults, "--account", account) == (3, {f"{account}:1": "failed"})
    [row] = json.loads(run("status", "--rehearse", "--json", "--account", account, "--now", NOW).out)
    assert "error 190" in row["reason"]
    assert read_posts(brand / FOLDER) == []
