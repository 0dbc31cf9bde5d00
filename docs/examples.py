"""Runs the commands that the pages show and compares what they print; `python docs/examples.py` writes it anew.

A fence ```console holds commands (`$ smm ...`, `$ cd ...`) and below each what it prints. A line `...` stands for any
lines. A comment above a fence, invisible to readers, says more:

    <!-- project: starter -->  at the top: the commands run in a new project, not in an empty folder
    <!-- exit: 1 -->           the exit code of the fence's last command, otherwise 0
    <!-- write: PATH -->       the fence's text becomes that file
    <!-- edit: PATH -->        a ```diff whose `-` lines, as they stand in that file, become the `+` lines
    <!-- wrong: why -->        a ```markdown that is a mistake on purpose
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).resolve().parent
HOME = "/srv/brand"
"""Stands in the pages for the folder where the commands run."""
DAY = "2026-11-30T09:00+03:00"
"""The day of every example: `smm init` gives the starter's posts the days after it."""

_FENCE = re.compile(
    r"^(?:<!-- (?P<kind>write|edit|exit|wrong): *(?P<value>.*?) -->\n)?"
    r"(?P<marks>`{3,})(?P<language>\w*)\n(?P<body>.*?)^(?P=marks)$",
    re.MULTILINE | re.DOTALL,
)
_PROJECT = re.compile(r"^<!-- project: starter -->$", re.MULTILINE)
_VARYING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8123"),
    (re.compile(r"/\d{15,}"), "/116000000000000001"),
    (re.compile(r"since \d{4}-\d\d-\d\d \d\d:\d\d "), "since 2026-12-01 10:05 "),
    (re.compile(r"machine zone \S+"), "machine zone UTC"),
    (re.compile(r"\[Errno \d+\]"), "[Errno 104]"),
)


class Fence(NamedTuple):
    """One fence of a page. `start` and `end` are the offsets of its body."""

    kind: str
    value: str
    language: str
    body: str
    start: int
    end: int


class Block(NamedTuple):
    """A ```console fence that was run. `actual` is the body as it should be; `codes` the exit codes."""

    fence: Fence
    actual: str
    codes: tuple[int, ...]

    @property
    def is_right(self) -> bool:
        return fits(self.fence.body, self.actual)

    @property
    def ends_well(self) -> bool:
        *before, last = self.codes
        return not any(before) and last == int(self.fence.value or 0)


def pages() -> list[Path]:
    """Every page with commands that can be run."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "```console\n$ " in page.read_text("utf-8")]


def fences(text: str) -> list[Fence]:
    return [
        Fence(m["kind"] or "", m["value"] or "", m["language"], m["body"], *m.span("body"))
        for m in _FENCE.finditer(text)
    ]


def run(page: str, folder: Path) -> list[Block]:
    """Do in `folder` what the page says, top to bottom."""
    if _PROJECT.search(page):
        _smm(["-C", str(folder), "init", str(folder), "--now", DAY], folder)
    here, blocks = folder, []
    for fence in fences(page):
        if fence.kind == "write":
            _write(here / fence.value, fence.body)
        elif fence.kind == "edit":
            _edit(here / fence.value, fence.body)
        elif fence.language == "console":
            here, block = _run(fence, here, folder)
            blocks.append(block)
    return blocks


def fits(expected: str, actual: str) -> bool:
    """The same, `...` lines standing for any lines."""
    lines = [".*" if line == "..." else re.escape(line) for line in expected.splitlines()]
    return re.fullmatch("\n".join(lines), actual.rstrip("\n"), re.DOTALL) is not None


def _run(fence: Fence, here: Path, root: Path) -> tuple[Path, Block]:
    printed, codes = [], []
    for line in fence.body.splitlines():
        if not line.startswith("$ "):
            continue
        program, *arguments = shlex.split(line[2:])
        if program == "cd":
            here, code, said = here / arguments[0], 0, ""
        elif program == "smm":
            code, said = _smm(arguments, here)
        else:
            raise ValueError(f"only smm and cd can be run: {line}")
        printed.append(f"{line}\n{_settled(said, root)}")
        codes.append(code)
    return here, Block(fence, "".join(printed), tuple(codes))


def _settled(text: str, root: Path) -> str:
    """Without what differs from run to run and from machine to machine."""
    text = text.replace(str(root.resolve()), HOME).replace(str(root), HOME)
    for pattern, constant in _VARYING:
        text = pattern.sub(constant, text)
    return text


def _smm(arguments: list[str], folder: Path) -> tuple[int, str]:
    """The exit code, and what a terminal would show: both streams in their order."""
    from smmgen.cli import smm
    from smmgen.cli.failure import run

    screen, argv, place = io.StringIO(), sys.argv, Path.cwd()
    sys.argv = ["smm", *arguments]
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            code = run(smm)
    finally:
        sys.argv = argv
        os.chdir(place)
    return code, screen.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _edit(path: Path, diff: str) -> None:
    old, new = ("".join(f"{line[2:]}\n" for line in diff.splitlines() if line[0] == sign) for sign in "-+")
    text = path.read_text("utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{path.name} does not hold this once:\n{old}")
    path.write_text(text.replace(old, new), encoding="utf-8")


@contextlib.contextmanager
def builder() -> Iterator[Path]:
    """A folder to run a page in; rehearsals that were started there are stopped."""
    from smmgen.rehearsal.engine.launch import find

    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        finally:
            for running in map(find, Path(folder).rglob(".smm/rehearsal")):
                if running:
                    running.stop()


def main() -> None:
    """Put what the commands print now into every page; what has `...` in it is only compared."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for page in pages():
        text = page.read_text("utf-8")
        with builder() as folder:
            blocks = run(text, folder)
        for block in reversed(blocks):
            fence = block.fence
            if not block.ends_well:
                print(f"{page.name}: exit codes {block.codes}:\n{block.actual}")
            elif block.is_right:
                continue
            elif "\n...\n" in fence.body:
                print(f"{page.name}: mend by hand:\n{fence.body}it is now:\n{block.actual}")
            else:
                text = text[: fence.start] + block.actual + text[fence.end :]
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
