"""Where the two sides come from: commits, the work tree, clones that lack things, and branches that mean no good."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from branches import brand, commit, compared, edit, git, picture, summed, write
from small_project import Project, post

from smmgen.errors import UserError
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.review import objects
from smmgen.review.objects import Objects

CAMPAIGN = """\
---
title: Winter
dates: 2026-12-01..2026-12-31
utm: {source: a, sites: [teplo.example]}
---
"""


def branch(project: Project) -> Project:
    git(project.path, "checkout", "-q", "-b", "branch")
    return project


def whole(folder: Path) -> dict[str, str]:
    """Every file and link below, with its bytes and when it was changed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        shown = (
            os.readlink(path) if path.is_symlink() else sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        )
        found[str(path.relative_to(folder))] = f"{shown} {path.lstat().st_mtime_ns}"
    return found


def test_between_commits_nothing_of_the_work_tree_counts_or_changes(tmp_path: Path) -> None:
    project = branch(brand(tmp_path))
    edit("content/posts/plain.md", "two", "2")(project)
    commit(project)
    edit("content/posts/plain.md", "three", "3")(project)
    project.write({"content/posts/tagged.md": "not committed"})
    before = whole(tmp_path)
    report = compared(project, "main", "branch")
    assert whole(tmp_path) == before
    assert {(one.path, one.what) for one in report.changes} == {("content/posts/plain.md", ("text",))}
    assert {side.messages[0].text for one in report.changes for side in (one.before, one.after) if side} == {
        "One two three.", "One 2 three.",
    }  # fmt: skip


def test_a_project_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    project = brand(tmp_path, "brands/teplo")
    write("content/media/cup.png", picture("blue"))(project)
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "content" / "posts" / "elsewhere.md").write_text(post("Elsewhere"))
    assert {path for path, *_ in summed(compared(project).changes)} == {"seen.md"}


