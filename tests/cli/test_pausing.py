"""Commands that hold back, let go and clear up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from small_project import Project, Result

Smm = Callable[..., Result]
DUE = "2026-12-05T12:00+03:00"


def test_a_pause_is_told_wherever_it_matters_and_ended_by_resume(project: Project, smm: Smm) -> None:
    paused = smm("-C", project.path, "pause", "--reason", "a fire in the kitchen")
    assert (paused.code, paused.err) == (0, "")
    assert paused.out.startswith("publishing is paused: a fire in the kitchen (since 2")
    assert "`smm resume` ends it" in paused.out
    assert "publishing is paused: a fire in the kitchen" in smm("-C", project.path, "status").err
    doctor = smm("-C", project.path, "doctor", "--now", DUE).out
    assert "publishing: it is paused: a fire in the kitchen" in doctor
    resumed = smm("-C", project.path, "resume")
    assert resumed.code == 0
    assert resumed.out.startswith("publishing resumes; it was paused: a fire in the kitchen")
    assert smm("-C", project.path, "resume").out == "publishing was not paused\n"
    assert "paused" not in smm("-C", project.path, "status").err


def test_a_pause_with_an_end(project: Project, smm: Smm) -> None:
    paused = smm("-C", project.path, "pause", "--until", "2226-12-01T10:00")
    assert paused.code == 0
    assert ", until 2226-12-01 10:00 Europe/Moscow)" in paused.out
    smm("-C", project.path, "build")
    assert "paused" in smm("-C", project.path, "status", "--now", "2226-12-01T09:59").err
    assert "paused" not in smm("-C", project.path, "status", "--now", "2226-12-01T10:00").err


@pytest.mark.parametrize(("until", "words"), [("2020-01-01", "has passed"), ("noon", "write it as 2026-12-05T12:00")])
def test_a_pause_needs_an_end_that_is_to_come(project: Project, smm: Smm, until: str, words: str) -> None:
    refused = smm("-C", project.path, "pause", "--until", until)
    assert (refused.code, words in refused.err) == (2, True)
    assert "paused" not in smm("-C", project.path, "status").err


def test_a_paused_project_publishes_nothing_and_says_so(project: Project, smm: Smm) -> None:
    assert smm("-C", project.path, "build").code == 0
    smm("-C", project.path, "pause")
    held = smm("-C", project.path, "publish", "--now", DUE, "--json")
    rows: list[dict[str, Any]] = json.loads(held.out)
    assert held.code == 0, held.err
    assert rows
    assert {row["state"] for row in rows} == {"later"}
    assert all(row["reason"].startswith("publishing is paused: no reason given") for row in rows)
    assert held.err.count("publishing is paused") == 1, "it is said once for all of them"


def test_a_dry_run_says_that_a_pause_keeps_it_back(project: Project, smm: Smm) -> None:
    assert smm("-C", project.path, "build").code == 0
    assert "paused" not in smm("-C", project.path, "publish", "--dry-run", "--now", DUE).err
    smm("-C", project.path, "pause", "--reason", "a fire")
    shown = smm("-C", project.path, "publish", "--dry-run", "--now", DUE)
    assert (shown.code, "none of this is sent until it resumes: a fire" in shown.err) == (0, True)


def test_smm_toml_has_the_last_word(project: Project, smm: Smm) -> None:
    settings = project.path / "smm.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[publish]\npaused = "mourning"\n', "utf-8")
    ended = smm("-C", project.path, "resume")
    assert ended.code == 2
    assert "smm.toml still pauses publishing: mourning" in ended.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('blackout = ["2027-02-30"]', "`2027-02-30` is not a day"),
        ('blackout = ["2027-01-08..2027-01-07"]', "ends before it begins"),
        ("blackout = [2027-01-01]", 'put it in quotes: "2027-01-01"'),
        ('takeover_after = "soon"', "such as `15m`"),
        ('quiet = "soon"', "such as `15m`"),
        ("max_posts_per_run = 0", "`max_posts_per_run` must be at least 1"),
        ('paused = ""', "`paused` must have at least 1 character"),
    ],
)
def test_what_may_be_wrong_in_smm_toml(project: Project, smm: Smm, line: str, words: str) -> None:
    settings = project.path / "smm.toml"
    settings.write_text(settings.read_text("utf-8") + f"\n[publish]\n{line}\n", "utf-8")
    result = smm("-C", project.path, "build")
    assert result.code == 2
    assert words in result.err


def test_rehearsing_and_only_showing_are_two_things(project: Project, smm: Smm) -> None:
    assert smm("-C", project.path, "build").code == 0
    result = smm("-C", project.path, "publish", "--dry-run", "--rehearse")
    assert result.code == 2
    assert "use one of the two" in result.err


def test_reconcile_with_nothing_in_doubt(project: Project, smm: Smm) -> None:
    smm("-C", project.path, "build")
    result = smm("-C", project.path, "reconcile", "--json")
    assert (result.code, json.loads(result.out), result.err) == (0, [], "nothing is in doubt\n")


@pytest.mark.parametrize("more", [("--now", DUE), ("--dry-run",), ("--rehearse",)])
def test_watching_is_for_the_real_thing(project: Project, smm: Smm, more: tuple[str, ...]) -> None:
    result = smm("-C", project.path, "publish", "--watch", *more)
    assert result.code == 2
    assert "--watch cannot be combined with" in result.err
