"""Completion in a real bash, and what it offers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result, child_environment, post

Smm, Make = Callable[..., Result], Callable[..., Project]


@pytest.fixture
def brand(make_project: Make) -> Project:
    return make_project(
        {
            "content/posts/2026/opening.md": post("Opening", uid="grand-opening"),
            "content/posts/other.md": post("Other"),
        }
    )


def offered(folder: Path, *words: str) -> list[str]:
    """What `smm` answers the script of bash, whose last word is not yet complete."""
    asked = {"_SMM_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    command = [sys.executable, "-c", "from smmgen.cli import main; main()"]
    done = subprocess.run(
        command, cwd=folder, env=child_environment(**asked), capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    return [line.removeprefix("plain,") for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("smm re", ["resume", "reconcile", "resolve", "retract"]),
        ("smm retract gr", ["grand-opening"]),
        ("smm retract content/posts/o", ["content/posts/other.md"]),
        ("smm retract grand-opening s", ["site"]),
        ("smm update grand-opening t", ["tg"]),
        ("smm publish --account v", ["vk"]),
        ("smm status --post content/posts/2", ["content/posts/2026/opening.md"]),
        ("smm completion f", ["fish"]),
    ],
)
def test_what_is_offered(brand: Project, words: str, names: list[str]) -> None:
    assert sorted(offered(brand.path, *words.split(" "))) == sorted(names)


def test_the_project_may_be_named(brand: Project, tmp_path: Path) -> None:
    assert offered(tmp_path, "smm", "-C", str(brand.path), "retract", "gr") == ["grand-opening"]


@pytest.mark.parametrize("config", ["accounts = 5", "not toml", "[accounts\n", "\udcff"])
def test_a_broken_project_offers_nothing(make_project: Make, config: str) -> None:
    project = make_project(config="")
    (project.path / "smm.toml").write_bytes(config.encode(errors="surrogateescape"))
    assert offered(project.path, "smm", "publish", "--account", "v") == []


def test_no_project_offers_nothing(tmp_path: Path) -> None:
    assert offered(tmp_path, "smm", "retract", "a") == []


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_in_bash(brand: Project, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "smm"
    program.write_text(f"#!{sys.executable}\nfrom smmgen.cli import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    complete = "COMP_WORDS=(smm retract gr); COMP_CWORD=2; _smm_completion smm"
    script = f'eval "$(smm completion bash)"; {complete}; echo "$COMPREPLY"'
    env = child_environment(PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(["bash", "-c", script], cwd=brand.path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "grand-opening\n"


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("bash", "data/bash-completion/completions/smm"),
        ("zsh", "data/zsh/site-functions/_smm"),
        ("fish", "settings/fish/completions/smm.fish"),
    ],
)
def test_install(smm: Smm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, place: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    printed = smm("completion", shell)
    installed = smm("completion", shell, "--install")
    assert (printed.code, installed.code) == (0, 0)
    assert f"written to {tmp_path / place}" in installed.out
    assert (tmp_path / place).read_text("utf-8") == printed.out.removesuffix("\n")
    assert "_SMM_COMPLETE" in printed.out
