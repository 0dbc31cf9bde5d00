"""Approvals taken from the reviews of a pull request, from end to end."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from small_project import Project

CONFIG = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TG"

[accounts.masto]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "MASTO"

[hashtags]
brand = ["coffee"]

[people]
maria = { role = "client", forge = "maria-t" }
olga = { role = "client", forge = "olga-t" }

[roles]
client = ["approve"]

[[review]]
needs = "client"
"""
POST = """\
---
title: {name}
uid: {name}-post
platforms: [tg, masto]
schedule: 2026-12-05 12:0{minute}
{more}---
{name}.
"""
PULL = "https://github.com/teplo/brand/pull/12"
NOW = "2026-12-05T12:30+03:00"
Smm = Callable[..., Any]


def post(name: str, minute: int, more: str = "") -> dict[str, str]:
    return {f"content/posts/{name}.md": POST.format(name=name, minute=minute, more=more)}


def git(project: Project, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=author@teplo.example", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=project.path, check=True, capture_output=True, text=True).stdout.strip()


def commit(project: Project) -> str:
    git(project, "add", "-A")
    git(project, "commit", "-qm", "x")
    return git(project, "rev-parse", "HEAD")


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    """Two posts on main; a branch adds a third one and changes the second."""
    project = make_project({**post("one", 1), **post("two", 2, "masto: {hashtags: [$brand]}\n")}, CONFIG)
    project.write({".gitignore": ".smm\nbuild\nreviews.json\n"})
    git(project, "init", "-q", "-b", "main")
    commit(project)
    git(project, "checkout", "-qb", "branch")
    project.write({**post("three", 3), "smm.toml": CONFIG.replace('"coffee"', '"tea"')})
    return project


@pytest.fixture
def run(brand: Project, smm: Smm) -> Smm:
    return lambda *arguments: smm("-C", brand.path, *arguments)


def take(run: Smm, brand: Project, *reviews: dict[str, Any] | str, **more: str) -> Any:
    """Reviews, or a file's text; recorded by the publishing job, which has merged the branch."""
    text = reviews[0] if reviews and isinstance(reviews[0], str) else json.dumps(reviews)
    brand.write({"reviews.json": text})
    options = [word for name, value in more.items() for word in (f"--{name}", value)]
    return run("approve", "--from-reviews", str(brand.path / "reviews.json"), "--base", "main^", *options)


def review(login: str, commit: str, state: str = "APPROVED", at: str = "1") -> dict[str, Any]:
    address = f"{PULL}#pullrequestreview-{at}"
    times = {"submitted_at": f"2026-12-0{at}T09:00:00Z", "commit_id": commit}
    return {"user": {"login": login}, "state": state, "html_url": address, **times}


def due(run: Smm) -> list[str]:
    run("build")
    found = json.loads(run("publish", "--dry-run", "--json", "--now", NOW).out)
    return [f"{part['post']}:{part['account']}" for part in found if part["state"] == "due"]


def merged(brand: Project) -> str:
    """The commit that was reviewed; main has it by a squash."""
    reviewed = commit(brand)
    git(brand, "checkout", "-q", "main")
    git(brand, "merge", "-q", "--squash", "branch")
    commit(brand)
    return reviewed


CHANGED = ["two-post:masto", "three-post:masto", "three-post:tg"]


def test_a_review_approves_what_its_pull_request_changes(run: Smm, brand: Project) -> None:
    reviewed = merged(brand)
    assert due(run) == []
    done = take(run, brand, review("maria-t", reviewed))
    assert (done.code, "3 approvals recorded in the ledger" in done.err) == (0, True), done.err
    assert due(run) == CHANGED
    assert [row["approved_by"] for row in json.loads(run("list", "--json").out)] == [
        [],
        [],
        ["maria"],
        [],
        ["maria"],
        ["maria"],
    ]


def test_what_was_pushed_after_the_review_waits(run: Smm, brand: Project) -> None:
    reviewed = commit(brand)
    brand.write(post("three", 4))
    merged(brand)
    take(run, brand, review("maria-t", reviewed))
    assert due(run) == ["two-post:masto"]
    waiting = json.loads(run("publish", "--dry-run", "--json", "--now", NOW).out)
    [reason] = {part["reason"] for part in waiting if part["post"] == "three-post"}
    assert "maria approved it before the time changed (its file)" in reason


def test_who_takes_it_back(run: Smm, brand: Project) -> None:
    reviewed = merged(brand)
    take(run, brand, review("maria-t", reviewed), review("olga-t", reviewed))
    take(run, brand, review("maria-t", reviewed), review("maria-t", reviewed, "DISMISSED", "2"))
    assert due(run) == CHANGED  # by Olga
    take(run, brand, review("olga-t", reviewed, "CHANGES_REQUESTED", "2"))
    assert due(run) == []


def test_gitlab_names_no_commit(run: Smm, brand: Project) -> None:
    reviewed = merged(brand)
    text = json.dumps({"approved_by": [{"user": {"username": "maria-t"}}]})
    refused = take(run, brand, text)
    assert (refused.code, "name it with --commit" in refused.err) == (2, True)
    assert take(run, brand, text, commit=reviewed).code == 0
    assert due(run) == CHANGED


def test_strangers_and_authors(run: Smm, brand: Project) -> None:
    brand.write({"smm.toml": brand.text("smm.toml").replace("olga-t", "author").replace(
        'forge = "author"', 'forge = "author", email = "author@teplo.example"')})  # fmt: skip
    reviewed = merged(brand)
    done = take(run, brand, review("eve", reviewed), review("author", reviewed))
    assert "`eve` is nobody's `forge` in [people]" in done.err
    assert due(run) == []


def test_a_rehearsal_knows_of_it(run: Smm, brand: Project) -> None:
    reviewed = merged(brand)
    take(run, brand, review("maria-t", reviewed))
    run("build")
    done = run("publish", "--rehearse", "--fresh", "--json", "--now", NOW)
    states = {f"{row['post']}:{row['account']}": row["state"] for row in json.loads(done.out)}
    assert done.code == 3
    assert [name for name, state in states.items() if state == "published"] == CHANGED
    assert {state for name, state in states.items() if name not in CHANGED} == {"waiting for approval"}


REFUSALS = [
    (("--from-reviews", "{file}"), "--from-reviews needs --base"),
    (("--from-reviews", "{file}", "--base", "main", "one-post"), "--from-reviews needs --base"),
    (("--base", "main"), "--base and --commit belong to --from-reviews"),
    (("--from-reviews", "{file}", "--base", "nowhere"), "there is no commit `nowhere` in this clone"),
]


@pytest.mark.parametrize(("options", "said"), REFUSALS)
def test_refused(run: Smm, brand: Project, options: tuple[str, ...], said: str) -> None:
    brand.write({"reviews.json": json.dumps([review("maria-t", commit(brand))])})
    done = run("approve", *(word.format(file=brand.path / "reviews.json") for word in options))
    assert (done.code, said in done.err) == (2, True), done.err


def test_a_commit_that_was_not_fetched(run: Smm, brand: Project) -> None:
    merged(brand)
    done = take(run, brand, review("maria-t", "f" * 40))
    assert done.code == 2
    assert "there is no commit `ffff" in done.err


HOOKS = "\n[hooks]\nfiles = ['hooks/one.py', 'hooks/two.py']\n"


def begin_with(brand: Project, files: dict[str, str]) -> None:
    """Main has these files, too, and the branch nothing more yet."""
    brand.remove("content/posts/three.md")
    git(brand, "checkout", "-qf", "main")
    brand.write(files)
    commit(brand)
    git(brand, "checkout", "-qB", "branch")


@pytest.mark.parametrize("listed", [True, False], ids=["in a listed file", "in a file that the commit lists"])
def test_a_hook_that_was_taken_out_before_the_merge_is_not_run(run: Smm, brand: Project, listed: bool) -> None:
    """Its reviewer approved posts; who answers for code never saw it in what was merged."""
    begin_with(brand, {"hooks/one.py": "", "smm.toml": CONFIG + (HOOKS if listed else ""), "hooks/two.py": ""})
    evil = f"import os\nos.mkdir({str(brand.path / 'run')!r})\n"
    brand.write({**post("three", 3), "hooks/two.py": evil, "smm.toml": CONFIG + HOOKS})
    reviewed = commit(brand)
    brand.write({"hooks/two.py": "", "smm.toml": CONFIG + (HOOKS if listed else "")})
    merged(brand)
    done = take(run, brand, review("maria-t", reviewed))
    assert done.code == 0
    assert f"hooks of {reviewed[:10]} are not those of this branch, and are not run: hooks/" in done.err
    assert not (brand.path / "run").exists()
    assert due(run) == []


def test_the_hooks_of_the_branch_are_run(run: Smm, brand: Project) -> None:
    begin_with(brand, {"hooks/one.py": "", "hooks/two.py": "", "smm.toml": CONFIG + HOOKS})
    brand.write(post("three", 3))
    reviewed = merged(brand)
    assert take(run, brand, review("maria-t", reviewed)).code == 0
    assert due(run) == ["three-post:masto", "three-post:tg"]
