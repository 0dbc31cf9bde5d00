"""The cache may be lost, damaged, old or held by somebody else: the build goes on, or says what is the matter."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result, post
from workbench import Workbench, assert_same, build_in, times

from smmgen.building import cache_file
from smmgen.building.cache import SCHEMA, VERSION
from smmgen.errors import UserError


def cache_of(bench: Workbench) -> Path:
    return bench.project.path / ".smm" / "cache.db"


def delete(path: Path) -> None:
    path.unlink()


def fill_with_garbage(path: Path) -> None:
    path.write_bytes(b"\x00\xffgarbage" * 1000)


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_the_pages(path: Path) -> None:
    """Everything behind the first page of the file."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def age(path: Path) -> None:
    """As another version of smmgen might have left it: other columns, and some of its own opinion."""
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE outputs")
        db.execute("CREATE TABLE outputs (name TEXT PRIMARY KEY)")
        db.execute("PRAGMA user_version = 1")
    db.close()


every_harm = pytest.mark.parametrize("harm", [delete, fill_with_garbage, cut, empty, spoil_the_pages, age])


@every_harm
def test_a_cache_that_came_to_harm(bench: Workbench, harm: Callable[[Path], None]) -> None:
    before, written = bench.tree(), times(bench.output)
    harm(cache_of(bench))
    report = bench.build()
    assert (report.written, report.removed) == (0, 0), "what is there is compared, not written again"
    assert_same(bench.tree(), before)
    assert times(bench.output) == written
    assert bench.build().written == 0


@every_harm
def test_old_outputs_do_not_outlive_a_cache_that_came_to_harm(bench: Workbench, harm: Callable[[Path], None]) -> None:
    harm(cache_of(bench))
    bench.project.remove("content/posts/b.md")
    (bench.output / "payloads" / "vk" / "a.json").write_text("{}")
    bench.rebuild()


@every_harm
@pytest.mark.parametrize("command", [["check"], ["list", "--json"]])
def test_reading_commands_do_without_it(
    bench: Workbench, smm: Callable[..., Result], harm: Callable[[Path], None], command: list[str]
) -> None:
    expected = smm("-C", bench.project.path, *command)
    assert expected.code == 0
    harm(cache_of(bench))
    assert smm("-C", bench.project.path, *command) == expected


@pytest.mark.parametrize("name", ["payloads/site/a.json", "manifest.json"])
def test_the_way_out_that_publish_names_mends_what_somebody_changed(
    bench: Workbench, smm: Callable[..., Result], name: str
) -> None:
    for one in ("a", "b"):
        bench.project.post(f"{one}.md", one, platforms="[site]", schedule=f"2026-12-0{'ab'.index(one) + 5} 10:00")
    assert smm("-C", bench.project.path, "build").code == 0
    before, path = bench.tree(), bench.output / name
    path.write_text(path.read_text("utf-8")[:-9], encoding="utf-8")
    refused = smm("-C", bench.project.path, "publish", "--now", "2026-12-05T12:00+03:00")
    assert (refused.code, refused.out) == (2, "")
    assert "smm build --clean" in refused.err
    assert smm("-C", bench.project.path, "build", "--clean").code == 0
    assert_same(bench.tree(), before)
    assert smm("-C", bench.project.path, "publish", "--now", "2026-12-05T12:00+03:00").code == 0