def test_a_project_that_is_new(tmp_path: Path) -> None:
    project = Project(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    other = brand(tmp_path / "other")
    project.write({name: (other.path / name).read_bytes() for name in ("smm.toml", "content/posts/plain.md")})
    project.write({"hooks/sign.py": ""})
    assert {one.kind for one in compared(project).changes} == {"added"}


def test_the_calendar_of_the_base_as_it_is_by_now(tmp_path: Path) -> None:
    """Both sides planned a post for the same minute; the branch does not know of the other one."""
    project = branch(brand(tmp_path))
    project.post("ours.md", "Ours", "Words of ours.", schedule="2026-12-20 10:05", platforms="[tg]")
    commit(project)
    git(tmp_path, "checkout", "-q", "main")
    project.post("theirs.md", "Theirs", "Words of theirs.", schedule="2026-12-20 10:00", platforms="[tg]")
    project.post("broken.md", "Broken", schedule="someday")
    commit(project)
    git(tmp_path, "checkout", "-q", "branch")
    report = compared(project, "main", "branch")
    assert summed(report.changes) == {("ours.md", "tg", "added", ())}
    assert [(one.path, one.name) for one in report.of("new") if one.name == "too-close"] == [
        ("content/posts/ours.md", "too-close")
    ]
    assert any("has moved on since" in note for note in report.notes)
    assert all("broken" not in one.path for one in report.of("new"))


def test_a_repeated_text_is_found_among_posts_that_nobody_touched(tmp_path: Path) -> None:
    project = brand(tmp_path)
    words = "These words stand in two posts, one after the other, and nobody has noticed it yet."
    project.post("first.md", "First", words, schedule="2026-12-20 10:00", platforms="[tg]")
    commit(project)
    project.post("second.md", "Second", words, schedule="2026-12-21 10:00", platforms="[tg]")
    assert [one.name for one in compared(project).of("new") if one.name == "repeated-text"] == ["repeated-text"]


def test_problems_are_new_mended_or_still_there_wherever_they_stand(tmp_path: Path) -> None:
    project = brand(tmp_path)
    project.post("odd.md", "Odd", "TODO\n\nNo [link](teplo.example).", schedule="2026-12-20 10:00")
    commit(project)
    body = "More.\n\nMore.\n\nNo [link](teplo.example) or [two](tea.example)."
    project.post("odd.md", "Odd", body, schedule="2026-12-20 10:00")
    report = compared(project)
    assert {one.name for one in report.of("mended")} == {"placeholder"}
    assert [one.message for one in report.of("new")] == ["the link `tea.example` has no scheme"]
    assert [one.message for one in report.of("still")] == ["the link `teplo.example` has no scheme"]


def test_posts_that_are_live_already(tmp_path: Path) -> None:
    """An edit of what is out as it was, and a file that is gone, are told; so is where it is."""
    project = brand(tmp_path)
    edit("content/posts/plain.md", "two", "2")(project)
    project.remove("content/posts/tagged.md")
    [plain] = [one for one in compared(project).changes if (one.post, one.account) == ("plain-post", "tg")]
    assert plain.before
    publish(project, "plain-post", "tg", plain.before.digest)
    publish(project, "content/posts/tagged.md", "tg", "sha256:1")
    report = compared(project)
    assert [(one.path, one.live) for one in report.changes if one.live] == [
        ("content/posts/plain.md", "https://t.me/teplo/1"),
        ("content/posts/tagged.md", "https://t.me/teplo/1"),
    ]
    assert {(one.code, one.account) for one in report.of("new")} == {("SMM901", "tg"), ("SMM902", "tg")}


def publish(project: Project, post: str, account: str, digest: str) -> None:
    """A row of the ledger that says so."""
    key = f"{post}:{account}:1:1"
    with closing(open_ledger("sqlite:.smm/ledger.db", project.path)) as ledger:
        row = None
        for state in (State.CLAIMED, State.SENDING, State.PUBLISHED):
            fresh = row or Entry(key, post, account, "telegram", "1", "1", digest, state)
            row = ledger.move(row, replace(fresh, state=state, run="a/1/b", url="https://t.me/teplo/1"))


def test_a_campaign_reaches_the_posts_that_name_it(tmp_path: Path) -> None:
    project = brand(tmp_path)
    project.write({"content/campaigns/winter.md": CAMPAIGN})
    edit("content/posts/plain.md", "title:", "campaign: winter\ntitle:")(project)
    edit("content/posts/plain.md", "two", "[two](https://teplo.example/a)")(project)
    commit(project)
    edit("content/campaigns/winter.md", "source: a", "source: b")(project)
    report = compared(project)
    assert {one.path for one in report.changes} == {"content/posts/plain.md"}
    assert [(one.name, len(one.changes)) for one in report.shared] == [("content/campaigns/winter.md", 3)]
    assert report.touched == []


def test_hooks_run_only_when_asked_and_each_side_runs_its_own(tmp_path: Path) -> None:
    project = brand(tmp_path)
    write("hooks/sign.py", "def on_link(url, **context):\n    return url + '?old'\n")(project)
    edit("content/posts/plain.md", "two", "[two](https://teplo.example/a)")(project)
    commit(project)
    write("hooks/sign.py", "def on_link(url, **context):\n    return url + '?new'\n")(project)
    report = compared(project)
    assert (report.changes, [one.name for one in report.shared]) == ([], ["hooks/sign.py"])
    assert "`--hooks`" in report.shared[0].note
    report = compared(project, with_code=True)
    assert {one.path for one in report.changes} == {"content/posts/plain.md"}
    assert {one.causes for one in report.changes} == {("hooks/sign.py",)}


# What lacks


def test_a_clone_that_is_too_shallow(tmp_path: Path) -> None:
    project = branch(brand(tmp_path / "origin"))
    for name in ("one", "two"):
        project.post(f"{name}.md", name)
        commit(project)
    git(project.path, "checkout", "-q", "main")
    commit(project)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "branch", f"file://{project.path}", str(shallow))
    with pytest.raises(UserError, match="there is no commit `main` in this clone") as lacking:
        compared(Project(shallow))
    assert "fetch-depth: 0" in lacking.value.hint
    git(shallow, "fetch", "-q", "--depth", "1", "origin", "main:main")
    with pytest.raises(UserError, match="too shallow") as error:
        compared(Project(shallow))
    assert "git fetch --unshallow" in error.value.hint
    git(shallow, "fetch", "-q", "--unshallow", "origin", "main")
    assert {path for path, *_ in summed(compared(Project(shallow)).changes)} == {"one.md", "two.md"}


