"""`smm ledger`, and what `smm publish` does when its ledger cannot be written to: nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledger_stage import CLAIMED, Server, git, row, walk
from small_project import SMM_TOML, Project, Result, post

from smmgen.ledger import postgres
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_any, open_ledger
from smmgen.ledger.postgres import PostgresLedger

Smm = Callable[..., Result]
NOW = ("--now", "2026-12-05T10:01+03:00")


def settings(url: str) -> str:
    return f'{SMM_TOML}\n[publish]\nledger = "{url}"\n'


@pytest.fixture
def at(make_project: Callable[..., Project], smm: Smm) -> Callable[[str], Project]:
    """A built project in a git repository with a remote, whose ledger is there."""

    def make(url: str) -> Project:
        files = {"content/posts/a.md": post("А"), "content/posts/b.md": post("Б", schedule="2026-12-05 09:59")}
        project = make_project(files, config=settings(url))
        git(project.path, "init", "-q", "-b", "main")
        git(project.path.parent, "init", "-q", "--bare", "origin.git")
        git(project.path, "remote", "add", "origin", str(project.path.parent / "origin.git"))
        assert smm("-C", project.path, "build").code == 0
        return project

    return make


def feed(project: Project) -> list[Path]:
    """What the account `site` put out."""
    return [path for path in (project.path / "public").rglob("*") if path.is_file()]


def test_a_feed_goes_out_with_a_git_ledger(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("git:smm-ledger")
    first = smm("-C", project.path, "publish", "--account", "site", *NOW)
    assert (first.code, len(feed(project)) > 0) == (0, True), first
    again = smm("-C", project.path, "publish", "--account", "site", *NOW)
    assert again.code == 0
    assert "published" not in again.out
    assert smm("-C", project.path, "ledger", "verify").code == 0
    listed = json.loads(smm("-C", project.path, "list", "--account", "site", "--json").out)
    assert {one["state"] for one in listed} == {"published"}


def test_a_fresh_clone_in_ci_sends_nothing_again(at: Callable[[str], Project], smm: Smm, tmp_path: Path) -> None:
    """The whole work tree is new, and only the remote remembers."""
    project = at("git:origin/smm-ledger")
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    fresh = Project(tmp_path / "fresh")
    fresh.write({path: (project.path / path).read_bytes() for path in ("smm.toml", "content/posts/a.md")})
    git(fresh.path, "init", "-q")
    git(fresh.path, "remote", "add", "origin", str(tmp_path / "origin.git"))
    assert smm("-C", fresh.path, "build").code == 0
    assert smm("-C", fresh.path, "publish", "--account", "site", *NOW).code == 0
    assert feed(fresh) == []


def _rejecting(project: Project) -> None:
    hook = project.path.parent / "origin.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho x >> pushes\nexit 1\n")
    hook.chmod(0o755)


def _down(project: Project) -> None:
    (project.path.parent / "origin.git").rename(project.path.parent / "gone.git")


def _no_log(project: Project) -> None:
    (project.path / ".smm" / "ledger.db-wal").mkdir(parents=True)


@pytest.mark.parametrize(
    ("url", "breaks", "says"),
    [
        ("git:smm-ledger", _rejecting, "pre-receive hook declined"),
        ("git:smm-ledger", _down, "cannot be used"),
        ("git:upstream/smm-ledger", lambda project: None, "`upstream` is not a remote"),
        ("sqlite:.smm/ledger.db", _no_log, "is not a file"),
        ("postgresql://127.0.0.1:1/x", lambda project: None, "refused"),
        ("env:SMM_NO_LEDGER", lambda project: None, "`SMM_NO_LEDGER` is not set"),
    ],
    ids=["rejected", "down", "no such remote", "no log", "no server", "no variable"],
)
def test_without_a_durable_claim_nothing_is_sent(
    at: Callable[[str], Project], smm: Smm, monkeypatch: pytest.MonkeyPatch, url: str, breaks: Any, says: str
) -> None:
    monkeypatch.setattr(postgres, "PAUSES", ())
    monkeypatch.setattr("smmgen.ledger.git.store._LONGEST_PAUSE", 0.02)
    project = at(url)
    breaks(project)
    done = smm("-C", project.path, "publish", "--account", "site", *NOW)
    assert done.code == 2, done
    assert says in done.err
    assert "hint: " in done.err
    assert feed(project) == []


def test_a_push_that_is_rejected_twenty_times_is_no_claim(
    at: Callable[[str], Project], smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run after run; with the first that is taken the posts go out, once."""
    monkeypatch.setattr("smmgen.ledger.git.store._LONGEST_PAUSE", 0.02)
    project = at("git:smm-ledger")
    _rejecting(project)
    pushes = project.path.parent / "origin.git" / "pushes"
    while not pushes.exists() or len(pushes.read_text().split()) < 20:
        assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 2
        assert feed(project) == []
    (project.path.parent / "origin.git" / "hooks" / "pre-receive").unlink()
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    assert feed(project)


