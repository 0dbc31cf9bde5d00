"""Programs and hooks get the environment without other people's tokens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smmgen import inherited
from smmgen.cli import failure, smm
from smmgen.inherited import keep_secret, out_of_sight
from smmgen.ledger.git.repository import Repository
from smmgen.transport.token_sources import ask

NAMES = ("CANARY_SITE", "CANARY_OTHER", "CANARY_LEDGER")
TOML = f"""[project]
name = "Teplo"
timezone = "UTC"
[accounts.site]
platform = "feed"
[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
token_env = "CANARY_SITE"
[accounts.vk]
platform = "vk"
target = -5
user_token_env = "CANARY_OTHER"
token_command = ["{sys.executable}", "-c", "print('a-token')"]
[publish]
ledger = "env:CANARY_LEDGER"
[hooks]
files = ["hooks/all.py"]
"""
HOOK = """
import os, json, pathlib
SEEN = pathlib.Path(__file__).parent / "seen"

def note(*given, **more):
    with SEEN.open("a") as file:
        file.write(json.dumps(sorted(name for name in os.environ if "CANARY" in name or name == "PLAIN")) + "\\n")

note()
on_post = on_link = on_variant = on_payload = on_published = on_failed = note

def check(post):
    note()
"""
POST = "---\ntitle: Latte\nuid: latte-1\nplatforms: [site]\nschedule: 2026-12-05 09:00\n---\nSee https://example.com\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(inherited, "_secret", set())
    for name in NAMES:
        monkeypatch.setenv(name, f"word-of-{name}")
    monkeypatch.setenv("CANARY_LEDGER", "sqlite:.smm/ledger.db")
    monkeypatch.setenv("PLAIN", "anything")
    (tmp_path / "smm.toml").write_text(TOML)
    for folder, name, text in (("hooks", "all.py", HOOK), ("content/posts", "p.md", POST)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text(text)
    return tmp_path


def run(project: Path, *arguments: str) -> int:
    return failure.run(smm, ["-C", str(project), *arguments])


def test_hooks_see_no_token_at_any_moment(project: Path) -> None:
    assert run(project, "build") == failure.FINE
    assert run(project, "publish", "--account", "site", "--now", "2026-12-05T09:10Z") == failure.FINE
    seen = set((project / "hooks" / "seen").read_text().splitlines())
    assert seen == {json.dumps(["PLAIN"])}
    assert os.environ["CANARY_SITE"] == "word-of-CANARY_SITE"


def test_a_hook_that_fails_leaves_the_environment_as_it_was(project: Path) -> None:
    (project / "hooks" / "all.py").write_text("def on_post(post):\n    raise ValueError('oh')\n")
    assert run(project, "build") == failure.USAGE
    assert all(name in os.environ for name in NAMES)


def test_a_program_that_prints_a_token_sees_no_other(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, "doctor")
    command = [sys.executable, "-c", "import os; print(sorted(n for n in os.environ if 'CANARY' in n or n == 'PLAIN'))"]
    assert ask(command, os.environ).strip() == "['PLAIN']"


def test_git_sees_no_token(project: Path) -> None:
    run(project, "doctor")
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    shown = Repository(project).run("-c", "alias.shown=!env", "shown").decode()
    assert "PLAIN=" in shown
    assert "CANARY" not in shown


def test_out_of_sight_and_back(project: Path) -> None:
    keep_secret(["CANARY_SITE", "NOT_SET"])
    with out_of_sight():
        with out_of_sight():
            assert "CANARY_SITE" not in os.environ
        assert "CANARY_SITE" not in os.environ
        assert os.environ["CANARY_OTHER"]
    assert os.environ["CANARY_SITE"] == "word-of-CANARY_SITE"
