"""The hooks of .pre-commit-hooks.yaml, run by pre-commit itself at a commit, with the smm of these tests."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from published import missing
from small_project import ROOT, Project, child_environment, post

pytestmark = [pytest.mark.oracle, pytest.mark.slow]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
BROKEN = '---\ntitle: "Sale\nplatforms: [vk, telegarm]\nschedule: 2027-12-06 10:00\n---\nHello\n'


@pytest.fixture
def pre_commit() -> list[str]:
    if importlib.util.find_spec("pre_commit") is None:
        missing("no pre-commit: pip install -e '.[oracles]'")
    return [sys.executable, "-m", "pre_commit"]


def test_manifest(pre_commit: list[str]) -> None:
    subprocess.run([*pre_commit, "validate-manifest", str(MANIFEST)], check=True)


@pytest.fixture
def commit(
    make_project: Callable[..., Project], tmp_path: Path, pre_commit: list[str]
) -> Callable[..., tuple[Project, Callable[[], subprocess.CompletedProcess[str]]]]:
    """A repository whose commits run one of the hooks. They are the manifest's, but for how smm comes onto the machine:
    it is there already."""
    smm = tmp_path / "bin/smm"
    smm.parent.mkdir()
    smm.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m smmgen "$@"\n')
    smm.chmod(0o755)
    environment = child_environment(
        PATH=f"{smm.parent}{os.pathsep}{os.environ['PATH']}", PRE_COMMIT_HOME=str(tmp_path / "cache")
    )

    def run(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments, cwd=project.path, env=environment, check=False, capture_output=True, encoding="utf-8"
        )

    def make(hook: str) -> tuple[Project, Callable[[], subprocess.CompletedProcess[str]]]:
        [wanted] = [one for one in yaml.safe_load(MANIFEST.read_text("utf-8")) if one["id"] == hook]
        project = make_project({"content/posts/a.md": post("А", uid="a-2027", schedule="2027-12-05 10:00")})
        repos = [{"repo": "local", "hooks": [{**wanted, "language": "system"}]}]
        project.write({".pre-commit-config.yaml": yaml.safe_dump({"repos": repos}), ".gitignore": ".smm/\n"})
        for command in (
            ("git", "init", "-q"),
            ("git", "config", "user.name", "T"),
            ("git", "config", "user.email", "t@example.org"),
            (*pre_commit, "install"),
        ):
            assert run(project, *command).returncode == 0

        def commit_all() -> subprocess.CompletedProcess[str]:
            run(project, "git", "add", "-A")
            return run(project, "git", "commit", "-m", "posts")

        return project, commit_all

    return make


def test_check_stops_a_commit(
    commit: Callable[..., tuple[Project, Callable[[], subprocess.CompletedProcess[str]]]],
) -> None:
    project, commit_all = commit("smm-check")
    assert commit_all().returncode == 0
    project.write({"content/posts/b.md": BROKEN})
    stopped = commit_all()
    assert stopped.returncode == 1
    assert "SMM104 yaml-syntax: the quote" in stopped.stderr
    assert project.text("content/posts/b.md") == BROKEN
    project.remove("content/posts/b.md")
    project.write({"README.md": "# Posts"})
    assert "(no files to check)Skipped" in commit_all().stderr, "what is no content is not checked"


def test_fix_mends_and_stops_until_the_rest_is_right(
    commit: Callable[..., tuple[Project, Callable[[], subprocess.CompletedProcess[str]]]],
) -> None:
    project, commit_all = commit("smm-fix")
    project.write({"content/posts/b.md": BROKEN})
    stopped = commit_all()
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stderr
    assert 'title: "Sale"\n' in project.text("content/posts/b.md")
    assert "+platforms: [vk, telegram]" in stopped.stderr, "what is only likely is shown"
    project.write({"content/posts/b.md": project.text("content/posts/b.md").replace("telegarm", "telegram")})
    first = commit_all()
    assert (first.returncode, "files were modified" in first.stderr) in ((0, False), (1, True)), "it may have got a uid"
    assert commit_all().returncode == 0 or first.returncode == 0
