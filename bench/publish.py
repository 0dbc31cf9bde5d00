"""Times whole `smm publish` processes with nothing due, as a schedule starts them a hundred times a day.

    python bench/publish.py 1000 10000 [--runs 3] [--folder /dev/shm]

Prints medians of wall seconds, of CPU seconds and of the peak memory of the largest process, git's included. Every part
of every post is in the ledger (`smm ledger seed`). The git ledger is read by a new shallow clone each time, as CI does,
and once more by a clone that knows it; beside them, in the same run, the clone alone with `git fetch` of the ledger.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from build import SMM, Scene, environment, load, require, run, tell
from generate import generate

LONG_AGO, LATE = "2025-12-31T00:00+03:00", "2036-01-01T00:00+03:00"


def call(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment(folder))


def prepare(project: Path, count: int, kind: str) -> None:
    """A built project whose ledger of that kind knows every part."""
    generate(project, count)
    if kind != "sqlite":
        with (project / "smm.toml").open("a", encoding="utf-8") as file:
            file.write('\n[publish]\nledger = "git:smm-ledger"\n')
        (project / ".gitignore").write_text("/.smm/\n")
        call(project, "git", "init", "-q", "-b", "main")
    call(project, *SMM, "build")
    if kind != "sqlite":  # what was built goes along: the clone is to publish, not to build
        call(project, "git", "add", ".")
        call(project, "git", "-c", "user.name=b", "-c", "user.email=b@bench.example", "commit", "-qm", "built")
        call(project.parent, "git", "clone", "-q", "--bare", str(project), f"{project}.git")
        call(project, "git", "remote", "add", "origin", f"file://{project}.git")
    call(project, *SMM, "ledger", "seed", "--before", LATE)


def cloned(project: Path, clone: Path) -> None:
    shutil.rmtree(clone, ignore_errors=True)
    call(project.parent, "git", "clone", "-q", "--depth=1", f"file://{project}.git", str(clone))


def scenes(folder: Path, count: int) -> list[Scene]:
    sqlite, git = folder / f"p{count}-sqlite", folder / f"p{count}-git"
    prepare(sqlite, count, "sqlite")
    prepare(git, count, "git")
    clone = git.with_name(f"{git.name}-clone")

    def nothing_due(said: str) -> None:
        require("nothing is due" in said, said)

    def anew() -> None:
        cloned(git, clone)

    def fetched(said: str) -> None:
        found = subprocess.run(["git", "ls-tree", "-r", "--name-only", "FETCH_HEAD"], cwd=clone, capture_output=True)
        require(found.stdout.count(b"\n") > 4 * count, "not the whole ledger")

    publish = [*SMM, "publish", "--now", LONG_AGO]
    fetch = ["git", "fetch", "-q", "--depth=1", "origin", "smm-ledger"]
    nothing: Callable[[], None] = lambda: None  # noqa: E731
    return [
        Scene("publish, SQLite", nothing, publish, sqlite, nothing_due),
        Scene("publish, git, new clone", anew, publish, clone, nothing_due),
        Scene("publish, git, again", nothing, publish, clone, nothing_due),
        Scene("git fetch alone", anew, fetch, clone, fetched),
    ]


def measure(folder: Path, count: int, runs: int) -> None:
    found = scenes(folder, count)
    run(found[0])  # not counted: Python compiles what it keeps
    tell(found, count, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 10000], help="numbers of posts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {arguments.runs}, {load()}")
    print(f"{'posts':>6}  {'what':24}  {'wall s':>8}  {'cpu s':>8}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for count in arguments.counts:
            measure(Path(scratch), count, arguments.runs)
    print(f"afterwards {load()}")


if __name__ == "__main__":
    main()
