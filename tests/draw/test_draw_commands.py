"""`smm draw`: what it fixes, draws and checks, and all that it refuses."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from drawing import IDS, ORDER, OTHER_ROUND, ROOT, ROUND, SECRET
from small_project import Project

from smmgen.draw.drand import Round

CONTEST = """\
---
title: A warm box
uid: warm-box
kind: giveaway
opens: 2023-09-01 18:00
closes: 2023-09-14 21:00
draw: {at: 2023-09-15 14:00:03}
prizes: [{what: A warm box, count: 3}]
reserve: 5
organiser: {name: Teplo}
---
The rules.
"""
CONFIG = '[project]\nname = "Teplo"\ntimezone = "Europe/Moscow"\nlanguage = "en"\n'
BEFORE, AFTER = "2023-09-15T10:00:00Z", "2023-09-15T11:00:04Z"
PLACE = "data/contests/warm-box"
Smm = Callable[..., Any]


class Stage:
    """A project with a contest, a list of entrants beside it, and `smm draw` at some time."""

    def __init__(self, project: Project, smm: Smm, entrants: Path) -> None:
        self.project, self.path, self._smm, self.entrants = project, project.path, smm, entrants

    def list(self, *ids: str, name: str = "entrants.csv") -> Path:
        path = self.entrants / name
        path.write_text("id,name\n" + "".join(f"{one},Somebody\n" for one in ids), "utf-8")
        return path

    def __call__(self, *words: str | Path, at: str = AFTER) -> Any:
        with time_machine.travel(at):
            return self._smm("-C", self.path, "draw", *words)

    def commit(self, *more: str, ids: tuple[str, ...] = IDS, at: str = BEFORE) -> Any:
        return self("commit", "warm-box", self.list(*ids), *more, at=at)

    def reveal(self, known: Round = ROUND, *more: str, at: str = AFTER) -> Any:
        path = self.entrants / "answer.json"
        path.write_text(json.dumps({"round": known.number, "signature": known.signature}))
        return self("reveal", "warm-box", path, *more, at=at)

    def read(self, name: str) -> str:
        return (self.path / PLACE / name).read_text("utf-8")


@pytest.fixture
def stage(make_project: Any, smm: Smm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("SMM_DRAW_SECRET", SECRET.hex())
    entrants = tmp_path / "private"
    entrants.mkdir()
    return Stage(make_project({"content/contests/warm-box.md": CONTEST}, CONFIG), smm, entrants)


def test_a_draw_from_end_to_end(stage: Stage) -> None:
    fixed = stage.commit()
    assert fixed.code == 0
    assert f"Entries: {ROOT}" in fixed.out
    assert "round 657413" in fixed.out
    assert "before 2023-09-15 14:00 Europe/Moscow" in fixed.err

    drawn = json.loads(stage.reveal(ROUND, "--json").out)
    assert [one["id"] for one in drawn] == ORDER[:8]
    assert [one["wins"] for one in drawn] == [True] * 3 + [False] * 5

    checked = stage("verify", "warm-box")
    assert (checked.code, checked.out.count("ok "), "WRONG" in checked.out) == (0, 19, False)
    mine = json.loads(stage("nonce", "warm-box", " vk:10", "--json").out)
    assert (mine["place"], mine["leaf"]) == (3, drawn[2]["leaf"])


def test_no_name_leaves_the_private_folder(stage: Stage) -> None:
    stage.commit(ids=("vk:secret-one", "vk:secret-two"))
    stage.reveal()
    holding = [path for path in stage.path.rglob("*") if path.is_file() and b"secret-" in path.read_bytes()]
    assert [path.relative_to(stage.path).as_posix() for path in holding] == [".smm/private/contests/warm-box.json"]
    assert os.name != "posix" or holding[0].stat().st_mode & 0o777 == 0o600


def test_a_secret_is_made_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMM_DRAW_SECRET")
    assert stage.commit().code == 0
    secret = stage.path / ".smm/private/draw-secret"
    assert len(bytes.fromhex(secret.read_text())) == 32
    assert os.name != "posix" or secret.stat().st_mode & 0o777 == 0o600
    assert ROOT not in stage.read("entries.json")
    assert stage.reveal().code == 0

    secret.unlink()
    gone = stage("nonce", "warm-box", "vk:1")
    assert "neither in `SMM_DRAW_SECRET` nor in .smm/private/draw-secret" in gone.err


def test_the_same_again_changes_nothing(stage: Stage) -> None:
    first = stage.commit()
    before = [stage.read(name) for name in ("entries.json", "terms.json")]
    assert stage.commit(ids=IDS[::-1]).out == first.out
    winners = stage.reveal().out
    assert stage.reveal().out == winners
    assert stage.commit(at=AFTER).out == first.out
    assert [stage.read(name) for name in ("entries.json", "terms.json")] == before


def test_other_entries_are_fixed_only_when_asked_for(stage: Stage) -> None:
    stage.commit()
    assert f"has other entries, terms or another round: root {ROOT}" in stage.commit(ids=IDS[1:]).err
    assert ROOT in stage.read("entries.json")
    assert stage.commit("--replace", ids=IDS[1:]).code == 0
    assert ROOT not in stage.read("entries.json")
    stage.reveal()
    late = stage.commit("--replace", at=BEFORE)
    assert "draw.json exists: winners were drawn from other entries" in late.err


def changed(text: str, was: str, now: str) -> str:
    assert was in text
    return text.replace(was, now, 1)


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("content/contests/warm-box.md", "The rules.", "The rules!", "entries.json: `terms` is "),
        (
            "content/contests/warm-box.md",
            "count: 3",
            "count: 4",
            "entries.json: `winners` is 3; of the contest's file today it is 4",
        ),
        ("content/contests/warm-box.md", "reserve: 5", "reserve: 6", "entries.json: `reserve` is 5"),
        ("content/contests/warm-box.md", "14:00:03", "14:00:04", "entries.json: `round` is 657413"),
        (f"{PLACE}/terms.json", "The rules.", "The rules!", "terms.json: the digest of these terms"),
        (f"{PLACE}/entries.json", "    ", "   ", "entries.json: line 12 is not written as `smm draw` writes it"),
        (f"{PLACE}/entries.json", '"winners": 3', '"winners": 2', "entries.json: `winners` is 2"),
        (f"{PLACE}/draw.json", '"winners"', '"winner"', "draw.json: `winners` is missing"),
    ],
)
def test_what_changed_is_named(stage: Stage, name: str, was: str, now: str, said: str) -> None:
    stage.commit()
    stage.reveal()
    stage.project.write({name: changed((stage.path / name).read_text("utf-8"), was, now)})
    found = stage("verify", "warm-box")
    assert found.code == 1
    assert any(said in line for line in found.out.splitlines() if line.startswith("WRONG"))


def test_a_stranger_needs_the_folder_alone(stage: Stage, tmp_path: Path) -> None:
    stage.commit()
    copy = tmp_path / "copy"
    (stage.path / PLACE).rename(copy)
    assert "nobody is drawn yet" in stage("verify", copy).err
    assert "there is no folder `copy`" in stage("verify", "copy").err


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (OTHER_ROUND, "this is round 42; round 657413 was promised"),
        (ROUND._replace(signature=OTHER_ROUND.signature), "the signature is not drand's of round 657413"),
        (ROUND._replace(signature="no"), "this is no answer of drand: `signature` is not 96 hexadecimal digits"),
    ],
)
def test_no_other_round_draws(stage: Stage, known: Round, said: str) -> None:
    stage.commit()
    refused = stage.reveal(known)
    assert (refused.code, said in refused.err) == (2, True)
    assert not (stage.path / PLACE / "draw.json").exists()


def _contest(was: str, now: str) -> Callable[[Stage], None]:
    return lambda stage: stage.project.write({"content/contests/warm-box.md": changed(CONTEST, was, now)})


@pytest.mark.parametrize(
    ("before", "at", "said"),
    [
        (_contest("title", "title"), AFTER, "round 657413 has been known since 2023-09-15 14:00 Europe/Moscow"),
        (_contest("title", "title"), "2023-09-14T17:59:59Z", "entries close at 2023-09-14 21:00 Europe/Moscow"),
        (_contest("draw: {at: 2023-09-15 14:00:03}\n", ""), BEFORE, "does not say when winners are drawn"),
        (_contest("prizes: [{what: A warm box, count: 3}]\n", ""), BEFORE, "has no prizes"),
        (_contest("14:00:03}", "14:00:03, round: 657414}"), BEFORE, "`draw.round` is 657414; the round at that time"),
        (_contest("uid: warm-box", "uid: warm-bag"), BEFORE, "there is no contest `warm-box`, or its file has errors"),
    ],
)
def test_what_cannot_be_fixed(stage: Stage, before: Callable[[Stage], None], at: str, said: str) -> None:
    before(stage)
    refused = stage.commit(at=at)
    assert (refused.code, said in refused.err) == (2, True)
    assert not (stage.path / "data").exists()


def test_other_entrants_cannot_be_revealed(stage: Stage) -> None:
    stage.commit()
    private = stage.path / ".smm/private/contests/warm-box.json"
    private.write_text(changed(private.read_text(), "vk:1", "vk:11"))
    assert "are not those that were fixed" in stage.reveal().err
    private.chmod(0o644)
    assert os.name != "posix" or "is open to other users of this machine" in stage.reveal().err


def test_changed_terms_are_not_revealed(stage: Stage) -> None:
    stage.commit()
    _contest("The rules.", "Other rules.")(stage)
    assert "what was fixed has changed since: entries.json: `terms` is " in stage.reveal().err


def test_a_list_that_git_may_take_is_refused(stage: Stage) -> None:
    subprocess.run(["git", "init", "-q"], cwd=stage.path, check=True)
    stage.entrants = stage.path
    assert "entrants.csv may get into the repository" in stage.commit().err
    stage.project.write({".gitignore": "/entrants.csv\n"})
    assert "draw-secret may get into the repository" in stage.commit().err
    stage.project.write({".gitignore": "/entrants.csv\n/.smm/\n"})
    assert stage.commit().code == 0


def test_links_are_not_followed(stage: Stage, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (stage.path / "data").mkdir()
    (stage.path / "data/contests").symlink_to(elsewhere)
    assert "is a symbolic link" in stage.commit().err
    assert list(elsewhere.iterdir()) == []


def test_who_cannot_win_is_left_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _contest("reserve: 5", "reserve: 5\nexclude: {people: env:EXCLUDED}")(stage)
    assert "`EXCLUDED`, the file of those who cannot win, is not set" in stage.commit().err
    monkeypatch.setenv("EXCLUDED", str(stage.list("vk:1", "vk:99", name="excluded.csv")))
    assert "entrants who are excluded: 1" in stage.commit().err
    assert '"count": 9' in stage.read("entries.json")


def test_recent_winners_do_not_win_again(stage: Stage) -> None:
    stage.commit()
    stage.reveal()
    later = CONTEST.replace("uid: warm-box", "uid: warm-mug").replace("2023-09-15 14:00:03", "2023-10-15 14:00")
    later = later.replace("reserve: 5", "reserve: 5\nexclude: {winners_within: 90d}")
    stage.project.write({"content/contests/warm-mug.md": later})
    fixed = stage("commit", "warm-mug", stage.list(*IDS), at="2023-10-15T10:00:00Z")
    assert "entrants who are excluded: 3" in fixed.err
    kept = json.loads((stage.path / ".smm/private/contests/warm-mug.json").read_text())
    assert set(IDS) - set(kept) == set(ORDER[:3])

    (stage.path / ".smm/private/contests/warm-box.json").unlink()
    assert "nobody can tell who is behind a leaf" in stage("commit", "warm-mug", stage.list(*IDS), at=AFTER).err
    stage.project.write({"content/contests/warm-mug.md": later.replace("90d", "3d")})
    assert stage("commit", "warm-mug", "--replace", stage.list(*IDS), at="2023-10-15T10:00:00Z").code == 0


def test_a_right_draw_checks_and_builds(stage: Stage, smm: Smm) -> None:
    stage.commit()
    stage.reveal()
    found = json.loads(smm("-C", stage.path, "check", "--format", "json").out)
    assert [row for row in found if row["path"].startswith("data")] == []


@pytest.mark.parametrize(("kinds", "there"), [("[contest]", True), ("[post]", False)])
def test_a_share_shows_the_proof_of_contests_that_it_shows(stage: Stage, smm: Smm, kinds: str, there: bool) -> None:
    stage.commit()
    stage.project.write({"content/shares/client.md": f"---\ntitle: Client\nkinds: {kinds}\n---\nx\n"})
    smm("-C", stage.path, "build", "--for", "client")
    assert (stage.path / "build/shares/client/contests/warm-box/proof.html").exists() is there


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("content/contests/warm-box.md", "The rules.", "Other rules."),
        (f"{PLACE}/terms.json", "The rules.", "Other rules."),
        (f"{PLACE}/entries.json", '"winners": 3', '"winners": 2'),
    ],
)
def test_what_is_remembered_of_a_draw_is_checked_again(stage: Stage, smm: Smm, name: str, was: str, now: str) -> None:
    def found() -> set[str]:
        rows = json.loads(smm("-C", stage.path, "check", "--format", "json").out)
        return {row["name"] for row in rows if row["path"].startswith("data")}

    stage.commit()
    stage.reveal()
    smm("-C", stage.path, "build")
    assert found() == set()
    before = (stage.path / name).read_text("utf-8")
    stage.project.write({name: changed(before, was, now)})
    assert found() == {"draw-does-not-verify"}
    smm("-C", stage.path, "build")
    assert found() == {"draw-does-not-verify"}
    stage.project.write({name: before})
    assert found() == set()
    (stage.path / PLACE / "terms.json").unlink()
    assert found() == {"dangling-reference"}
