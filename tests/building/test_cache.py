"""The cache may be lost, damaged, old or held by somebody else: the build goes on, or says what is the matter."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result
from workbench import Workbench, assert_same, build_in, times

from smmgen.building import cache
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
    for post in ("a", "b"):
        bench.project.post(f"{post}.md", post, platforms="[site]", schedule=f"2026-12-0{'ab'.index(post) + 5} 10:00")
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
    monkeypatch.setattr(cache, "WAIT", 0.05)
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
