"""Whatever lies in content/: strange names, links, and files that cannot be read."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import Project, Result, post, run_smm
from workbench import Workbench, build_in, picture

from smmgen.building.scan import scan
from smmgen.errors import UserError

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
STILL_MIGHTY = 99
permissions = pytest.mark.skipif(sys.platform != "linux", reason="permissions are tested on Linux")
links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")


def test_names_of_all_kinds(make_project: Callable[..., Project], tmp_path: Path) -> None:
    names = ["с пробелом и ё", "emoji 🐈", "a&b", 'quote"d', "100%", "q?x=1#y", "папка/вложенная/пост", "é"]
    bench = Workbench(
        make_project({f"content/posts/{name}.md": post(f"N{n}") for n, name in enumerate(names)}), tmp_path
    )
    report = bench.rebuild()
    assert report.posts == len(names)
    assert not report.has_errors
    assert {name.removeprefix("payloads/vk/") for name in bench.tree() if name.startswith("payloads/vk/")} == {
        f"{name}.json" for name in names
    }
    assert bench.build().written == 0


def test_one_name_in_two_unicode_forms_is_one_identity(make_project: Callable[..., Project], tmp_path: Path) -> None:
    names = ["é", "e\u0301"]
    files = {f"content/posts/{name}.md": post(f"N{n}", "Text") for n, name in enumerate(names)}
    bench = Workbench(make_project(files), tmp_path)
    report = bench.rebuild()
    assert {(found.path, found.name) for found in report.diagnostics if found.code == "SMM121"} == {
        ("content/posts/é.md", "duplicate-uid")
    }


def test_an_empty_project(make_project: Callable[..., Project], tmp_path: Path) -> None:
    bench = Workbench(make_project(), tmp_path)
    report = bench.rebuild()
    assert (report.posts, report.payloads, report.diagnostics) == (0, 0, ())
    assert (bench.output / "site" / "index.html").exists()
    assert bench.build().written == 0


def test_hidden_files_and_files_that_are_no_posts(bench: Workbench) -> None:
    before = bench.tree()
    strays = {".a.md.swp": "x", ".git/c.md": post(), "table.csv": "x"}
    bench.project.write({f"content/posts/{name}": text for name, text in strays.items()})
    assert bench.rebuild().posts == 2
    assert bench.tree() == before


@links
def test_links_inside_the_project(bench: Workbench) -> None:
    bench.project.write({"content/media/latte.png": picture()})
    bench.project.write({"content/drafts/c.md": post("В", schedule="2026-12-07 10:00")})
    posts = bench.project.path / "content" / "posts"
    (posts / "c.md").symlink_to("../drafts/c.md")
    (posts / "latte.png").symlink_to("../media/latte.png")
    bench.project.post("a.md", "А", media="[{file: latte.png, alt: Латте}]")
    report = bench.rebuild()
    assert (report.posts, report.has_errors) == (3, False)
    assert bench.payload("vk", "c")["title"] == "В"
    bench.project.write({"content/drafts/c.md": post("Г", schedule="2026-12-07 10:00")})
    bench.rebuild()
    assert bench.payload("vk", "c")["title"] == "Г"


@links
def test_folders_that_lead_in_circles(bench: Workbench) -> None:
    content = bench.project.path / "content"
    (content / "posts" / "up").symlink_to("../")
    (content / "posts" / "one").mkdir()
    (content / "posts" / "one" / "two").symlink_to("../two")
    (content / "posts" / "two").mkdir()
    (content / "posts" / "two" / "one").symlink_to("../one")
    bench.project.post("one/c.md", "В", schedule="2026-12-07 10:00")
    found = scan(bench.project.path)
    assert sorted(found) == [
        "content/posts/a.md",
        "content/posts/b.md",
        "content/posts/one/c.md",
    ]


@links
@pytest.mark.parametrize("target", ["outside", "hidden", "folder"])
def test_a_post_that_leads_out_of_the_project_is_neither_read_nor_shown(
    bench: Workbench, tmp_path: Path, target: str
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "c.md").write_text("TELEGRAM_TOKEN=canary", encoding="utf-8")
    bench.project.write({".smm/tokens.md": "TELEGRAM_TOKEN=canary"})
    posts = bench.project.path / "content" / "posts"
    if target == "folder":
        (posts / "x").symlink_to(tmp_path / "secrets")
    else:
        (posts / "c.md").symlink_to(tmp_path / "secrets" / "c.md" if target == "outside" else "../../.smm/tokens.md")
    report = bench.build()
    name = "x" if target == "folder" else "c.md"
    assert bench.codes(report) == [f"{name} unreadable-file"]
    assert "link that leads out" in report.diagnostics[0].message
    assert not [file for file, data in bench.tree().items() if b"canary" in data]


@links
def test_links_to_nothing_and_to_themselves(bench: Workbench) -> None:
    posts = bench.project.path / "content" / "posts"
    (posts / "c.md").symlink_to("nowhere.md")
    (posts / "d.md").symlink_to("d.md")
    report = bench.build()
    assert sorted(bench.codes(report)) == ["c.md unreadable-file", "d.md unreadable-file"]
    assert (bench.output / "site" / "posts" / "c.html").exists()
    assert bench.build().written == 0
    (posts / "nowhere.md").write_text(post("В", schedule="2026-12-07 10:00"), encoding="utf-8")
    assert "c.md unreadable-file" not in bench.codes(bench.build())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_a_name_in_another_encoding(bench: Workbench) -> None:
    name = "кофе.md".encode("cp1251")
    with open(os.path.join(os.fsencode(bench.project.path), b"content/posts", name), "wb") as file:
        file.write(post().encode())
    with pytest.raises(UserError, match="in content/posts is not UTF-8"):
        bench.build()


def _give_up_reading_everything() -> None:
    """Before the program starts: without these capabilities permissions count for root as well (capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            os._exit(STILL_MIGHTY)


def build_with_closed(project: Project, name: str) -> Result:
    """Build with one file or folder that may not be read."""
    project.write({"content/posts/latte.png": picture()})
    project.post("a.md", "А", media="[{file: latte.png, alt: Латте}]")
    project.post("x/c.md", "В", schedule="2026-12-07 10:00")
    root = os.geteuid() == 0
    (project.path / name).chmod(0)
    try:
        result = run_smm("build", cwd=project.path, preexec_fn=_give_up_reading_everything if root else None)
    finally:
        (project.path / name).chmod(0o755)
    if result.code == STILL_MIGHTY:
        pytest.skip("root that cannot give up its rights may read everything")
    return result


@permissions
def test_a_post_that_may_not_be_read(project: Project) -> None:
    result = build_with_closed(project, "content/posts/x/c.md")
    assert result.code == 1
    said = "content/posts/x/c.md:1:1: error SMM101 unreadable-file: the file cannot be read: permission denied"
    assert said in result.err


@permissions
def test_a_picture_that_may_not_be_read(project: Project) -> None:
    result = build_with_closed(project, "content/posts/latte.png")
    assert result.code == 1, result.err
    assert "latte.png" in result.err


@permissions
def test_a_folder_that_may_not_be_read(project: Project) -> None:
    result = build_with_closed(project, "content/posts/x")
    assert result.code == 2
    assert result.err.startswith("error: the folder content/posts/x cannot be read: permission denied")


@permissions
def test_settings_that_may_not_be_read(project: Project) -> None:
    result = build_with_closed(project, "smm.toml")
    assert result.code == 2
    assert result.err.startswith("error: smm.toml cannot be read: permission denied")


def test_a_build_folder_that_is_a_file(project: Project, smm: Callable[..., Result]) -> None:
    (project.path / "build").write_text("mine")
    result = smm("-C", project.path, "build")
    assert result.code == 2
    assert "build" in result.err
    assert "bug" not in result.err
    (project.path / "build").unlink()
    assert build_in(project.path).posts == 2
