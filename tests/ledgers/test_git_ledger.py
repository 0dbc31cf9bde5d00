"""What is the git ledger's own: clones, remotes that refuse, races, histories that somebody touched."""

from __future__ import annotations

import json
import os
import random
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ledger_stage import CLAIMED, Store, clone, git, git_store, python, row, walk

from smmgen.errors import UserError
from smmgen.ledger.git.branch import Branch
from smmgen.ledger.git.records import SCHEMA
from smmgen.ledger.git.repository import GitError, Repository
from smmgen.ledger.git.store import LOST, REFUSED, GitLedger
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import known_entries, open_any, open_ledger
from smmgen.ledger.sqlite import SqliteLedger
from smmgen.ledger.store import LedgerError, LostRace, Step
from smmgen.publishing.transfer import move as carry

NOW = datetime(2026, 11, 27, 7, tzinfo=UTC)
KEPT = "refs/smm/ledger/origin/smm-ledger"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return git_store(tmp_path)


class Slept(list[float]):
    """A sleep that only remembers."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def ledger_of(project: Path, now: datetime = NOW, sleep: Slept | None = None) -> GitLedger:
    """Its clock stands still, and no pause takes time."""
    branch = Branch(Repository(project), "smm-ledger", "origin")
    return GitLedger(branch, clock=lambda: now, sleep=Slept() if sleep is None else sleep, chance=random.Random(1))


def origin(store: Store) -> Path:
    return store.project.parent / "origin.git"


def commits(store: Store) -> int:
    return int(git(origin(store), "rev-list", "--count", "smm-ledger"))


def hook(store: Store, name: str, script: str) -> None:
    place = origin(store) / "hooks" / name
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)


def test_a_batch_is_one_push(store: Store) -> None:
    ledger = ledger_of(store.project)
    with ledger.lock():
        claimed = ledger.move_all([(None, row(f"p{n}")) for n in range(5)])
        assert commits(store) == 1
        sending = ledger.move_all([(one, replace(one, state=State.SENDING)) for one in claimed])
        for one in sending:
            ledger.move_later(one, replace(one, state=State.PUBLISHED))
        assert commits(store) == 2
    assert commits(store) == 3  # all outcomes and the end of the lease
    assert {entry.state for entry in ledger.entries()} == {State.PUBLISHED}
    assert len(git(origin(store), "ls-tree", "-r", "--name-only", "smm-ledger").splitlines()) == 5 + 2


def test_an_outcome_that_was_put_off_rides_on_the_next_push(store: Store) -> None:
    ledger, other = ledger_of(store.project), ledger_of(store.project)
    with ledger.lock():
        sending = walk(ledger, State.CLAIMED, State.SENDING)
        ledger.move_later(sending, replace(sending, state=State.PUBLISHED))
        assert other.get(CLAIMED.key) == sending
        ledger.move(None, row("cd"))
        assert other.get(CLAIMED.key) == replace(sending, state=State.PUBLISHED)


def test_a_run_with_nothing_to_do_pushes_nothing(store: Store) -> None:
    with ledger_of(store.project).lock():
        pass
    assert "smm-ledger" not in git(origin(store), "branch")


def test_the_work_tree_the_index_and_the_branches_are_untouched(store: Store) -> None:
    (store.project / "post.md").write_text("changed\n")
    (store.project / "staged.md").write_text("staged\n")
    git(store.project, "add", "staged.md")
    seen = [("status", "--porcelain=v2", "--branch"), ("branch",), ("stash", "list"), ("diff", "--cached")]
    before = [git(store.project, *arguments) for arguments in seen]
    index = (store.project / ".git" / "index").read_bytes()
    with ledger_of(store.project).lock():
        walk(ledger_of(store.project), State.CLAIMED, State.SENDING, State.PUBLISHED)
    assert [git(store.project, *arguments) for arguments in seen] == before
    assert (store.project / ".git" / "index").read_bytes() == index
    assert git(origin(store), "rev-list", "main", "--not", "smm-ledger") == git(origin(store), "rev-parse", "main")


def test_nobody_needs_to_have_told_git_a_name(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))  # as within a git hook of another repository
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    open_ledger(store.url, store.project).move(None, CLAIMED)
    monkeypatch.delenv("GIT_DIR")
    assert git(origin(store), "log", "-1", "--format=%an <%ae> %cn <%ce> %s", "smm-ledger") == (
        "smmgen <smmgen@localhost> smmgen <smmgen@localhost> claimed bf:tg:1:1"
    )
    assert "[skip ci]" in git(origin(store), "log", "-1", "--format=%b", "smm-ledger")


def test_hooks_of_the_project_are_not_run(store: Store) -> None:
    for name in ("pre-push", "reference-transaction", "pre-commit"):
        place = store.project / ".git" / "hooks" / name
        place.write_text("#!/bin/sh\nexit 1\n")
        place.chmod(0o755)
    ledger_of(store.project).move(None, CLAIMED)
    assert commits(store) == 1


def test_shallow_clones_detached_heads_and_old_commits_see_the_same_ledger(store: Store, tmp_path: Path) -> None:
    old = git(store.project, "rev-parse", "HEAD")
    first = ledger_of(store.project)
    walk(first, State.CLAIMED, State.SENDING, State.PUBLISHED)
    shallow = clone(store, tmp_path / "shallow", "--depth=1")
    ledger = ledger_of(shallow)
    assert ledger.entries() == first.entries()
    with pytest.raises(LostRace):
        ledger.move(None, CLAIMED)
    ledger.move(None, row("cd"))
    first.move(None, row("ef"))
    ledger.move(None, row("gh"))
    git(shallow, "checkout", "-q", "--detach", old)
    again = open_ledger(store.url, shallow)
    assert [entry.post for entry in again.entries()] == ["bf", "cd", "ef", "gh"]
    assert git(shallow, "rev-parse", "--is-shallow-repository") == "true"
    assert git(shallow, "rev-list", "--count", KEPT) != str(commits(store))
    assert again.verify() == []


def test_a_bare_checkout_of_ci_has_no_branch_of_the_ledger(store: Store, tmp_path: Path) -> None:
    """As actions/checkout does: one commit is fetched into an empty repository, and HEAD is detached."""
    ledger_of(store.project).move(None, CLAIMED)
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q")
    git(work, "remote", "add", "origin", f"file://{origin(store)}")
    git(work, "fetch", "-q", "--no-tags", "--depth=1", "origin", git(store.project, "rev-parse", "main"))
    git(work, "checkout", "-q", "--detach", "FETCH_HEAD")
    ledger = open_ledger("git:origin/smm-ledger", work)
    sending = ledger.move(ledger.get(CLAIMED.key), replace(CLAIMED, state=State.SENDING))
    assert ledger_of(store.project).entries() == [sending]


def test_where_the_branch_is_looked_for(tmp_path: Path) -> None:
    store = git_store(tmp_path)
    open_ledger("git:smm-ledger", store.project).move(None, CLAIMED)
    assert open_ledger("git:origin/smm-ledger", store.project).get(CLAIMED.key) == CLAIMED
    assert open_ledger("git:origin/team/ledger", store.project).entries() == []
    assert open_ledger("git:./smm-ledger", store.project).entries() == []
    with pytest.raises(UserError, match="`upstream` is not a remote"):
        open_ledger("git:upstream/smm-ledger", store.project)
    with pytest.raises(UserError, match="`my ledger` is not a valid branch name"):
        open_ledger("git:my ledger", store.project)
    git(store.project, "remote", "rename", "origin", "mine")
    assert open_ledger("git:smm-ledger", store.project).get(CLAIMED.key) == CLAIMED
    git(store.project, "remote", "add", "other", "x")
    with pytest.raises(UserError, match="has 2 remotes"):
        open_ledger("git:smm-ledger", store.project)


@pytest.mark.parametrize("place", ["bad..name", "x y", "origin/", "x.lock"])
def test_a_branch_name_that_git_does_not_take(store: Store, place: str) -> None:
    with pytest.raises(UserError):
        open_ledger(f"git:{place}", store.project)


def test_a_folder_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a git repository") as error:
        open_ledger("git:smm-ledger", tmp_path)
    assert "git init" in error.value.hint
    assert not isinstance(error.value, LedgerError), "it will not pass by itself"


def test_a_branch_of_content_is_never_taken_for_a_ledger(store: Store) -> None:
    with pytest.raises(LedgerError, match="`origin/main` is not a ledger"):
        open_ledger("git:main", store.project)


def test_a_newer_ledger_is_left_alone(store: Store) -> None:
    ledger_of(store.project).move(None, CLAIMED)
    rewrite(store, "ledger.json", f'{{"schema": {SCHEMA + 1}}}'.encode())
    with pytest.raises(LedgerError, match="newer smmgen"):
        ledger_of(store.project).entries()


# Races and refusals


def test_a_lost_race_is_fetched_read_again_and_tried_again(store: Store, tmp_path: Path) -> None:
    mine, theirs, slept = store.project, clone(store, tmp_path / "theirs"), Slept()
    ledger = ledger_of(mine, sleep=slept)
    assert ledger.entries() == []
    with ledger.lock():  # under the lock it does not look again by itself
        ledger_of(theirs).move(None, row("theirs"))
        ledger.move(None, row("mine"))
    assert [entry.post for entry in ledger.entries()] == ["mine", "theirs"]
    assert len(slept) == 2  # one after the loss; one so that the others get a turn before the lock goes
    with ledger.lock():
        ledger_of(theirs).move(None, CLAIMED)
        with pytest.raises(LostRace):
            ledger.move(None, replace(CLAIMED, run="mine"))
    assert ledger.verify() == []


def test_who_always_loses_gives_up_and_pauses_longer_each_time(store: Store) -> None:
    """The remote writes a commit of its own before it looks at ours."""
    ledger_of(store.project).move(None, CLAIMED)
    hook(
        store,
        "pre-receive",
        "unset GIT_QUARANTINE_PATH; tip=$(git rev-parse smm-ledger); "
        "new=$(GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x "
        "GIT_OBJECT_DIRECTORY=$PWD/objects git commit-tree -p $tip -m other $tip^{tree}); "
        "git update-ref refs/heads/smm-ledger $new",
    )
    slept = Slept()
    ledger = ledger_of(store.project, sleep=slept)
    with pytest.raises(LedgerError, match="cannot be used"):
        ledger.move(None, row("cd"))
    assert len(slept) == LOST
    assert max(slept[:3]) < 0.5
    assert max(slept) <= 3.0
    (origin(store) / "hooks" / "pre-receive").unlink()
    assert ledger.move(None, row("cd")) == ledger.get("cd:tg:1:1")


def test_a_remote_that_declines_is_told_in_plain_words(store: Store) -> None:
    hook(store, "pre-receive", "echo pushes are closed today >&2; exit 1")
    slept = Slept()
    ledger = ledger_of(store.project, sleep=slept)
    with pytest.raises(LedgerError, match="pushes are closed today") as error:
        ledger.move(None, CLAIMED)
    assert "protection rules" in error.value.hint
    assert len(slept) == REFUSED
    assert ledger.entries() == []


def test_a_push_whose_answer_got_lost_counts_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ledger_of(store.project)
    real = Repository.run

    def cut_off(self: Repository, *arguments: str, **rest: object) -> bytes:
        told = real(self, *arguments, **rest)  # type: ignore[arg-type]
        if arguments[0] == "push":
            raise GitError("the remote end hung up unexpectedly")
        return told

    monkeypatch.setattr(Repository, "run", cut_off)
    assert ledger.move(None, CLAIMED) == CLAIMED
    assert commits(store) == 1


def test_a_push_whose_answer_got_lost_and_could_not_be_looked_for_is_no_lost_race(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = (NOW + timedelta(seconds=second) for second in range(100))
    branch = Branch(Repository(store.project), "smm-ledger", "origin")
    ledger = GitLedger(branch, clock=lambda: next(moments), sleep=Slept(), chance=random.Random(1))
    real, down = Repository.run, ["push", "ls-remote"]

    def cut_off(self: Repository, *arguments: str, **rest: object) -> bytes:
        told = real(self, *arguments, **rest)  # type: ignore[arg-type]
        if down and arguments[0] == down[0]:
            raise GitError(f"the remote end hung up unexpectedly during {down.pop(0)}")
        return told

    with ledger.lock():
        monkeypatch.setattr(Repository, "run", cut_off)
        assert ledger.move(None, CLAIMED) == CLAIMED
    assert ledger.get(CLAIMED.key) == CLAIMED


@contextmanager
def gone(store: Store) -> Iterator[None]:
    away = origin(store).with_name("away.git")
    origin(store).rename(away)
    try:
        yield
    finally:
        away.rename(origin(store))


def test_a_remote_that_is_down(store: Store) -> None:
    ledger = ledger_of(store.project)
    first = ledger.move(None, CLAIMED)
    with gone(store):
        with pytest.raises(LedgerError, match="does not appear to be a git repository") as error:
            ledger.entries()
        assert "cannot be reached" in error.value.hint
        with pytest.raises(LedgerError):
            ledger.move(first, replace(first, state=State.SENDING))
        with pytest.raises(LedgerError):
            open_ledger(store.url, store.project)
        assert "does not appear" in ledger.faults()[0]
        assert known_entries(store.url, store.project) == [first]
    assert ledger.entries() == [first]


@pytest.mark.parametrize("password", ["canary-secret", "ca/canary", "ca@canary"])
def test_a_password_in_the_remotes_address_is_not_told(store: Store, password: str) -> None:
    git(store.project, "remote", "set-url", "origin", f"https://robot:{password}@127.0.0.1:1/x.git")
    with pytest.raises(LedgerError) as error:
        open_ledger(store.url, store.project)
    assert "canary" not in f"{error.value.message} {error.value.hint}"
    assert "127.0.0.1" in error.value.message


@pytest.mark.parametrize(
    "address", ["u:canary@127.0.0.1/x", "u:ca/na?ry@127.0.0.1/x", "u:ca@na#ry@h/x", "h/x?sslmode=a&password=canary"]
)
def test_a_password_in_smm_toml_is_refused(store: Store, address: str) -> None:
    with pytest.raises(UserError, match="holds a password"):
        open_any(f"postgresql://{address}", store.project)


def test_a_variable_that_is_not_set(store: Store) -> None:
    with pytest.raises(UserError, match="`NOT_THERE` is not set"):
        open_any("env:NOT_THERE", store.project)


# One publisher


def test_a_publisher_elsewhere_keeps_others_out_until_it_is_done(store: Store, tmp_path: Path) -> None:
    mine, theirs = ledger_of(store.project), ledger_of(clone(store, tmp_path / "theirs"))
    with theirs.lock():
        theirs.move(None, CLAIMED)
        with pytest.raises(UserError, match=f"another `smm` .*process {os.getpid()}") as error, mine.lock():
            pass
        assert "2026-11-27T07:15:00Z" in error.value.hint
    with mine.lock():
        assert mine.get(CLAIMED.key) == CLAIMED


def test_two_that_began_together_meet_at_the_first_claim(store: Store, tmp_path: Path) -> None:
    mine, theirs = ledger_of(store.project), ledger_of(clone(store, tmp_path / "theirs"))
    with mine.lock(), theirs.lock():
        theirs.move(None, row("cd"))
        with pytest.raises(UserError, match="another `smm`"):
            mine.move(None, CLAIMED)
    assert [entry.post for entry in mine.entries()] == ["cd"]


@pytest.mark.parametrize("breaks", [True, False])
def test_who_was_taken_for_dead_stands_back(store: Store, tmp_path: Path, breaks: bool) -> None:
    mine, later = ledger_of(store.project), NOW + timedelta(minutes=16)
    theirs = ledger_of(clone(store, tmp_path / "theirs"), later)
    third = ledger_of(clone(store, tmp_path / "third"), later)
    with ExitStack() as theirs_lock:
        with pytest.raises(LedgerError) if breaks else nullcontext(), mine.lock():
            claimed = mine.move(None, CLAIMED)
            theirs_lock.enter_context(theirs.lock())
            theirs.move(None, row("cd"))
            if breaks:
                mine.move(claimed, replace(claimed, state=State.SENDING))
        with pytest.raises(UserError, match="another `smm`"), third.lock():
            pass
    assert {entry.post: entry.state for entry in mine.entries()} == {"bf": "claimed", "cd": "claimed"}
    assert mine.verify() == []


def test_nobody_writes_to_a_ledger_on_the_move(store: Store, tmp_path: Path) -> None:
    mine, theirs = ledger_of(store.project), ledger_of(clone(store, tmp_path / "theirs"))
    mine.move(None, CLAIMED)

    class Target(SqliteLedger):
        def move_all(self, steps: Sequence[Step]) -> list[Entry]:
            with pytest.raises(LedgerError, match="another `smm`"):
                theirs.move(None, row("cd"))
            return super().move_all(steps)

    with theirs.lock():
        assert carry(mine, Target(tmp_path / "new.db"), "sqlite:new.db") == 1
        assert theirs.note("moved") == "sqlite:new.db"
        with pytest.raises(LedgerError, match="was moved to"):
            theirs.move(None, row("cd"))
    assert mine.entries() == [CLAIMED]


DIES = """
import os, signal
from pathlib import Path
from ledger_stage import CLAIMED
from smmgen.ledger.open import open_ledger
ledger = open_ledger(sys.argv[1], Path(sys.argv[2]))
with ledger.lock():
    ledger.move(None, CLAIMED)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_publisher_that_died_is_waited_for_elsewhere_but_not_in_its_own_clone(store: Store, tmp_path: Path) -> None:
    other, now = clone(store, tmp_path / "other"), datetime.now(UTC)
    process = python(DIES, store.url, str(store.project))
    assert process.communicate() == ("", "")
    assert process.returncode == -9
    with pytest.raises(UserError, match="another `smm`"), ledger_of(other, now).lock():
        pass
    with ledger_of(store.project, now).lock():
        pass
    later = now + timedelta(minutes=16)
    with ledger_of(other, later).lock():
        ledger_of(other, later).move(CLAIMED, replace(CLAIMED, state=State.SENDING))


