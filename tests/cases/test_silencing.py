"""Opinions about documents of every kind are silenced by `ignore` in the file and by smm.toml, as those about posts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_project import Result
from test_cases import HERE, NOW, copied

from smmgen.rules import codes

CASES = [*sorted(path.parent for path in HERE.glob("*-with-every-fault/case.toml")), HERE / "contests"]
OPINIONS = {code.name for code in codes().values() if not code.fact}
ALREADY_OFF = ("ads-contested", "foreign-word", "no-ads-here", "too-close")
"""In some of the cases."""
Row = dict[str, Any]
Smm = Callable[..., Result]


def rows_of(smm: Smm, project: Path) -> list[Row]:
    found: list[Row] = json.loads(smm("-C", project, "check", "--format", "json", "--now", NOW, "--calendar").out)
    return found


def opinions(rows: list[Row]) -> dict[str, set[str]]:
    """File with front matter -> names of opinions about it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["name"] in OPINIONS and row["path"].endswith(".md"):
            found[row["path"]].add(row["name"])
    return found


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return copied(request.param, tmp_path / "project")


def test_by_the_file_itself(project: Path, smm: Smm) -> None:
    """One that was told instead of another one comes when that is silenced."""
    silenced = opinions(rows_of(smm, project))
    assert silenced
    texts = {name: (project / name).read_text("utf-8") for name in silenced}
    for _ in range(2):
        for name, text in texts.items():
            ignored = f"---\nignore: [{', '.join(sorted(silenced[name]))}]\n"
            (project / name).write_text(text.replace("---\n", ignored, 1), "utf-8")
        left = opinions(rows_of(smm, project))
        for name in left:
            silenced[name] |= left[name]
    assert left == {}


def test_by_smm_toml(project: Path, smm: Smm) -> None:
    names = sorted({name for found in opinions(rows_of(smm, project)).values() for name in found})
    config = project / "smm.toml"
    kept = [line for line in config.read_text("utf-8").splitlines() if not line.startswith("severity = ")]
    text = "\n".join(kept).partition("[rules.severity]")[0]
    off = "".join(f'{name} = "off"\n' for name in {*names, *ALREADY_OFF})
    config.write_text(f"{text}\n[rules.severity]\n{off}", "utf-8")
    assert opinions(rows_of(smm, project)) == {}
