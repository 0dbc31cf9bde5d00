"""The recipe of docs/how-to/editors.md, with the tools that the editors run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from published import missing, node_folder
from small_project import run_smm

pytestmark = pytest.mark.oracle

Tool = Callable[..., tuple[int, str]]


@pytest.fixture
def tool() -> Tool:
    """Run a program that npm has installed: its exit code, and all it said, without colours."""
    programs = node_folder() / "node_modules" / ".bin"
    if not shutil.which("node") or not (programs / "remark").exists() or not (programs / "taplo").exists():
        missing("no remark and taplo: run tests/oracles/install (needs Node 20)")

    def run(project: Path, name: str, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [programs / name, *arguments],
            cwd=project, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    result = run_smm("init", "brand", "--editor", "vscode", cwd=folder)
    assert result.code == 0, result.err
    return folder / "brand"


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "brand")
    (tmp_path / "brand/node_modules").symlink_to(node_folder() / "node_modules")
    return tmp_path / "brand"


def remark(tool: Tool, project: Path) -> str:
    return tool(project, "remark", "content/posts", "--quiet", "--no-stdout")[1]


def test_the_starter_has_no_mistakes(project: Path, tool: Tool) -> None:
    assert remark(tool, project) == ""
    assert tool(project, "taplo", "lint")[0] == 0


MISTAKES = {
    "platforms: [vkk]": "one of the allowed values",
    "status: redy": "one of the allowed values",
    "hashtags: [$nope]": "schema in anyOf",
    "titel: A": "additional properties",
    "targeting: {age: 17}": "one of the allowed values",
}


def test_mistakes_in_front_matter_show(project: Path, tool: Tool) -> None:
    """A file for each mistake; what is said of a file stands below its name."""
    for number, line in enumerate(MISTAKES):
        key = line.partition(":")[0]
        front = {"platforms": "[vk]", "schedule": "2026-12-05 10:00", key: line.partition(": ")[2]}
        lines = "".join(f"{name}: {value}\n" for name, value in front.items())
        (project / f"content/posts/wrong-{number}.md").write_text(f"---\n{lines}---\nText\n", encoding="utf-8")
    names = [f"content/posts/wrong-{number}.md\n" for number in range(len(MISTAKES))]
    _, *said = re.split("|".join(map(re.escape, names)), remark(tool, project))
    assert len(said) == len(MISTAKES)
    for (line, words), about in zip(MISTAKES.items(), said, strict=True):
        assert words in about, line


@pytest.mark.parametrize(
    ("before", "after"),
    [('platform = "vk"', 'platform = "vkk"'), ('platform = "vk"', 'platform = "vk"\ntrget = 1'), ("name =", "nmae =")],
)
def test_mistakes_in_smm_toml_show(project: Path, tool: Tool, before: str, after: str) -> None:
    path = project / "smm.toml"
    path.write_text(path.read_text("utf-8").replace(before, after, 1), encoding="utf-8")
    code, said = tool(project, "taplo", "lint")
    assert code != 0
    assert "smm.toml" in said


def test_files_of_ones_own_are_left_alone(tmp_path: Path) -> None:
    run_smm("init", "brand", cwd=tmp_path)
    project = tmp_path / "brand"
    (project / "package.json").write_text('{"name": "ours"}', encoding="utf-8")
    added = run_smm("init", ".", "--editor", "vscode", cwd=project)
    assert added.code == 0
    assert "package.json already exists and was not changed" in added.err
    assert (project / "package.json").read_text("utf-8") == '{"name": "ours"}'
    (project / ".vscode/post.schema.json").write_text("{}", encoding="utf-8")
    again = run_smm("init", ".", "--editor", "vscode", cwd=project)
    schemas = [*(project / ".vscode").glob("*.schema.json")]
    assert f"wrote {len(schemas)} files" in again.err
    assert '"platforms"' in (project / ".vscode/post.schema.json").read_text("utf-8")