# Histories


def rewrite(store: Store, path: str, data: bytes | None, *, amend: bool = False) -> None:
    """Somebody edits the branch by hand: one more commit, or instead of the last one."""
    repository = Repository(origin(store))
    tip = repository.commit_of("refs/heads/smm-ledger")
    base = repository.commit_of(f"{tip}^") if amend else tip
    files = {path: data}
    commit = repository.commit(base, files, "by hand")
    repository.run("update-ref", "refs/heads/smm-ledger", commit)


def row_path(store: Store) -> str:
    listed = git(origin(store), "ls-tree", "-r", "--name-only", "smm-ledger").splitlines()
    [path] = [path for path in listed if path.startswith("rows/")]
    return path


def kept(store: Store) -> dict[str, object]:
    found: dict[str, object] = json.loads(git(origin(store), "show", f"smm-ledger:{row_path(store)}"))
    return found


def test_the_file_of_a_row_is_small_and_can_be_read(store: Store) -> None:
    walk(ledger_of(store.project), State.CLAIMED, State.SENDING, entry=row("чёрная-пятница-latte"))
    assert "latte" in row_path(store)
    data = git(origin(store), "show", f"smm-ledger:{row_path(store)}")
    assert "чёрная-пятница" in data
    found = json.loads(data)
    assert (found["version"], found["steps"]) == (2, ["sending"])
    assert found["previous"].startswith("sha256:")


