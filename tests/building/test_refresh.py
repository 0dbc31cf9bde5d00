"""What is published shows in the preview at once, and nothing else of it changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result
from workbench import Workbench, assert_same, times, tree

from smmgen.building import outputs
from smmgen.building.cache import Cache
from smmgen.cli.project import opened, refresh_site

Smm = Callable[..., Result]
DUE = "2026-12-05T12:00+03:00"
STATES = "build/site/data/states.js"


@pytest.fixture
def feed(project: Project) -> Project:
    """One post for a feed, which needs no network; built."""
    project.remove("content/posts/b.md")
    project.post("a.md", "А", platforms="[site]", uid="first")
    Workbench(project, project.path.parent).build()
    return project


def state(project: Project) -> str:
    """What the preview says of the post."""
    text = project.text(STATES)
    shown = json.loads(f"[{text.removeprefix('smmStates(').removesuffix(');' + chr(10))}]")[0]
    return str(shown["first"]["site"][0]) if shown else ""


def test_each_command_that_changes_the_ledger_shows_it(feed: Project, smm: Smm) -> None:
    steps = [
        (("publish", "--now", DUE), "published"),
        (("retract", "first", "--yes", "--now", DUE), "retracted"),
    ]
    for arguments, expected in steps:
        result = smm("-C", feed.path, *arguments)
        assert (result.code, state(feed)) == (0, expected), result.err
        assert "preview" not in result.err


def test_a_post_that_is_missed_and_then_settled(feed: Project, smm: Smm) -> None:
    smm("-C", feed.path, "publish", "--now", "2027-01-05T12:00+03:00")
    assert state(feed) == "missed"
    assert smm("-C", feed.path, "resolve", "first:site:1:1", "--abandon").code == 0
    assert state(feed) == "abandoned"


def test_an_edit_is_shown_too(feed: Project, smm: Smm, tmp_path: Path) -> None:
    smm("-C", feed.path, "publish", "--now", DUE)
    feed.post("a.md", "Б", platforms="[site]", uid="first")
    Workbench(feed, tmp_path).build()
    assert smm("-C", feed.path, "publish", "--update", "first", "--now", DUE).code == 0
    assert state(feed) == "published"


def test_seed_and_import_are_shown(feed: Project, smm: Smm, make_project: Callable[..., Project]) -> None:
    assert smm("-C", feed.path, "ledger", "seed", "--before", "2027-01-01").code == 0
    assert state(feed) == "abandoned"
    exported = smm("-C", feed.path, "ledger", "export").out
    other = make_project({"content/posts/a.md": feed.text("content/posts/a.md"), "rows": exported}, name="other")
    Workbench(other, other.path.parent).build()
    assert state(other) == ""
    assert smm("-C", other.path, "ledger", "import", other.path / "rows").code == 0
    assert state(other) == "abandoned"


def test_where_nothing_has_happened_nothing_is_written(feed: Project) -> None:
    before = times(feed.path / "build" / "site")
    refresh_site(opened(feed.path))
    assert times(feed.path / "build" / "site") == before


def test_the_outcome_is_what_a_build_would_have_made(feed: Project, smm: Smm, tmp_path: Path) -> None:
    smm("-C", feed.path, "publish", "--now", DUE)
    refreshed = tree(feed.path / "build")
    bench = Workbench(feed, tmp_path)
    assert bench.build().written == 0
    assert_same(bench.tree(), refreshed)
    assert_same(bench.clean_tree(), refreshed)


def test_only_the_page_of_states_and_the_manifest_are_written(feed: Project, smm: Smm) -> None:
    before = times(feed.path / "build")
    smm("-C", feed.path, "publish", "--now", DUE)
    after = times(feed.path / "build")
    assert {name for name in after if after[name] != before.get(name)} - {"", "site/data"} == {
        "site/data/states.js",
        "manifest.json",
    }


def test_content_that_changed_meanwhile_waits_for_a_build(feed: Project, smm: Smm, tmp_path: Path) -> None:
    smm("-C", feed.path, "publish", "--now", DUE)
    feed.post("a.md", "Другое", platforms="[site]", uid="first")
    smm("-C", feed.path, "retract", "first", "--yes", "--now", DUE)
    assert state(feed) == "retracted"
    assert "Другое" not in feed.text("build/site/posts/a.html")
    assert "Другое" not in feed.text("build/payloads/site/a.json")
    bench = Workbench(feed, tmp_path)
    bench.rebuild()
    assert "Другое" in feed.text("build/site/posts/a.html")


def test_without_a_build_nothing_is_made(project: Project, smm: Smm) -> None:
    refresh_site(opened(project.path))
    assert not (project.path / "build").exists()
    assert not (project.path / ".smm").exists()


def test_a_page_that_cannot_be_written_is_told_and_fails_nothing(
    feed: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs.Outputs, "write", full)
    result = smm("-C", feed.path, "publish", "--now", DUE)
    assert result.code == 0
    assert "the preview does not show this yet" in result.err
    monkeypatch.undo()
    refresh_site(opened(feed.path))
    assert state(feed) == "published"


@pytest.mark.parametrize("step", ["write", "manifest", "cache"])
def test_cut_off_at_any_moment_the_next_build_mends_it(
    feed: Project, smm: Smm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    targets = {"write": (outputs.Outputs, "write"), "manifest": (outputs, "write_manifest"), "cache": (Cache, "amend")}
    monkeypatch.setattr(*targets[step], cut)
    assert smm("-C", feed.path, "publish", "--now", DUE).code == 130
    monkeypatch.undo()
    assert smm("-C", feed.path, "publish", "--now", DUE).code == 0, "no build is asked for"
    Workbench(feed, tmp_path).rebuild()
    assert state(feed) == "published"


def test_an_interrupted_build_is_left_to_the_next_one(feed: Project, smm: Smm) -> None:
    with sqlite3.connect(feed.path / ".smm" / "cache.db") as cache:
        cache.execute("UPDATE meta SET value = 'building' WHERE name = 'state'")
    cache.close()
    before = times(feed.path / "build")
    refresh_site(opened(feed.path))
    assert times(feed.path / "build") == before
