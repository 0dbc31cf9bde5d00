"""Trees that a stranger's branch may bring: a check of whatever stands in content/ ends, and says where it is."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_project import Project, Result, post, run_smm
from test_content_files import STILL_MIGHTY, _give_up_reading_everything
from workbench import Workbench, build_in, tree

from smmgen.building.scan import MAX_DEPTH, scan

Smm = Callable[..., Result]
NOW = ("--now", "2026-11-26T10:00+03:00")
posix = pytest.mark.skipif(sys.platform == "win32", reason="such files need rights there, or do not exist")


def many_ways(posts: Path) -> None:
    """17 folders, each with two links to the next: 2^17 ways through them."""
    for number in range(18):
        (posts / f"d{number}").mkdir()
    for number in range(17):
        for name in ("l", "m"):
            (posts / f"d{number}" / name).symlink_to(f"../d{number + 1}")


def link_to_everything(posts: Path) -> None:
    (posts / "root").symlink_to("/")


def link_to_outputs(posts: Path) -> None:
    (posts / "made").symlink_to("../../build")


def pipe(posts: Path) -> None:
    os.mkfifo(posts / "x.md")


def device(posts: Path) -> None:
    (posts / "x.md").symlink_to("/dev/zero")


def listener(posts: Path) -> None:
    here = os.getcwd()
    os.chdir(posts)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x.md")
    os.chdir(here)


def deep(posts: Path) -> None:
    here = os.getcwd()
    os.chdir(posts)
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    Path("x.md").write_text(post(), "utf-8")
    os.chdir(here)


def long_name(posts: Path) -> None:
    (posts / f"{'x' * 252}.md").write_text(post(schedule="2026-12-08 10:00"), "utf-8")


def folder_like_an_output(posts: Path) -> None:
    (posts / "a.json").mkdir()
    (posts / "a.json" / "x.md").write_text(post(schedule="2026-12-08 10:00"), "utf-8")


def folder_like_a_page(posts: Path) -> None:
    (posts / "a.html").mkdir()
    (posts / "a.html" / "x.md").write_text("no front matter", "utf-8")


def folder_like_a_post(posts: Path) -> None:
    (posts / "x.md").mkdir()
    (posts / "x.md" / "y.md").write_text(post("В", schedule="2026-12-08 10:00"), "utf-8")


TREES: list[tuple[Callable[[Path], None], list[str]]] = [
    (many_ways, []),
    (link_to_everything, ["root SMM101"]),
    (link_to_outputs, ["made SMM101"]),
    (pipe, ["x.md SMM101"]),
    (device, ["x.md SMM101"]),
    (listener, ["x.md SMM101"]),
    (deep, [f"{'d/' * (MAX_DEPTH - 1)}d SMM101"]),
    (long_name, [f"{'x' * 252}.md SMM129"]),
    (folder_like_an_output, ["a.json/x.md SMM129"]),
    (folder_like_a_page, ["a.html/x.md SMM129"]),
    (folder_like_a_post, []),
]


@posix
@pytest.mark.parametrize(("plant", "said"), TREES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_strange_tree(bench: Workbench, smm: Smm, plant: Callable[[Path], None], said: list[str]) -> None:
    plant(bench.project.path / "content" / "posts")
    result = smm("-C", bench.project.path, "check", "--no-hooks", *NOW)
    lines = [line for line in result.out.splitlines() if " error " in line]
    found = [line.removeprefix("content/posts/").replace(":1:1: error", "").partition(": ")[0] for line in lines]
    assert [" ".join(line.split()[:2]) for line in found] == said, result
    assert result.code == bool(said)
    assert smm("-C", bench.project.path, "list", "--no-hooks").code in (0, result.code)
    for _ in range(2):
        assert smm("-C", bench.project.path, "build", "--no-hooks").code == result.code
    assert {"payloads/tg/a.json", "payloads/tg/b.json"} <= tree(bench.output).keys()
    assert all(len(name) < 2000 for name in scan(bench.project.path))


@pytest.fixture(autouse=True)
def _clear_what_is_deep(tmp_path: Path) -> Iterator[None]:
    """Python 3.11 cannot remove it: its `rmtree` calls itself for every folder."""
    yield
    if (tmp_path / "brand/content/posts/d").exists():
        subprocess.run(["rm", "-rf", str(tmp_path / "brand/content/posts/d")], check=True)


@posix
@pytest.mark.parametrize("name", ["smm.toml", "content/posts/latte.png", "content/archetypes/post.md"])
def test_a_pipe_is_not_waited_for(project: Project, smm: Smm, name: str) -> None:
    project.post("a.md", "А", media="[{file: latte.png, alt: Латте}]")
    (project.path / name).parent.mkdir(exist_ok=True)
    (project.path / name).unlink(missing_ok=True)
    os.mkfifo(project.path / name)
    for command in (("check", *NOW), ("build",), ("new", "post", "Новый")):
        assert smm("-C", project.path, *command).code in (0, 1, 2)


@pytest.mark.parametrize(("size", "said"), [(100_000_000, "SMM405"), (3_000_000_000, "SMM301")])
def test_a_file_that_nobody_takes_is_not_read(
    project: Project, smm: Smm, monkeypatch: pytest.MonkeyPatch, size: int, said: str
) -> None:
    """A sparse file: of no blocks, and of as many bytes as it says."""
    project.post("a.md", "А", platforms="[tg]", media="[{file: film.bin, title: Film}]")
    with open(project.path / "content/posts/film.bin", "wb") as file:
        file.truncate(size)
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("it was read to its end"))
    result = smm("-C", project.path, "check", *NOW)
    assert (result.code, said in result.out) == (1, True), result
    assert smm("-C", project.path, "build").code == 1
    assert not [path for path in (project.path / "build").rglob("*") if path.stat().st_size >= size]


def test_a_large_file_that_somebody_takes_is_copied(project: Project) -> None:
    data = bytes(range(256)) * 3000
    project.post("a.md", "А", platforms="[site]", media="[{file: film.bin, title: Film}]")
    project.write({"content/posts/film.bin": data})
    build_in(project.path)
    copy = project.path / "build/site/media" / f"{hashlib.sha256(data).hexdigest()[:16]}.bin"
    assert copy.read_bytes() == data
    written = copy.stat().st_mtime_ns
    (project.path / ".smm/cache.db").unlink()
    assert (build_in(project.path).written, copy.stat().st_mtime_ns) == (0, written)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are tested on Linux")
@pytest.mark.parametrize("built", [False, True])
def test_check_and_list_in_a_folder_that_cannot_be_written_to(project: Project, smm: Smm, built: bool) -> None:
    due = ("--now", "2026-12-05T10:05+03:00")
    if built:
        assert smm("-C", project.path, "build").code == 0
        project.write({".smm/keep": ""})
        smm("-C", project.path, "publish", "--account", "site", *due)
    before = tree(project.path)
    folders = [project.path, *(path for path in project.path.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    give_up = _give_up_reading_everything if os.geteuid() == 0 else None
    try:
        for command in (("check",), ("list", "--json")):
            result = run_smm("-C", project.path, *command, preexec_fn=give_up)
            if result.code == STILL_MIGHTY:
                pytest.skip("root that cannot give up its rights may write everywhere")
            assert result.code == 0, result
            assert ("published" in result.out) is (built and command[0] == "list")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert tree(project.path) == before
