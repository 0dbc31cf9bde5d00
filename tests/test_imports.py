"""No module needs, even for its types, one that needs it: what is read first is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import smmgen

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
