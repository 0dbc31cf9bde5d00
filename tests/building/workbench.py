"""Builds in this process as `smm build` does them, and what they left behind."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from small_project import Project

from smmgen.building.build import build
from smmgen.building.scan import see
from smmgen.building.summary import Report, unchanged
from smmgen.cli.project import opened, states
from smmgen.recipe import recipe


def build_in(folder: Path, jobs: int | None = None, no_hooks: bool = False) -> Report:
    """The quick answer when there is one, else the build: the same steps as the command."""
    switches = "--no-hooks" if no_hooks else ""
    seen = see(folder)
    found = unchanged(folder, switches, seen.files)
    if found is not None:
        return found
    project = opened(folder)
    work = recipe(project.path, project.config, project.networks, project.hooks(no_hooks))
    return build(work, states(project), switches=switches, since=project.since, seen=seen, jobs=jobs)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by POSIX path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[str, int]:
    """When each file was last written, in nanoseconds."""
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def picture(colour: str = "#7a4a21", width: int = 80, height: int = 60) -> bytes:
    """A PNG file."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


@dataclass
class Workbench:
    """A project that is built again and again, with a place to build it from nothing."""

    project: Project
    scratch: Path
    copies: int = 0

    @property
    def output(self) -> Path:
        return self.project.path / "build"

    def build(self, jobs: int | None = None, no_hooks: bool = False) -> Report:
        return build_in(self.project.path, jobs, no_hooks)

    def tree(self) -> dict[str, bytes]:
        return tree(self.output)

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.output / "manifest.json").read_bytes())
        return found

    def page(self, slug: str) -> str:
        return (self.output / "site" / "posts" / f"{slug}.html").read_text(encoding="utf-8")

    def payload(self, account: str, slug: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.output / "payloads" / account / f"{slug}.json").read_bytes())
        return found

    def codes(self, report: Report) -> list[str]:
        return [f"{found.path.removeprefix('content/posts/')} {found.name}" for found in report.diagnostics]

    def clean_tree(self) -> dict[str, bytes]:
        """What a build of the same content gives in another folder, from nothing."""
        self.copies += 1
        copy = self.scratch / f"copy-{self.copies}"
        shutil.copytree(
            self.project.path, copy, symlinks=True, ignore=shutil.ignore_patterns("build", "cache.db*", "__pycache__")
        )
        build_in(copy)
        return tree(copy / "build")

    def rebuild(self) -> Report:
        """Build, and require what a build from nothing would have given."""
        report = self.build()
        assert_same(self.tree(), self.clean_tree())
        return report


def assert_same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    """Two trees are the same; says only which files differ, for their bytes would fill the screen."""
    differ = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    assert not differ, f"differ: {differ}"
