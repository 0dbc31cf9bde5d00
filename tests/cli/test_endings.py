"""How runs end and what they need: exit codes for real, streams, colours, what is imported, no sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result, child_environment, post, run_smm

Smm = Callable[..., Result]


def test_wrong_usage_is_2_with_a_suggestion(smm: Smm) -> None:
    result = smm("biuld")
    assert (result.code, result.out) == (2, "")
    assert "there is no command `biuld`; did you mean `build`?" in result.err
    assert "Traceback" not in result.err
    assert "did you mean" not in smm("frobnicate").err
    assert smm("build", "--frob").code == 2
    assert smm("check", "--format", "yaml").code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["build", "--help"], ["explain"]])
def test_asking_is_fine(smm: Smm, arguments: list[str]) -> None:
    result = smm(*arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out


def test_a_bug_is_70_with_a_traceback_and_no_secret(
    project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smmgen.building import check
    from smmgen.transport import redaction

    token = "110:canary-canary"
    redaction.remember(token)

    def bug(*given: object, **more: object) -> None:
        raise RuntimeError(f"https://api.telegram.org/bot{token}/sendMessage")

    monkeypatch.setattr(check, "check", bug)
    result = smm("-C", project.path, "check")
    assert (result.code, result.out) == (70, "")
    assert "RuntimeError" in result.err
    assert "this is a bug in smmgen" in result.err
    assert "report it" in result.err
    assert "canary" not in result.err


def test_the_three_names_are_the_same() -> None:
    for module in ("smmgen", "smmgen.__main__"):
        command = [sys.executable, "-m", module, "--version"]
        done = subprocess.run(command, env=child_environment(), capture_output=True, check=True)
        assert done.stdout.startswith(b"smm ")


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "smmgen", "explain"]
    done = subprocess.run(command, env=child_environment(), stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_cyrillic_is_no_failure(project: Project) -> None:
    result = run_smm("list", cwd=project.path, env={"PYTHONIOENCODING": "latin-1"})
    assert result.code == 0
    assert "\\u0410" in result.out


ESCAPE = "\x1b"


def test_no_colours_where_nobody_sees_them(project: Project) -> None:
    for env in ({}, {"NO_COLOR": "1"}, {"CI": "1"}, {"TERM": "dumb"}):
        assert ESCAPE not in run_smm("doctor", cwd=project.path, env=env).out


HOSTILE = r"\e[2J\e]0;owned\a\u009b8m\u202eAll is published\r\nvk: published"
"""A title in YAML that would clear the screen, name the window, hide text, turn it around and forge a line."""
SPELT = r"\u001b[2J\u001b]0;owned\u0007\u009b8m\u202eAll is published\r\nvk: published"


@pytest.mark.parametrize("arguments", ["check", "list", "build", "publish", "status", "status --all", "doctor"])
def test_no_title_speaks_to_the_terminal(make_project: Callable[..., Project], arguments: str) -> None:
    project = make_project()
    project.post("a.md", f'"{HOSTILE}"', "Text.", platforms="[site]")
    run_smm("build", cwd=project.path)
    now = () if arguments in ("build", "list") else ("--now", "2026-12-05T10:05+03:00")
    if arguments.startswith("status"):
        run_smm("publish", *now, cwd=project.path)
    result = run_smm(*arguments.split(), *now, cwd=project.path)
    assert result.code in (0, 2)  # doctor minds the tokens
    said = result.out + result.err
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e", "\r"}
    assert (SPELT in said) is (arguments not in ("check", "build", "doctor"))


@pytest.mark.parametrize("arguments", ["list --json", "status --json", "publish --dry-run --json"])
def test_what_is_spelt_is_still_json(make_project: Callable[..., Project], arguments: str) -> None:
    project = make_project()
    project.post("a.md", f'"{HOSTILE}"', "Text.", platforms="[site]")
    run_smm("build", cwd=project.path)
    now = () if "list" in arguments else ("--now", "2026-12-05T10:05+03:00")
    result = run_smm(*arguments.split(), *now, "--all" * ("status" in arguments) or "--json", cwd=project.path)
    assert not set(result.out) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "All is published\r\nvk" in json.dumps(json.loads(result.out), ensure_ascii=False).replace(r"\r\n", "\r\n")


def on_terminal(*arguments: str, cwd: Path, env: dict[str, str]) -> tuple[int, bytes, bytes]:
    """Run with a terminal as stderr: exit code, stdout, and what the terminal got."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "smmgen", *arguments]
    process = subprocess.Popen(
        command, cwd=cwd, env=child_environment(TERM="xterm", **env), stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            break
        if not data:
            break
        shown += data
    os.close(ours)
    assert process.stdout is not None
    out = process.stdout.read()
    process.stdout.close()
    return process.wait(), out, shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_long_work_shows_progress_on_a_terminal_only(make_project: Callable[..., Project]) -> None:
    project = make_project({f"content/posts/p{n}.md": post(platforms="[tg]", status="draft") for n in range(130)})
    code, out, shown = on_terminal("build", cwd=project.path, env={})
    assert code == 0
    assert b"building" in shown
    assert b"/130" in shown
    assert out.startswith(b"preview: ")
    project.post("p1.md", "Другой", status="draft")
    _, _, shown = on_terminal("build", "--clean", cwd=project.path, env={"CI": "1"})
    assert b"building" not in shown


HEAVY = "pydantic yaml jinja2 httpx2 rich PIL markdown_it asyncio watchdog".split()


def imported(*arguments: str, cwd: Path) -> set[str]:
    """Top-level packages that a command imports, by Python's own account."""
    command = [sys.executable, "-X", "importtime", "-m", "smmgen", *arguments]
    done = subprocess.run(command, cwd=cwd, env=child_environment(), capture_output=True, check=True)
    lines = done.stderr.decode().splitlines()
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines if line.startswith("import time:")}


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    found = imported("--help", cwd=tmp_path)
    assert {"click", "smmgen"} <= found
    assert not found & {*HEAVY, "sqlite3"}


def test_a_build_with_nothing_to_do_imports_nothing_heavy(project: Project) -> None:
    for path in project.path.rglob("*"):
        os.utime(path, (10**9, 10**9))
    assert run_smm("build", cwd=project.path).code == 0
    time.sleep(0.05)
    assert run_smm("build", cwd=project.path).code == 0
    assert not imported("build", cwd=project.path) & set(HEAVY)


NO_SOCKETS = """
import socket

class Refused(socket.socket):
    def __init__(self, *given, **more):
        raise AssertionError("a socket was opened")

socket.socket = Refused
"""


def test_build_check_and_list_open_no_socket(project: Project, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_SOCKETS)
    path = f"{tmp_path / 'site'}{os.pathsep}{child_environment()['PYTHONPATH']}"
    refused = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket()"], env=child_environment(PYTHONPATH=path), check=False,
        capture_output=True,
    )  # fmt: skip
    assert b"a socket was opened" in refused.stderr
    for command in ("build", "check", "list"):
        result = run_smm(command, cwd=project.path, env={"PYTHONPATH": path})
        assert (result.code, "Traceback" in result.err) == (0, False), result.err