TAMPERED = {
    "the outcome is changed": (lambda r: r["entry"].update(state="failed"), "version 3 does not|does not follow"),
    "the address is changed": (lambda r: r["entry"].update(url="https://x"), "does not follow"),
    "a published row is made new": (
        lambda r: r.update(version=4, steps=["claimed"], entry={**r["entry"], "state": "claimed"}),
        "cannot go from published",
    ),
    "another post's row": (lambda r: r["entry"].update(key="x:tg:1:1", post="x"), "where no smm puts it"),
}


@pytest.mark.parametrize(("change", "says"), TAMPERED.values(), ids=TAMPERED.keys())
def test_a_row_that_was_edited_by_hand_is_found(store: Store, change: object, says: str) -> None:
    ledger = ledger_of(store.project)
    walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    assert ledger.verify() == []
    record = kept(store)
    change(record)  # type: ignore[operator]
    rewrite(store, row_path(store), json.dumps(record).encode())
    problems = ledger.verify()
    assert problems
    assert any(re.search(says, problem) for problem in problems)


def test_a_row_that_was_taken_away_or_back_is_found(store: Store) -> None:
    ledger = ledger_of(store.project)
    walk(ledger, State.CLAIMED, State.SENDING)
    old = git(origin(store), "show", f"smm-ledger~1:{row_path(store)}") + "\n"
    path = row_path(store)
    rewrite(store, path, old.encode())
    assert "does not follow" in ledger.verify()[0]
    rewrite(store, path, None)
    assert any("took rows/" in problem for problem in ledger.verify())


