"""No module needs, even for its types, one that needs it: what is read first is known. Commands load what they need."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_project import Project, child_environment

import smmgen
from smmgen.networks import registry

ROOT = Path(smmgen.__file__).parent
MODULES = {
    ".".join(("smmgen", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
    if "themes" not in path.relative_to(ROOT).parts
}


def imported(name: str, path: Path) -> set[str]:
    """Modules of the package that it imports: at the top, in functions and for types alone."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name} imports by a relative name"
            found |= {_module(node.module, alias.name) for alias in node.names}
    return (found & MODULES.keys()) - {name}


def _module(module: str, name: str) -> str:
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


def cycles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """Groups of modules that need each other (Tarjan, Depth-first search and linear graph algorithms, 1972)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []

    def visit(name: str) -> Iterator[list[str]]:
        numbers[name] = lowest[name] = len(numbers)
        waiting.append(name)
        for other in sorted(graph[name]):
            if other not in numbers:
                yield from visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in waiting:
                lowest[name] = min(lowest[name], numbers[other])
        if lowest[name] == numbers[name]:
            at = waiting.index(name)
            group, waiting[at:] = waiting[at:], []
            if len(group) > 1:
                yield sorted(group)

    for name in sorted(graph):
        if name not in numbers:
            yield from visit(name)


def test_no_module_is_in_a_cycle() -> None:
    assert [*cycles({name: imported(name, path) for name, path in MODULES.items()})] == []


def test_a_cycle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str](), "e": {"a"}}
    assert [*cycles(graph)] == [["a", "b", "c"]]


SETTINGS = """[project]
name = "Two"
timezone = "UTC"
[accounts.tg]
platform = "telegram"
target = "@two"
token_env = "A"
[accounts.site]
platform = "feed"
"""
POST = "---\ntitle: Latte\nuid: latte\nplatforms: [telegram, feed]\nschedule: 2036-12-05 12:00\n{}---\nLatte.\n"
FILE = "content/posts/latte.md"
LISTING = """import atexit, runpy, sys
atexit.register(lambda: print("LOADED", *sys.modules))
sys.argv[0] = "smm"
runpy.run_module("smmgen", run_name="__main__")
"""
IDLE = ("PIL", "av", "boto3", "httpx2", "icalendar", "jinja2", "keyring", "oauthlib", "psycopg", "rich", "watchdog")
"""Libraries that drawing, sending and watching need; checking and listing a post without media do not."""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command loads."""
    command = [sys.executable, "-c", LISTING, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=child_environment(), capture_output=True, encoding="utf-8", check=False
    )
    return set(done.stdout.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["check"], ""),
        (["check", FILE], ""),
        (["check", FILE], "silent: true\n"),
        (["check", FILE], "mastodn: {title: A}\n"),
        (["list"], ""),
    ],
)
def test_a_command_loads_the_networks_of_the_project_alone(
    make_project: Callable[..., Project], arguments: list[str], more: str
) -> None:
    """Even where there is a hint to give."""
    found = loaded(make_project({FILE: POST.format(more)}, config=SETTINGS).path, *arguments)
    assert {name for name in registry.names() if f"smmgen.networks.{name}" in found} == {"telegram", "feed"}
    assert found.isdisjoint(IDLE)


def test_help_loads_no_network_and_one_library(tmp_path: Path) -> None:
    found = loaded(tmp_path, "--help")
    assert "click" in found
    assert not [name for name in found if name.startswith("smmgen.networks")]
    assert found.isdisjoint((*IDLE, "markdown_it", "orjson", "pydantic", "yaml"))