def test_a_server_that_restarts_in_the_middle_of_every_post(
    at: Callable[[str], Project], smm: Smm, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server.pg is None:
        pytest.skip("the server that SMM_TEST_POSTGRES names is not ours to restart")
    monkeypatch.setenv("SMM_LEDGER", server.store(tmp_path).url)
    real, restarts = PostgresLedger.move, []

    def move(self: PostgresLedger, before: Entry | None, after: Entry) -> Entry:
        if after.state is State.SENDING:  # before it is written, and once more before the outcome is
            server.restart()
        moved = real(self, before, after)
        if after.state is State.SENDING:
            server.restart()
            restarts.append(after.key)
        return moved

    monkeypatch.setattr(PostgresLedger, "move", move)
    project = at("env:SMM_LEDGER")
    done = smm("-C", project.path, "publish", "--account", "site", *NOW)
    assert done.code == 0, done
    assert len(restarts) == 2
    ledger = open_ledger("env:SMM_LEDGER", project.path)
    assert [entry.state for entry in ledger.entries()] == [State.PUBLISHED, State.PUBLISHED]
    ledger.close()


# Copies


def test_an_export_comes_back_as_it_was(at: Callable[[str], Project], smm: Smm, tmp_path: Path) -> None:
    project = at("sqlite:.smm/ledger.db")
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    for number, state in enumerate(State):
        if state in (State.CLAIMED, State.MISSED):
            ledger.move(None, row(f"p{number}", state, reason="причина", reference={"half": "\ud83d"}))
    ledger.set_note("other", "слово")
    kept = ledger.entries()
    ledger.close()
    out = smm("-C", project.path, "ledger", "export")
    assert out.code == 0
    assert len(out.out.splitlines()) == 1 + len(kept)
    (tmp_path / "rows.jsonl").write_text(out.out, encoding="utf-8")
    project.write({"smm.toml": settings("git:smm-ledger")})
    done = smm("-C", project.path, "ledger", "import", tmp_path / "rows.jsonl")
    assert (done.code, done.err) == (0, "3 rows are in the ledger\n")
    other = open_ledger("git:smm-ledger", project.path)
    assert other.entries() == kept
    assert other.notes() == {"other": "слово"}
    assert other.verify() == []
    assert smm("-C", project.path, "ledger", "export").out == out.out
    assert smm("-C", project.path, "ledger", "import", tmp_path / "rows.jsonl").code == 0  # the same rows: done before
    other.move(None, row("more"))
    again = smm("-C", project.path, "ledger", "import", tmp_path / "rows.jsonl")
    assert (again.code, "has 4 rows already" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: lines[:-1], "of 2 rows 1 are here"),
        (lambda lines: [lines[0], lines[2], lines[1]], "not whole"),
        (lambda lines: [line.replace("claimed", "failed") for line in lines], "not whole"),
        (lambda lines: lines[1:], "not an export of a ledger"),
        (lambda lines: ["<html>"], "line 1 of the export is not JSON"),
        (lambda lines: [], "not JSON"),
    ],
    ids=["cut short", "out of order", "edited", "without a head", "something else", "empty"],
)
def test_an_export_that_was_touched_is_refused(
    at: Callable[[str], Project], smm: Smm, tmp_path: Path, spoil: Any, says: str
) -> None:
    project = at("sqlite:.smm/ledger.db")
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    ledger.move_all([(None, row("a")), (None, row("b"))])
    ledger.close()
    lines = smm("-C", project.path, "ledger", "export").out.splitlines()
    (tmp_path / "rows.jsonl").write_text("\n".join(spoil(lines)))
    project.write({"smm.toml": settings("sqlite:.smm/other.db")})
    done = smm("-C", project.path, "ledger", "import", tmp_path / "rows.jsonl")
    assert done.code == 2
    assert says in done.err
    assert open_any("sqlite:.smm/other.db", project.path).entries() == []


