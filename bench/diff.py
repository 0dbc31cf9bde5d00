"""Times whole `smm diff` processes in a project of N posts on four accounts: one post edited, one moved into the way of
another, a hashtag set that all posts have; each in the work tree and between two commits. `smm --help` beside them.

    python bench/diff.py 1000 [--runs 5] [--folder /dev/shm]

Prints medians of wall seconds, of the CPU seconds of all processes and of the peak memory of the largest one. What the
report says is checked before a figure is believed. Every round starts from a clone without a build, as CI has it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from build import SMM, Scene, edit, edited_post, load, require, tell
from generate import generate

BRANCHES = ("base", "one", "moved", "tags")


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgSign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    require(old in text, f"{path.name} has no {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def move(project: Path) -> None:
    """To a quarter of an hour after another post."""
    text = edited_post(project).with_name("post-000077.md").read_text(encoding="utf-8")
    at = next(line for line in text.splitlines() if line.startswith("schedule:"))
    mine = next(line for line in edited_post(project).read_text(encoding="utf-8").splitlines() if "schedule:" in line)
    replace(edited_post(project), mine, at)


def prepare(project: Path, count: int) -> None:
    """A branch for each change, all from `base`."""
    generate(project, count)
    git(project, "init", "-q", "-b", "base")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "base")
    changes: dict[str, Callable[[], object]] = {
        "one": lambda: edit(project),
        "moved": lambda: move(project),
        "tags": lambda: replace(project / "smm.toml", 'brand = ["bench"', 'brand = ["bank"'),
    }
    for name, change in changes.items():
        git(project, "checkout", "-q", "-b", name, "base")
        change()
        git(project, "commit", "-q", "-a", "-m", name)


def scenes(project: Path, count: int) -> list[Scene]:
    def found(expected: int) -> Callable[[str], None]:
        def check(said: str) -> None:
            require("Traceback" not in said, said)
            saved = json.loads((project.parent / "said.json").read_text(encoding="utf-8"))
            posts = {one["path"] for one in saved if one["about"] == "post"}
            require(len(posts) == expected, f"{len(posts)} posts instead of {expected}")

        return check

    def command(*arguments: str) -> list[str]:
        """The report goes into a file: the clock keeps only the end of what is said."""
        shell = 'out="$1"; shift; exec "$@" > "$out"'
        written = str(project.parent / "said.json")
        return ["sh", "-c", shell, "sh", written, *SMM, "diff", *arguments, "--format", "json"]

    def at(name: str) -> Callable[[], None]:
        return lambda: git(project, "checkout", "-q", name)

    listed = [
        Scene(f"{said}, {where}", at(name), command("base", *head), project, found(posts))
        for name, said, posts in (("one", "one post", 1), ("moved", "one moved", 1), ("tags", "hashtag set", count))
        for where, head in (("work tree", []), ("commits", [name]))
    ]
    return [Scene("smm --help", at("base"), [*SMM, "--help"], project, lambda said: None), *listed]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1000], help="numbers of posts")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {arguments.runs}, {load()}")
    print(f"{'posts':>6}  {'what':24}  {'wall s':>8}  {'cpu s':>8}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for count in arguments.counts:
            project = Path(scratch) / f"p{count}"
            prepare(project, count)
            listed = scenes(project, count)
            tell(listed, count, 1 + arguments.runs)
    print(f"afterwards {load()}")


if __name__ == "__main__":
    main()
