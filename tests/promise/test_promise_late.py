"""Cron that comes late, twice, or with an old commit, and people who publish beside it: nothing goes out twice."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from promise_board import BOARDS
from promise_fake import NOON, Boards, Crash, Stepping, brand, entries, instead_of_http, payload, run
from promise_harness import (
    BLIND,
    LEDGER,
    POSTS,
    READABLE,
    START,
    Campaign,
    Cast,
    campaign,
    planned,
    publish_with,
)
from promise_wrong import Wrapped
from written_build import write_build

from smmgen.errors import UserError
from smmgen.ledger.model import State
from smmgen.ledger.open import open_ledger

HOUR = timedelta(hours=1)
GRACE = 6 * HOUR
Prepared = Callable[[Cast], Path]


@pytest.fixture
def boards() -> Iterator[Boards]:
    with instead_of_http(Boards()) as made:
        yield made


def key(post: str, account: str, part: int = 1) -> str:
    return f"{post}:{account}:1:{part}"


# Late


@given(st.lists(st.floats(0, 72), min_size=1, max_size=6))
@example([0])
@example([6, 6, 6])
@example([72])
@settings(max_examples=40, deadline=None)
def test_any_gap_of_up_to_72_hours(gaps: list[float]) -> None:
    """A post goes out when a run comes within its grace; otherwise it is called missed, and nothing floods out."""
    plan = {f"post-{hours}": NOON + hours * HOUR for hours in (0, 1, 5, 24, 71)}
    boards, runs = Boards(), []
    with tempfile.TemporaryDirectory() as folder, instead_of_http(boards):
        write_build(Path(folder), [payload(name, board, at, ["x"]) for name, at in plan.items() for board in BOARDS])
        for gap in gaps:
            boards.now += timedelta(hours=gap)
            runs.append(boards.now)
            run(Path(folder), boards, brand())
        rows = entries(Path(folder))
    caught = {name for name, at in plan.items() if any(at <= one <= at + GRACE for one in runs)}
    missed = {name for name, at in plan.items() if name not in caught and at + GRACE < runs[-1]}
    assert boards.marks() == Counter(key(name, board) for name in caught for board in BOARDS)
    assert {one.key for one in rows.values() if one.state is State.MISSED} == {
        key(name, board) for name in missed for board in BOARDS
    }


# Old commits

OLD = {"a": (0, ["first"], ""), "b": (0, ["one", "two"], ""), "late": (30, ["soon"], "")}
NEW = {"a": (0, ["first, mended"], ""), "b": (0, ["one", "two", "three"], "content/posts/renamed.md"),
       "late": (600, ["soon"], ""), "c": (0, ["new"], "")}  # fmt: skip


def commit(project: Path, posts: dict[str, tuple[int, list[str], str]]) -> None:
    """What a CI job of that commit would have built."""
    shutil.rmtree(project / "build", ignore_errors=True)
    write_build(
        project,
        [
            payload(name, board, NOON + timedelta(minutes=minutes), texts, path)
            for name, (minutes, texts, path) in posts.items()
            for board in BOARDS
        ],
    )


@pytest.mark.parametrize("jobs", ["old new old", "old new old new", "new old new", "old old new new old"])
def test_an_old_job_is_run_again_with_todays_ledger(tmp_path: Path, boards: Boards, jobs: str) -> None:
    for job in jobs.split():
        commit(tmp_path, OLD if job == "old" else NEW)
        run(tmp_path, boards, brand())
        boards.sleep(60 * 40)
    assert set(boards.marks().values()) == {1}
    assert {mark.split(":")[0] for mark in boards.marks()} == {"a", "b", "c", "late"}


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
def test_an_old_job_in_a_fresh_clone_with_the_ledger_in_git(tmp_path: Path, boards: Boards) -> None:
    """Every job has a clone of its own, the old one a shallow one of the old commit; the ledger is on the remote."""
    remote, work = tmp_path / "remote.git", tmp_path / "work"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    git(tmp_path, "clone", "-q", str(remote), str(work))
    for name in ("old", "new"):
        (work / "note.md").write_text(name)
        git(work, "add", ".")
        git(work, "commit", "-q", "-m", name)
        git(work, "tag", name)
    git(work, "push", "-q", "--tags", "origin", "HEAD:main")
    for number, name in enumerate(["old", "new", "old"]):
        job = tmp_path / f"job-{number}"
        git(tmp_path, "clone", "-q", "--depth", "1", "--branch", name, f"file://{remote}", str(job))
        commit(job, OLD if name == "old" else NEW)
        with contextlib.closing(open_ledger("git:smm-ledger", job)) as ledger:
            run(job, boards, brand(), ledger)
        boards.sleep(60 * 40)
    assert set(boards.marks().values()) == {1}
    assert {mark.split(":")[0] for mark in boards.marks()} == {"a", "b", "c", "late"}


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "cron@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **names})


# A clock that was set while a call was under way


def die_with_a_call_on_its_way(project: Path, boards: Boards) -> None:
    """The network takes the call after the publisher died."""
    boards.effects = ["late"]
    with contextlib.closing(open_ledger(LEDGER, project)) as inner, contextlib.suppress(Crash):
        run(project, boards, brand(), Stepping(inner, boards.dies_with_a_call_on_its_way))
    assert boards.on_its_way


@pytest.mark.parametrize("minutes", [0, -1, 1, -90, 90])
@pytest.mark.parametrize("board", ["board", "keyed"])
def test_the_clock_is_set_while_a_call_is_on_its_way(tmp_path: Path, boards: Boards, board: str, minutes: int) -> None:
    write_build(tmp_path, [payload("a", board, NOON, ["x"])])
    die_with_a_call_on_its_way(tmp_path, boards)
    boards.skew = timedelta(minutes=minutes)
    for _ in range(3):
        with contextlib.suppress(UserError):
            run(tmp_path, boards, brand())
        boards.sleep(20 * 60)
    boards.skew = timedelta()
    run(tmp_path, boards, brand())
    assert boards.marks() == {key("a", board): 1}


# At the same moment


class Unlocked(Wrapped):
    """A ledger that several machines share: what holds publishers apart is the claim alone."""

    def lock(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


def beside(made: Campaign, publishers: list[Callable[[], int]]) -> list[int]:
    """Exit codes of publishers that are let go at one moment, a process each."""
    gate, opener = os.pipe()
    children = []
    for publisher in publishers:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.close(opener)
                os.read(gate, 1)
                code = publisher()
            except UserError:
                code = 2
            finally:
                os._exit(code)
        children.append(child)
    os.close(gate)
    os.close(opener)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def publisher(made: Campaign, minute: int, shared: bool, **more: Any) -> Callable[[], int]:
    def publish_now() -> int:
        ledger: Any = open_ledger(LEDGER, made.project)
        now = START + timedelta(minutes=minute)
        return publish_with(made, made.brand, now, Unlocked(ledger) if shared else ledger, **more)

    return publish_now


def check_once(made: Campaign, cast: Cast) -> None:
    assert made.posted() == Counter(planned(cast))
    assert set(made.rows().values()) == {State.PUBLISHED}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("cast", [READABLE, BLIND], ids=["B", "C"])
def test_two_schedules_and_a_person_at_one_moment(prepared: Prepared, tmp_path: Path, cast: Cast) -> None:
    with campaign(prepared(cast), tmp_path / "run", cast, 1) as made:
        chance = random.Random(1)
        for minute in range(0, POSTS, 5):
            post = f"post-{chance.randint(0, minute):03}"
            crowd = [publisher(made, minute, False), publisher(made, minute, False)]
            codes = beside(made, [*crowd, publisher(made, minute, False, posts=[post])])
            assert set(codes) <= {0, 2}
        beside(made, [publisher(made, POSTS, False)])
        check_once(made, cast)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("cast", [READABLE, BLIND], ids=["B", "C"])
def test_publishers_on_several_machines_at_one_moment(prepared: Prepared, tmp_path: Path, cast: Cast) -> None:
    """Nothing holds them apart but the claims in the ledger they share. What one has in hand the other leaves alone."""
    with campaign(prepared(cast), tmp_path / "run", cast, 1) as made:
        for minute in range(0, POSTS, 5):
            beside(made, [publisher(made, minute, True) for _ in range(3)])
        beside(made, [publisher(made, POSTS, True)])
        found = made.posted()
        assert set(found.values()) == {1}
        assert set(found) == planned(cast)
