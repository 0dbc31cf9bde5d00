"""The shell scripts, with an smm that writes down how it was called."""

from __future__ import annotations

import base64
import fcntl
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from ci_tools import FILES, GITHUB, git, said
from forge import WHEEL, wheel

RUN = GITHUB / "smm" / "run.sh"
SMM = """\
#!/bin/sh
echo "$@" >>"$CALLS"
env >"$CALLS.env"
echo "::error::said by $*"
case $* in *build) exit "${BUILD:-0}" ;; esac
exit "${CODE:-0}"
"""


@pytest.fixture
def smm(tmp_path: Path) -> Path:
    program = tmp_path / "runner" / "smmgen" / "bin" / "smm"
    program.parent.mkdir(parents=True)
    program.write_text(SMM)
    program.chmod(0o755)
    return program


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose remote has a newer commit."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), "dev")
    git(tmp_path / "dev", "checkout", "--quiet", "-B", "main")
    git(tmp_path / "dev", "commit", "--quiet", "--allow-empty", "--message", "old")
    git(tmp_path / "dev", "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), "job")
    git(tmp_path / "dev", "commit", "--quiet", "--allow-empty", "--message", "newer")
    git(tmp_path / "dev", "push", "--quiet", "origin", "main")
    return tmp_path / "job"


def environment(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


@pytest.mark.parametrize("code", [0, 3, 70])
def test_run_keeps_what_smm_says_and_leaves_its_code_to_others(smm: Path, tmp_path: Path, code: int) -> None:
    runner, calls, output = tmp_path / "runner", tmp_path / "calls", tmp_path / "output"
    about = {
        "RUNNER_TEMP": str(runner), "SMM_PROJECT": "Our brand", "GITHUB_OUTPUT": str(output), "CALLS": str(calls),
        "CODE": str(code), "LEDGER_TOKEN": "ledger-token", "GITHUB_SERVER_URL": "https://github.example",
    }  # fmt: skip
    ends, log = said("bash", RUN, "publish", "publish", "--account", "two words", env=about)
    assert ends == 0
    assert output.read_text() == f"code={code}\n"
    assert calls.read_text() == "-C Our brand publish --account two words\n"
    assert (runner / "publish.txt").read_text() == "::error::said by -C Our brand publish --account two words\n"
    masked, stop, *_, go = log.splitlines()
    header = base64.b64encode(b"x-access-token:ledger-token").decode()
    assert masked == f"::add-mask::{header}"
    assert go == stop.replace("stop-commands::", "") + "::", "what smm says is no command"
    given = environment(Path(f"{calls}.env"))
    assert given["GIT_CONFIG_KEY_0"] == "http.https://github.example/.extraheader"
    assert given["GIT_CONFIG_VALUE_0"] == f"Authorization: Basic {header}"
    assert "LEDGER_TOKEN" not in given
    git(tmp_path, "init", "--quiet", "here")
    read = ("config", "--get-urlmatch", "http.extraheader", "https://github.example/shop/brand.git")
    done = subprocess.run(["git", *read], cwd=tmp_path / "here", env=given, capture_output=True, check=False)
    assert done.stdout.decode().strip() == f"Authorization: Basic {header}", "git reads it"


@pytest.mark.parametrize(
    ("built", "code", "arguments", "ends", "called"),
    [
        (0, 0, (), 0, ["build", "publish"]),
        (1, 3, (), 3, ["build", "publish"]),
        (2, 0, (), 2, ["build"]),
        (0, 3, ("status", "--heartbeat", "3h"), 3, ["build", "status --heartbeat 3h"]),
    ],
)
def test_gitlab_publishes_the_branch_as_it_is_now(
    smm: Path,
    checkout: Path,
    tmp_path: Path,
    built: int,
    code: int,
    arguments: tuple[str, ...],
    ends: int,
    called: list[str],
) -> None:
    about = {
        "SMM": str(smm), "SMM_PROJECT": ".", "CALLS": str(tmp_path / "calls"), "BUILD": str(built), "CODE": str(code),
        "CI_COMMIT_BRANCH": "main", "CI_SERVER_URL": "https://gitlab.example", "CI_PROJECT_PATH": "shop/brand",
        "LEDGER_PUSH_TOKEN": "push-token",
    }  # fmt: skip
    got, log = said("bash", FILES / "gitlab/.gitlab/publish.sh", *arguments, cwd=checkout, env=about)
    assert got == ends, log
    assert "push-token" not in log
    assert (tmp_path / "calls").read_text().splitlines() == [f"-C . {one}" for one in called]
    assert git(checkout, "log", "-1", "--format=%s") == "newer"
    assert git(checkout, "remote", "get-url", "--push", "origin") == "https://gitlab.example/shop/brand.git"
    assert "push-token" not in (checkout / ".git/config").read_text(), "the next job on this machine finds none"
    assert "LEDGER_PUSH_TOKEN" not in environment(tmp_path / "calls.env")


@pytest.fixture
def host(smm: Path, checkout: Path) -> Path:
    """The script of a small host, in a checkout with smm."""
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/smm").symlink_to(smm)
    (checkout / "deploy").mkdir()
    script = checkout / "deploy" / "publish.sh"
    script.write_bytes((FILES / "cron/deploy/publish.sh").read_bytes())
    return script


def test_a_small_host_publishes_and_says_nothing_where_all_is_well(host: Path, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("# of the brand\n\nTG_TOKEN=1:a=b $(touch pwned) `x`\nVK_TOKEN=last")
    about = {"CALLS": str(tmp_path / "calls"), "SMM_TOKENS": str(tokens)}
    assert said("bash", host, cwd=tmp_path, env=about) == (0, "")
    assert (tmp_path / "calls").read_text() == "build\npublish\n"
    assert environment(tmp_path / "calls.env")["TG_TOKEN"] == "1:a=b $(touch pwned) `x`"
    assert environment(tmp_path / "calls.env")["VK_TOKEN"] == "last"
    assert not list(tmp_path.rglob("pwned"))
    assert git(host.parent, "log", "-1", "--format=%s") == "newer"


@pytest.mark.parametrize(
    ("built", "code", "ends", "says"),
    [
        (1, 0, 0, "::error::said by build\n"),
        (2, 0, 2, "::error::said by build\n"),
        (0, 3, 3, "::error::said by status --heartbeat 3h\n"),
    ],
)
def test_a_small_host_says_what_is_wrong(
    host: Path, tmp_path: Path, built: int, code: int, ends: int, says: str
) -> None:
    about = {"CALLS": str(tmp_path / "calls"), "BUILD": str(built), "CODE": str(code)}
    assert said("bash", host, "status", "--heartbeat", "3h", env=about) == (ends, says)


def test_a_small_host_does_one_thing_at_a_time(host: Path, tmp_path: Path) -> None:
    (host.parents[1] / ".smm").mkdir()
    with (host.parents[1] / ".smm/deploy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert said("bash", host, env={"CALLS": str(tmp_path / "calls")}) == (0, "")
    assert not (tmp_path / "calls").exists()


@pytest.mark.slow
def test_the_action_installs_what_is_pinned_and_has_the_hash(tmp_path: Path) -> None:
    steps = yaml.safe_load((GITHUB / "actions/smm/action.yml").read_text())["runs"]["steps"]
    install = next(step for step in steps if step["name"] == "Install smmgen")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / WHEEL).write_bytes(wheel())
    lines = f"--no-index\nsmmgen==0.1.0 --hash=sha256:{sha256(wheel()).hexdigest()}\n"
    (tmp_path / "tools/requirements.txt").write_text(lines)
    (tmp_path / "install.sh").write_text(install["run"])
    about = {"RUNNER_TEMP": str(tmp_path), "REQUIREMENTS": "tools/requirements.txt"}
    code, log = said("bash", "-e", tmp_path / "install.sh", cwd=tmp_path, env=about)
    assert (code, log.splitlines()[-1]) == (0, "smm 0.1.0")