def test_files_and_merges_that_do_not_belong_are_found(store: Store) -> None:
    ledger = ledger_of(store.project)
    ledger.move(None, CLAIMED)
    rewrite(store, "rows/aa/notes.txt", b"hello")
    assert "is not part of a ledger" in ledger.verify()[0]
    bare = Repository(origin(store))
    tip, main = bare.commit_of("refs/heads/smm-ledger"), bare.commit_of("refs/heads/main")
    merge = bare.run("commit-tree", f"{tip}^{{tree}}", "-p", tip, "-p", main, data=b"merge").decode().strip()
    bare.run("update-ref", "refs/heads/smm-ledger", merge)
    assert any("merged or cut away" in problem for problem in ledger.verify())


def test_a_row_that_is_no_json_stops_everything(store: Store) -> None:
    ledger_of(store.project).move(None, CLAIMED)
    rewrite(store, row_path(store), b"<<<<<<< ours")
    with pytest.raises(LedgerError, match="cannot be read"):
        ledger_of(store.project).entries()
    assert "cannot be read" in ledger_of(store.project).faults()[0]


def test_a_clone_that_knew_the_old_history_refuses_a_new_one(store: Store) -> None:
    ledger = ledger_of(store.project)
    walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    git(origin(store), "update-ref", "refs/heads/smm-ledger", git(origin(store), "rev-parse", "smm-ledger~2"))
    rewrite(store, "README.md", b"anew")
    for fresh in (ledger, ledger_of(store.project)):
        with pytest.raises(LedgerError, match="was rewritten") as error:
            fresh.entries()
        assert f"git update-ref -d {KEPT}" in error.value.hint