def test_a_cache_held_by_another_build(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "WAIT", 0.05)
    bench.project.post("a.md", "А", "Новое.")
    holder = sqlite3.connect(cache_of(bench), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(UserError, match="another build has held"):
            bench.build()
    finally:
        holder.close()
    bench.rebuild()
    assert "Новое" in bench.page("a")


def test_a_cache_that_cannot_be_a_file(project: Project) -> None:
    (project.path / ".smm" / "cache.db").mkdir(parents=True)
    with pytest.raises(UserError, match=r"\.smm/cache\.db cannot be used"):
        build_in(project.path)


def copy_with_times(bench: Workbench, tmp_path: Path) -> Workbench:
    """As `cp -a` copies a project."""
    shutil.copytree(bench.project.path, tmp_path / "copy", symlinks=True)
    return Workbench(Project(tmp_path / "copy"), tmp_path / "copies")


def test_a_copy_looks_at_its_own_files(bench: Workbench, tmp_path: Path) -> None:
    copy = copy_with_times(bench, tmp_path)
    copy.project.write({"smm.toml": copy.project.text("smm.toml").replace("Тепло", "Уют")})
    copy.rebuild()
    assert "Уют" in copy.page("a")
    assert "Тепло" in bench.page("a")
    assert copy.build().written == 0


def test_a_copy_that_takes_the_place_of_the_original(bench: Workbench, tmp_path: Path) -> None:
    copy = copy_with_times(bench, tmp_path)
    bench.project.path.rename(tmp_path / "aside")
    copy.project.path.rename(bench.project.path)
    assert (bench.build().written, bench.build().made) == (0, 0), "the outcome is the same, whoever made it"


def test_nothing_kept_names_a_place_outside(bench: Workbench, smm: Callable[..., Result]) -> None:
    now = ("--now", "2026-12-05T10:05+03:00")
    bench.project.post("c.md", "Лента", platforms="[site]", schedule="2026-12-05 10:00")
    assert smm("-C", bench.project.path, "build").code == 0
    assert smm("-C", bench.project.path, "publish", "--account", "site", *now).code in (0, 1)
    assert smm("-C", bench.project.path, "publish", "--rehearse", *now).code == 0
    folders = (str(bench.project.path.parent), str(Path(cache_file.__file__).parent.parent))
    running = bench.project.path / ".smm/rehearsal/config.json"  # of the process that runs here, written at each start
    for path in bench.project.path.rglob("*"):
        if path.is_file() and path != running:
            assert not [folder for folder in folders if folder.encode() in path.read_bytes()], path


@pytest.mark.parametrize("forge", ["in place", "another file"])
def test_an_edit_that_keeps_size_and_time_is_seen(bench: Workbench, forge: str) -> None:
    path = bench.project.path / "content/posts/a.md"
    before = path.stat()
    text = path.read_text("utf-8").replace("Текст", "Иначе")
    if forge == "another file":
        path.rename(path.with_name("old.txt"))
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    bench.build()
    assert "Иначе" in bench.page("a")


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_cache_that_came_with_a_clone_is_not_believed(bench: Workbench, version: int, tmp_path: Path) -> None:
    """A clone whose folder happens to have the number of the one in which the cache was made."""
    git = ["git", "-C", str(bench.project.path), "-c", f"index.version={version}"]
    subprocess.run([*git, "init", "-q"], check=True)
    believed = cache_file.look(bench.project.path, VERSION, SCHEMA)
    assert believed is not None
    believed.close()
    subprocess.run([*git, "add", "-f", ".gitignore", ".smm"], check=False, capture_output=True)
    subprocess.run([*git, "add", "-f", ".smm"], check=True)
    assert cache_file.look(bench.project.path, VERSION, SCHEMA) is None
    below = bench.project.path / "below"
    shutil.copytree(bench.project.path, tmp_path / "inner", ignore=shutil.ignore_patterns(".git"))
    shutil.move(tmp_path / "inner", below)
    subprocess.run([*git, "add", "-f", "below"], check=True)
    build_in(below)
    assert cache_file.look(below, VERSION, SCHEMA) is None


FORGED = {
    "an endless view": "drop table meta; create view meta as with recursive c(x) as"
    " (select 1 union all select x + 1 from c) select 's' || x as name, x as value from c",
    "a trigger": "create trigger t after insert on posts begin delete from outputs; end",
    "another column": "alter table meta add column more",
    "another table": "create table more (x)",
    "other values": "update meta set value = '[1]'; update posts set stored = '[]'; update files set mtime = 'x'",
    "no cards": "delete from cards",
    "no JSON": "update posts set stored = 'x'; update meta set value = '{' where name = 'summary'",
    "no rows": "update posts set stored = null; update outputs set sha256 = null",
    "names that lead out": "update outputs set name = '../../../' || name",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_cache_that_somebody_wrote(bench: Workbench, smm: Callable[..., Result], forgery: str) -> None:
    expected = bench.tree()
    db = sqlite3.connect(cache_of(bench), isolation_level=None)
    db.executescript(FORGED[forgery])
    db.close()
    for command in (("check",), ("list",), ("build",)):
        assert smm("-C", bench.project.path, *command).code == 0
    bench.project.post("a.md", "А", "Новое.")
    assert smm("-C", bench.project.path, "build").code == 0
    assert "Новое" in bench.page("a")
    assert bench.tree().keys() == expected.keys()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="begins two builds in the same moment")
def test_two_first_builds_at_once(make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither fails, and neither waits until it gives up."""
    monkeypatch.setattr(cache_file, "WAIT", 10.0)
    for number in range(12):
        project = make_project({"content/posts/a.md": post("А")}, name=f"brand-{number}")
        ready, go = os.pipe()
        children = []
        for _ in range(2):
            if (child := os.fork()) == 0:
                code = 1
                try:
                    os.close(go)
                    os.read(ready, 1)  # until the other end is closed
                    build_in(project.path)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        os.close(ready)
        os.close(go)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
        assert build_in(project.path).written == 0


def test_check_and_list_write_nothing(project: Project, smm: Callable[..., Result]) -> None:
    for command in (("check",), ("list",)):
        assert smm("-C", project.path, *command).code == 0
    assert sorted(path.name for path in project.path.iterdir()) == ["content", "smm.toml"]
