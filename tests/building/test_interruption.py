"""Whatever moment a build is killed at: the next one mends it, and nothing is published from the ruins."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from small_project import ROOT, Project, Result, child_environment, post, run_smm
from workbench import Workbench, assert_same, build_in, picture, tree

from smmgen.building import outputs
from smmgen.errors import UserError
from smmgen.publishing.payloads import read_build

sys.path.insert(0, str(ROOT / "bench"))
from generate import generate

KILLS = 25
POSTS = 16
SOON = 20.0
"""Seconds after which something that should happen at once has not happened."""

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")

BESIDE = ("manifest.json", "index.jsonl")
"""What no list names: they speak of the others."""


def texts(number: int) -> dict[str, str | bytes]:
    """Posts that differ from time to time; some clash, so that they are made twice."""
    times = [f"2026-12-{1 + n:02} 1{number % 10}:00" for n in range(POSTS)]
    return {
        f"content/posts/p{n}.md": post(
            f"Пост {n}",
            f"Текст {number % 3 if n % 2 else number}.",
            schedule=times[n],
            uid="same" if n in (3, 4) and number % 2 else f"post-{n}",
            media="[{file: latte.png, alt: Латте}]",
        )
        for n in range(POSTS)
    } | {"content/media/latte.png": picture(width=80 + number)}


def kill_a_build(folder: Path, after: float) -> bool:
    """Build in a process of its own and kill it; whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            build_in(folder)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def require_only_what_was_built(folder: Path) -> None:
    """Every payload that a publisher would use is the one of which the manifest speaks."""
    try:
        planned = read_build(folder)
    except UserError:
        return
    listed = json.loads((folder / "build" / "manifest.json").read_bytes())["outputs"]
    for one in planned:
        name = f"payloads/{one.account}/{one.payload['slug']}.json"
        data = (folder / "build" / name).read_bytes()
        assert sha256(data).hexdigest() == listed[name]
        assert json.loads(data) == one.payload


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_at_any_moment(make_project: Callable[..., Project], tmp_path: Path) -> None:
    rng = random.Random(20261127)
    bench = Workbench(make_project(texts(0)), tmp_path)
    begun = time.monotonic()
    bench.build()
    lasts = time.monotonic() - begun
    killed = built = 0
    for number in range(1, KILLS + 1):
        bench.project.write(texts(number))
        for _ in range(rng.choice((1, 1, 2))):
            was_killed = kill_a_build(bench.project.path, rng.random() * lasts * 1.2)
            killed += was_killed
            lasts *= 1.05 if was_killed else 0.75  # other builds than the first, and other loads of the machine
            require_only_what_was_built(bench.project.path)
        if number % 2:
            bench.project.write(texts(built))  # back to what the last whole build was made from
        else:
            built = number
        bench.build()
        if number % 3 == 0 or number == KILLS:
            assert_same(bench.tree(), bench.clean_tree())
        else:
            listed = bench.manifest()["outputs"]
            found = {name: sha256(data).hexdigest() for name, data in bench.tree().items() if name not in BESIDE}
            assert found == listed
    assert killed > KILLS // 3, "most builds were over before they were killed: the test shows little"


def power_cut(*given: object) -> None:
    raise RuntimeError("the power is cut")


def test_a_build_that_did_not_end_is_not_published(
    project: Project, monkeypatch: pytest.MonkeyPatch, smm: Callable[..., Result]
) -> None:
    build_in(project.path)
    project.post("a.md", "А", "Новый текст.")
    with monkeypatch.context() as patch:
        patch.setattr(outputs, "write_manifest", power_cut)
        with pytest.raises(RuntimeError):
            build_in(project.path)
    code, out, err = smm("-C", project.path, "publish", "--now", "2026-12-05T12:00+03:00")
    assert (code, out) == (2, "")
    assert "has changed since the last build" in err
    (project.path / ".smm" / "cache.db").unlink()  # as if it had been built on another machine
    code, out, err = smm("-C", project.path, "publish", "--now", "2026-12-05T12:00+03:00")
    assert (code, out) == (2, "")
    assert "is not what was built" in err


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A project whose posts take their time, so that a build is still at work when it is looked at."""
    folder = tmp_path / "many"
    generate(folder, 260)
    (folder / "hooks").mkdir()
    (folder / "hooks/slow.py").write_text("import time\n\n\ndef on_post(post):\n    time.sleep(0.01)\n")
    with (folder / "smm.toml").open("a") as settings:
        settings.write('\n[hooks]\nfiles = ["hooks/slow.py"]\n')
    return folder


def _hears_sigint() -> None:
    """Also where the tests themselves run in the background, and their shell has told them to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start_build(folder: Path) -> subprocess.Popen[bytes]:
    """A build on two processes, caught while its workers write pages."""
    command = [sys.executable, "-m", "smmgen", "-C", str(folder), "build", "--jobs", "2"]
    process = subprocess.Popen(
        command, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=_hears_sigint,
    )  # fmt: skip
    ends = time.monotonic() + SOON
    while len(list((folder / "build" / "site").glob("posts/*/*.html"))) < 20:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends
        time.sleep(0.01)
    return process


def workers(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Not gone and not a zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@linux
def test_workers_end_with_a_build_that_is_killed(many: Path) -> None:
    process = start_build(many)
    children = workers(process.pid)
    assert len(children) == 2
    process.kill()
    process.communicate()
    ends = time.monotonic() + SOON
    while alive := [pid for pid in children if is_alive(pid)]:
        assert time.monotonic() < ends, f"{alive} go on writing without their parent"
        time.sleep(0.01)
    build_in(many)
    listed = json.loads((many / "build" / "manifest.json").read_bytes())["outputs"]
    assert listed == {n: sha256(data).hexdigest() for n, data in tree(many / "build").items() if n not in BESIDE}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to a group")
def test_ctrl_c_ends_a_build_with_130_and_one_word(many: Path) -> None:
    process = start_build(many)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=SOON)
    assert (process.returncode, out, err.decode().split()) == (130, b"", ["interrupted"])
    assert build_in(many).posts == 260


def test_two_builds_at_once_take_turns(project: Project, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "smmgen", "-C", str(project.path), "build"]
    both = [
        subprocess.Popen(command, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=SOON) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    bench = Workbench(project, tmp_path)
    assert_same(bench.tree(), bench.clean_tree())
    again = run_smm("-C", project.path, "build")
    assert "nothing to write" in again.err
