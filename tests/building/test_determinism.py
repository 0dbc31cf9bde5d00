"""The same content gives the same bytes: in another folder, at another time, in another place, on more processes."""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path

import pytest
from small_project import ROOT, copy_sample_brand, run_smm
from workbench import assert_same, tree

sys.path.insert(0, str(ROOT / "bench"))
from generate import generate

HERE = {"TZ": "Europe/Moscow", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "LANGUAGE": "ru"}
THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "2", "LANGUAGE": "en", "COLUMNS": "40", "CI": "1"}


def shuffle_times(folder: Path) -> None:
    rng = random.Random(7)
    for path in folder.rglob("*"):
        at = rng.randrange(10**9)
        os.utime(path, (at, at))


def test_the_sample_brand_is_the_same_everywhere(tmp_path: Path) -> None:
    here, there = copy_sample_brand(tmp_path / "here"), copy_sample_brand(tmp_path / "over there" / "и дальше")
    shuffle_times(there)
    first = run_smm("-C", here, "build", "--jobs", "1", env=HERE)
    second = run_smm("build", "--jobs", "2", cwd=there, env=THERE)
    assert (first.code, second.code) == (0, 0), first.err + second.err
    found = tree(here / "build")
    assert len(found) > 150
    assert_same(tree(there / "build"), found)
    assert not [name for name, data in found.items() if str(tmp_path).encode() in data]


def test_a_build_does_not_depend_on_the_day(tmp_path: Path) -> None:
    import time_machine
    from workbench import build_in

    here = copy_sample_brand(tmp_path / "here")
    there = copy_sample_brand(tmp_path / "there")
    with time_machine.travel("2025-01-01T00:00:00+00:00", tick=True):
        build_in(here)
    with time_machine.travel("2031-06-30T23:00:00+00:00", tick=True):
        build_in(there)
    assert_same(tree(there / "build"), tree(here / "build"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 posts on four accounts: enough for several processes."""
    folder = tmp_path_factory.mktemp("many") / "project"
    generate(folder, 300)
    clashing = folder / "content" / "posts" / "000" / "post-000299.md"
    clashing.write_text(clashing.read_text("utf-8").replace("bench-000299", "bench-000000"), encoding="utf-8")
    return folder


def test_several_processes_make_what_one_makes(many: Path, tmp_path: Path) -> None:
    from workbench import build_in

    reports = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        shutil.copytree(many, folder)
        reports.append(build_in(folder, jobs))
    assert_same(tree(tmp_path / "2" / "build"), tree(tmp_path / "1" / "build"))
    assert reports[0] == reports[1]
    assert [found.name for found in reports[1].diagnostics] == ["duplicate-uid"]
