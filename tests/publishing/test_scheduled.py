"""Posts that the networks' own schedulers hold: when they are out, they are found where they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from every_network import SETTINGS
from small_project import Project

from smmgen.publishing.rehearse import FOLDER, wipe
from smmgen.rehearsal import read_posts
from smmgen.rehearsal.engine.state import State

AT = datetime(2026, 12, 5, 12, tzinfo=UTC)
POST = """---
title: Latte
uid: latte
platforms: [vk, fedi]
schedule: 2026-12-05 12:00
---
Latte in paper cups.
"""


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Iterator[Path]:
    native = SETTINGS.replace("[accounts.vk]\n", '[accounts.vk]\ndelivery = "native"\n').replace(
        "[accounts.fedi]\n", '[accounts.fedi]\ndelivery = "native"\n'
    )
    made = make_project({"content/posts/latte.md": POST}, config=native)
    yield made.path
    wipe(made.path)


@pytest.fixture
def run(brand: Path, smm: Callable[..., Any]) -> Callable[..., Any]:
    """A command of the rehearsal so many minutes after the planned time."""

    def call(minutes: float, *arguments: str) -> Any:
        now = (AT + timedelta(minutes=minutes)).isoformat()
        return smm("-C", brand, *arguments, "--rehearse", "--now", now)

    assert smm("-C", brand, "build").code == 0
    assert call(-120, "publish").code == 0
    return call


def posts(brand: Path) -> dict[str, tuple[str, str]]:
    """Account -> state and address, by the networks' own records."""
    return {post["account"]: (post["state"], post["url"] or "") for post in read_posts(brand / FOLDER)}


def rows(brand: Path, smm: Callable[..., Any]) -> dict[str, tuple[str, str]]:
    """The same by the ledger."""
    told = json.loads(smm("-C", brand, "status", "--rehearsal", "--json", "--all").out)
    return {row["account"]: (row["state"], row["url"] or "") for row in told}


def test_what_a_scheduler_posted_is_found_at_its_new_address(brand: Path, run: Any, smm: Any) -> None:
    waiting = rows(brand, smm)
    assert {state for state, _ in waiting.values()} == {"scheduled"}
    assert "nothing is due" in run(-60, "publish").err
    assert run(10, "publish").code == 0
    assert rows(brand, smm) == posts(brand)
    assert {state for state, _ in rows(brand, smm).values()} == {"published"}
    assert rows(brand, smm)["vk"] != waiting["vk"]
    assert "nothing is due" in run(20, "publish").err


def test_it_is_withdrawn_where_it_is_by_now(brand: Path, run: Any, smm: Any) -> None:
    assert run(10, "retract", "latte", "--yes").code == 0
    assert {state for state, _ in posts(brand).values()} == {"deleted"}
    assert {state for state, _ in rows(brand, smm).values()} == {"retracted"}


def test_it_is_edited_where_it_is_by_now(brand: Path, run: Any, smm: Any) -> None:
    """Mastodon's by its text, so that it must have been seen before the text was changed."""
    assert run(5, "publish").code == 0
    (brand / "content/posts/latte.md").write_text(POST.replace("paper", "steel"))
    assert smm("-C", brand, "build").code == 0
    assert run(10, "publish", "--update", "latte").code == 0
    assert [json.dumps(post["edits"]).count("steel") for post in read_posts(brand / FOLDER)] == [1, 1]


def test_what_is_nowhere_is_said(brand: Path, run: Any, smm: Any) -> None:
    """Somebody took it out of the schedulers by hand."""
    state = State(brand / FOLDER)
    with state.transaction():
        for network, kind in (("vk", "post"), ("mastodon", "scheduled")):
            for name in list(state.of(network).find(kind)):
                state.of(network).drop(kind, name)
    state.close()
    told = run(10, "publish")
    assert "VK's scheduler has it no longer, and it is not among the latest posts" in told.err
    assert "the server's scheduler has it no longer" in told.err
    assert "smm resolve --rehearse" in told.err
    assert {state for state, _ in rows(brand, smm).values()} == {"scheduled"}


def test_what_waits_is_moved_and_withdrawn(brand: Path, run: Any, smm: Any) -> None:
    (brand / "content/posts/latte.md").write_text(POST.replace("12:00", "14:00"))
    assert smm("-C", brand, "build").code == 0
    assert run(-60, "update", "latte").code == 0
    at = {post["account"]: post["at"] for post in read_posts(brand / FOLDER)}
    assert at == dict.fromkeys(("vk", "fedi"), (AT + timedelta(hours=2)).timestamp())
    assert {state for state, _ in posts(brand).values()} == {"scheduled"}
    assert run(-30, "retract", "latte", "--yes").code == 0
    assert {state for state, _ in posts(brand).values()} == {"deleted"}
    assert "nothing is due" in run(150, "publish").err
    assert {state for state, _ in posts(brand).values()} == {"deleted"}