def test_moving_copies_and_leaves_word_behind(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    out = walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    ledger.set_note("other", "слово")
    ledger.close()
    done = smm("-C", project.path, "ledger", "move", "sqlite:.smm/ledger.db", "git:smm-ledger")
    assert (done.code, 'ledger = "git:smm-ledger"' in done.err) == (0, True), done
    new = open_ledger("git:smm-ledger", project.path)
    assert (new.entries(), new.notes(), new.verify()) == ([out], {"other": "слово"}, [])
    for command in (("publish", *NOW), ("status",), ("ledger", "seed", "--before", "2026-12-01")):
        refused = smm("-C", project.path, *command)
        assert refused.code == 2
        assert "was moved to `git:smm-ledger`" in refused.err
    assert len(smm("-C", project.path, "ledger", "export").out.splitlines()) == 2  # it can still be read
    again = smm("-C", project.path, "ledger", "move", "sqlite:.smm/ledger.db", "sqlite:.smm/third.db")
    assert (again.code, "was moved to" in again.err) == (2, True)
    project.write({"smm.toml": settings("git:smm-ledger")})
    assert smm("-C", project.path, "status").code == 0


def test_moving_into_a_ledger_that_is_in_use_is_refused(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    for url, name in (("sqlite:.smm/ledger.db", "a"), ("git:smm-ledger", "b")):
        ledger = open_ledger(url, project.path)
        ledger.move(None, row(name))
        ledger.close()
    done = smm("-C", project.path, "ledger", "move", "sqlite:.smm/ledger.db", "git:smm-ledger")
    assert (done.code, "has 1 rows already" in done.err) == (2, True)
    assert smm("-C", project.path, "status").code == 0
    same = smm("-C", project.path, "ledger", "move", "git:smm-ledger", "git:smm-ledger")
    assert same.code == 2


def test_moving_from_a_misspelt_ledger_is_refused(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    done = smm("-C", project.path, "ledger", "move", "sqlite:.smm/leger.db", "git:smm-ledger")
    assert (done.code, done.err) == (
        2,
        "error: the ledger FROM is empty, there is nothing to move\n  hint: look whether its address is right\n",
    )
    assert open_any("sqlite:.smm/leger.db", project.path).note("moved") == ""


def test_a_move_that_died_on_the_way_is_gone_on_with(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    for url in ("sqlite:.smm/ledger.db", "git:smm-ledger"):
        ledger = open_ledger(url, project.path)
        ledger.move(None, CLAIMED)
        ledger.close()
    assert smm("-C", project.path, "ledger", "move", "sqlite:.smm/ledger.db", "git:smm-ledger").code == 0
    assert open_any("sqlite:.smm/ledger.db", project.path).note("moved") == "git:smm-ledger"


# Beginning


def test_what_was_planned_before_is_taken_as_published_elsewhere(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    project.post("draft.md", "Черновик", status="draft", schedule="2026-12-04 10:00")
    project.post("late.md", "Позже", schedule="2026-12-06 10:00")
    assert smm("-C", project.path, "build").code == 0
    done = smm("-C", project.path, "ledger", "seed", "--before", "2026-12-05T10:00+03:00")
    assert done.code == 0
    assert {line.split(":")[1] for line in done.out.split()} == {"vk", "tg", "site"}
    assert len(done.out.split()) == 3  # only Б, at 09:59: А is not before 10:00, the draft may yet get another date
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    texts = "".join(path.read_text("utf-8") for path in feed(project))
    assert ("Текст про А" in texts, "Текст про Б" in texts) == (True, False)
    rows = {one["key"]: one for one in json.loads(smm("-C", project.path, "status", "--json").out)}
    seeded = rows[done.out.split()[0]]
    assert seeded["state"] == "abandoned"
    assert "published elsewhere" in seeded["reason"]
    again = smm("-C", project.path, "ledger", "seed", "--before", "2026-12-06")
    assert len(again.out.split()) == 2  # А on vk and tg; what the ledger knows already stays as it is


def test_a_seeded_part_can_be_sent_all_the_same(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    keys = smm("-C", project.path, "ledger", "seed", "--before", "2026-12-06").out.split()
    key = next(key for key in keys if ":site:" in key)
    assert smm("-C", project.path, "resolve", key, "--resend").code == 0
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    assert feed(project)


def test_a_date_that_is_none(at: Callable[[str], Project], smm: Smm) -> None:
    done = smm("-C", at("sqlite:.smm/ledger.db").path, "ledger", "seed", "--before", "soon")
    assert done.code == 2
    assert "--before" in done.err


def test_verify_tells_what_is_wrong(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("sqlite:.smm/ledger.db")
    ledger = open_ledger("sqlite:.smm/ledger.db", project.path)
    ledger.move(None, CLAIMED)
    assert smm("-C", project.path, "ledger", "verify").err == "1 rows, nothing is wrong\n"
    ledger.move(None, replace(CLAIMED, key="x:y:1:1"))
    ledger.close()
    done = smm("-C", project.path, "ledger", "verify")
    assert done.code == 2
    assert "`x:y:1:1`: its key does not fit" in done.out


def test_a_ledger_that_is_out_of_reach_is_told_once_by_doctor(at: Callable[[str], Project], smm: Smm) -> None:
    project = at("git:smm-ledger")
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    _down(project)
    doctor = smm("-C", project.path, "doctor", *NOW)
    assert (doctor.code, doctor.out.count("cannot be used"), doctor.err) == (2, 1, "")


def test_a_build_opens_no_connection(at: Callable[[str], Project], smm: Smm) -> None:
    """Neither check nor build asks the remote; they know what the last look told."""
    project = at("git:smm-ledger")
    assert smm("-C", project.path, "publish", "--account", "site", *NOW).code == 0
    _down(project)
    assert smm("-C", project.path, "check").code == 0
    assert smm("-C", project.path, "build").code == 0
    pages = "".join(path.read_text("utf-8") for path in (project.path / "build" / "site").rglob("*.html"))
    assert "published" in pages
    assert smm("-C", project.path, "list").code == 2