@pytest.mark.parametrize(
    ("base", "said"),
    {
        "nowhere": "there is no commit `nowhere`",
        "--upload-pack=x": "there is no commit",
        "": "there is no commit",
    }.items(),
)
def test_what_is_no_commit(base: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        compared(brand(tmp_path), base)


def test_the_remote_branch_is_suggested(tmp_path: Path) -> None:
    project = brand(tmp_path)
    git(tmp_path, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    with pytest.raises(UserError) as error:
        compared(project, "trunk")
    assert error.value.hint == "did you mean `origin/trunk`?"


def test_no_repository(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write({"smm.toml": ""})
    with pytest.raises(UserError, match="git"):
        compared(project)


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    project = branch(brand(tmp_path / "origin"))
    git(project.path, "config", "uploadpack.allowFilter", "true")
    write("content/media/cup.png", picture("blue"))(project)
    commit(project)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--branch", "branch", f"file://{project.path}", str(clone))
    git(clone, "branch", "main", "origin/main")
    before = git(clone, "count-objects", "-v")
    with pytest.raises(UserError, match="git: "):
        compared(Project(clone))
    assert git(clone, "count-objects", "-v") == before


def test_a_wrong_smm_toml_names_its_side(tmp_path: Path) -> None:
    project = branch(brand(tmp_path))
    edit("smm.toml", "Europe/Moscow", "Europe/Nowhere")(project)
    commit(project)
    with pytest.raises(UserError, match=r"branch \([0-9a-f]{10}\): smm.toml:3"):
        compared(project, "main", "branch")


def test_a_wrong_smm_toml_of_the_base_can_be_mended(tmp_path: Path) -> None:
    project = brand(tmp_path)
    edit("smm.toml", "Europe/Moscow", "Europe/Nowhere")(project)
    commit(project)
    edit("smm.toml", "Europe/Nowhere", "Europe/Moscow")(project)
    report = compared(project)
    assert {one.kind for one in report.changes} == {"added"}
    assert any("smm.toml:3" in note and "every post counts as added" in note for note in report.notes)


@pytest.mark.parametrize("path", ["/", "..", "../..", "content/../.."])
def test_a_theme_elsewhere_is_not_looked_for(path: str, tmp_path: Path) -> None:
    project = brand(tmp_path / "repo")
    edit("smm.toml", "[hooks]", f'[theme]\npath = "{path}"\n\n[hooks]')(project)
    assert compared(project).changes == []
    commit(branch(project))
    with suppress(UserError):  # there is no such folder in a commit
        compared(project, "main", "branch")


def test_a_pointer_of_git_lfs_is_said(tmp_path: Path) -> None:
    project = branch(brand(tmp_path))
    data = picture("green")
    digest = sha256(data).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n"
    write("content/media/cup.png", pointer)(project)
    commit(project)
    report = compared(project, "main", "branch")
    assert any("cup.png: its bytes are in Git LFS" in note for note in report.notes)
    stored = tmp_path / ".git" / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
    stored.parent.mkdir(parents=True)
    stored.write_bytes(data)
    report = compared(project, "main", "branch")
    assert report.notes == [note for note in report.notes if "LFS" not in note]
    assert {one.after.messages[0].media[0].sha256 for one in report.changes if one.after} == {digest}


# What means no good


def test_links_lead_nowhere_outside_and_are_followed_inside(tmp_path: Path) -> None:
    project = branch(brand(tmp_path))
    (tmp_path / "secret").write_text("---\ntitle: Secret\n---\nsecret")
    posts = project.path / "content" / "posts"
    (posts / "out.md").symlink_to("/etc/hostname")
    (posts / "up.md").symlink_to("../../../secret")
    (posts / "same.md").symlink_to("plain.md")
    (posts / "round.md").symlink_to("round.md")
    (posts / "folder").symlink_to("/tmp")
    commit(project)
    report = compared(project, "main", "branch")
    assert {one.path for one in report.changes} == {"content/posts/same.md"}
    assert sum("a symbolic link that leads to no file" in note for note in report.notes) == 4


def asked(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], cwd=folder, input=data, capture_output=True, check=True).stdout


def entries(folder: Path, place: str) -> dict[bytes, tuple[bytes, bytes]]:
    """Name -> mode and id of what is in a folder of `main`."""
    rows = (row.split(b"\t", 1) for row in asked(folder, "ls-tree", "-z", f"main:{place}").split(b"\0") if row)
    return {name: (about.split()[0].lstrip(b"0"), bytes.fromhex(about.split()[2].decode())) for about, name in rows}


def stored(folder: Path, tree: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    """A tree object with these entries, whatever git would say of it."""
    raw = b"".join(mode + b" " + name + b"\0" + oid for name, (mode, oid) in tree.items())
    made = asked(folder, "hash-object", "-w", "--literally", "-t", "tree", "--stdin", data=raw)
    return bytes.fromhex(made.decode().strip())


def tree_with(folder: Path, mode: str, name: bytes, oid: str) -> str:
    """A commit on `main` whose content/posts has one more entry."""
    posts = stored(folder, {**entries(folder, "content/posts"), name: (mode.encode(), bytes.fromhex(oid))})
    content = stored(folder, {**entries(folder, "content"), b"posts": (b"40000", posts)})
    root = stored(folder, {**entries(folder, ""), b"content": (b"40000", content)})
    return git(folder, "commit-tree", "-p", "main", "-m", "bad", root.hex())


@pytest.mark.parametrize(
    ("mode", "name", "why"),
    [
        ("100644", b"../../../../escaped.md", "a name that leads elsewhere"),
        ("100644", b"..", "a name that leads elsewhere"),
        ("100644", b"a\\..\\b.md", "a name that leads elsewhere"),
        ("100644", b"\xff\xfe.md", "a name that is not UTF-8"),
        ("160000", b"module", "a submodule, which is not read"),
        ("100644", b"plain.md/x.md", "a file that is called like a folder"),
    ],
)
def test_entries_that_git_would_not_make(mode: str, name: bytes, why: str, tmp_path: Path) -> None:
    project = brand(tmp_path / "in" / "here")
    oid = git(project.path, "rev-parse", "main:content/posts/plain.md")
    bad = tree_with(project.path, mode, name, oid)
    outside = whole(tmp_path)
    report = compared(project, "main", bad)
    assert whole(tmp_path) == outside
    assert any(why in note for note in report.notes)
    assert {one.path for one in report.changes} <= {"content/posts/plain.md", "content/posts/plain.md/x.md"}


def test_a_very_large_file_is_not_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size and what it begins with are told, the rest is a hole."""
    monkeypatch.setattr(objects, "MAX_FILE", 1000)
    monkeypatch.setattr(objects, "_HEAD", 100)
    project = brand(tmp_path / "repo")
    write("content/media/cup.png", b"x" * 500_000)(project)
    oid = git(project.path, "rev-parse", f"{commit(project)}:content/media/cup.png")
    folder = tmp_path / "out"
    folder.mkdir()
    assert Objects(project.path).write({"big": oid}, folder) == set()
    assert (folder / "big").stat().st_size == 500_000
    assert (folder / "big").read_bytes()[:200] == b"x" * 100 + b"\0" * 100


def test_both_sides_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MAX_TOTAL", 100)
    with pytest.raises(UserError, match="more than"):
        compared(brand(tmp_path))