def test_a_branch_that_was_set_back_is_noticed(store: Store) -> None:
    """To an older commit, which a fetch would refuse and a plain push would build upon."""
    ledger = ledger_of(store.project)
    walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    git(origin(store), "update-ref", "refs/heads/smm-ledger", git(origin(store), "rev-parse", "smm-ledger~2"))
    with pytest.raises(LedgerError):
        ledger_of(store.project).entries()
    with pytest.raises(LedgerError), ledger.lock():
        ledger.move(None, row("cd"))


def test_a_branch_that_is_gone_is_not_taken_for_a_new_ledger(store: Store) -> None:
    ledger_of(store.project).move(None, CLAIMED)
    git(origin(store), "update-ref", "-d", "refs/heads/smm-ledger")
    with pytest.raises(LedgerError, match="is gone from `origin`") as error:
        ledger_of(store.project).entries()
    command = error.value.hint.split("`")[1]
    git(store.project, *command.split()[1:])
    assert ledger_of(store.project).entries() == [CLAIMED]


def test_what_is_known_without_a_connection(store: Store, tmp_path: Path) -> None:
    fresh = clone(store, tmp_path / "fresh")
    ledger_of(store.project).move(None, CLAIMED)
    assert known_entries(store.url, store.project) == [CLAIMED]
    assert known_entries(store.url, fresh) == []
    assert known_entries("env:L", store.project, {"L": store.url}) == [CLAIMED]
    assert known_entries("git:smm-ledger", tmp_path) == []
