"""Every broken post gives exactly the reports of the .txt file beside it, all in one project, through the command line.

Posts of tests/broken/front_matter cannot be read as they stand: what reading reports is compared. Those of
tests/broken/rules can: all is compared; so can those of tests/broken/law, in a project of their own. A post without a
.txt file is what another one clashes with.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from smmgen.content import codes as reading

BROKEN = Path(__file__).parent / "broken"
MADE_UP = {"platform-options"}
"""Written for options that no network has; tests/broken/rules has the same mistakes with real ones."""
FRONT_MATTER = [path for path in sorted(BROKEN.glob("front_matter/*.md")) if path.stem not in MADE_UP]
RULES = sorted(BROKEN.glob("rules/*.md"))
LAW = sorted(BROKEN.glob("law/*.md"))
NOW = "2026-11-22T12:00+03:00"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    return check(tmp_path_factory.mktemp("broken"), BROKEN / "rules/smm.toml", [*FRONT_MATTER, *RULES])


def check(project: Path, settings: Path, posts: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """`smm check` of a project with these settings and posts, and the media of tests/broken/rules."""
    shutil.copy(settings, project)
    shutil.copytree(BROKEN / "rules/media", project / "content/media")
    for path in posts:
        copy = project / "content/posts" / path.relative_to(BROKEN)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    command = [sys.executable, "-m", "smmgen", "-C", str(project), "check", "--format", "json", "--now", NOW]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def rows(checked: subprocess.CompletedProcess[str]) -> list[Row]:
    found: list[Row] = json.loads(checked.stdout)
    return found


def about(rows: list[Row], path: Path) -> list[Row]:
    return [row for row in rows if row["path"] == f"content/posts/{path.relative_to(BROKEN).as_posix()}"]


def expected(path: Path) -> list[str]:
    beside = path.with_suffix(".txt")
    return beside.read_text("utf-8").splitlines() if beside.exists() else []


def test_there_are_enough_of_them() -> None:
    assert len([path for path in (*FRONT_MATTER, *RULES) if expected(path)]) >= 60


def test_exit_code(checked: subprocess.CompletedProcess[str], rows: list[Row]) -> None:
    assert checked.returncode == 1
    errors, warnings, infos = (sum(row["severity"] == one for row in rows) for one in ("error", "warning", "info"))
    assert checked.stderr.startswith(f"{errors} errors, {warnings} warnings, {infos} info{'s' * (infos != 1)}\n")


@pytest.mark.parametrize("path", [*FRONT_MATTER, *RULES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_report(path: Path, rows: list[Row]) -> None:
    found = about(rows, path)
    if path in FRONT_MATTER:
        found = [row for row in found if row["code"] in {code.code for code in reading.ALL}]
    lines = [f"{row['line']}:{row['column']} {row['code']} {row['message']}" for row in found]
    wanted = expected(path)
    assert [line[: len(start)] for line, start in zip(lines, wanted, strict=False)] == wanted, lines
    assert len(lines) == len(wanted), lines


def test_what_is_no_post(rows: list[Row]) -> None:
    """One picture belongs to nobody; nothing is said of files that are not there."""
    others = [row for row in rows if not row["path"].startswith("content/posts/")]
    assert [(row["path"], row["code"]) for row in others] == [("content/media/forgotten.png", "SMM305")]


def test_order(rows: list[Row]) -> None:
    places = [(row["path"], row["line"], row["column"]) for row in rows]
    assert places == sorted(places)


def test_wording(rows: list[Row]) -> None:
    """Lower case, no final stop, no programmer's words."""
    for row in rows:
        for text in (row["message"], row["hint"]):
            assert not text.endswith((".", ";")) or text.endswith("..."), text
            assert not any(word in text for word in ("None", "Traceback", "object at", "()`", "Exception")), text


@pytest.fixture(scope="module")
def of_law(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    return check(tmp_path_factory.mktemp("law"), BROKEN / "law/smm.toml", LAW)


@pytest.mark.parametrize("path", LAW, ids=lambda path: path.stem)
def test_report_about_law(path: Path, of_law: subprocess.CompletedProcess[str]) -> None:
    found = about(json.loads(of_law.stdout), path)
    assert [f"{row['line']}:{row['column']} {row['code']} {row['message']}" for row in found] == expected(path)


def test_that_it_is_no_advice_is_said_once(of_law: subprocess.CompletedProcess[str]) -> None:
    """At the end, and nowhere in the reports."""
    assert of_law.stderr.splitlines()[-1] == "not legal advice"
    assert (of_law.stdout + of_law.stderr).count("legal advice") == 1


def test_nothing_is_said_of_law_where_nobody_asked(checked: subprocess.CompletedProcess[str], rows: list[Row]) -> None:
    assert not [row for row in rows if row["code"].startswith("SMM27")]
    assert "legal advice" not in checked.stderr
