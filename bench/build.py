"""Times whole `smm build` processes: cold, nothing changed, one post changed; and a peer beside them in the same run.

    python bench/build.py 1000 10000 [--runs 3] [--peer hugo]

Prints wall seconds, CPU seconds and the peak memory of the largest process. Outputs are counted before a figure is
believed. The peer renders the same Markdown to one HTML page a post; we render a page and four payloads.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from generate import generate

SMM = (sys.executable, "-m", "smmgen")


class Figures(NamedTuple):
    wall: float
    cpu: float
    megabytes: float


def run(*command: str, cwd: Path) -> Figures:
    """One process to its end. Raises CalledProcessError when it fails."""
    code = (
        "import resource,subprocess,sys,json,time;t=time.perf_counter();"
        "p=subprocess.run(sys.argv[1:],capture_output=True);w=time.perf_counter()-t;"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([w,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,p.returncode,p.stderr.decode()[-2000:]]))"
    )
    import json

    out = subprocess.run([sys.executable, "-c", code, *command], cwd=cwd, capture_output=True, check=True)
    wall, cpu, megabytes, status, errors = json.loads(out.stdout)
    if status:
        raise SystemExit(f"{' '.join(command)} exited with {status}:\n{errors}")
    return Figures(wall, cpu, megabytes)


def measured(runs: int, prepare: Callable[[], None], work: Callable[[], Figures]) -> Figures:
    """Medians over several runs, each prepared anew."""
    found = []
    for _ in range(runs):
        prepare()
        found.append(work())
    return Figures(*(statistics.median(column) for column in zip(*found, strict=True)))


def edit(project: Path) -> None:
    path = project / "content" / "posts" / "000" / "post-000042.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\nEdited at {time.time_ns()}.\n", encoding="utf-8")


def forget(project: Path) -> None:
    for name in ("build", ".smm", "public"):
        shutil.rmtree(project / name, ignore_errors=True)


def require_complete(project: Path, count: int) -> None:
    pages = sum(1 for _ in (project / "build" / "site" / "posts").rglob("*.html"))
    payloads = sum(1 for _ in (project / "build" / "payloads").rglob("*.json"))
    if (pages, payloads) != (count, 4 * count):
        raise SystemExit(f"{pages} pages and {payloads} payloads for {count} posts: the figures would mean nothing")


def hugo(project: Path, count: int) -> Path:
    """The same posts as a Hugo site with the smallest templates that make a page and a list."""
    site = project.with_name("hugo")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(project / "content", site / "content")
    for path in (site / "content").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if not line.startswith(("schedule:", "platforms:", "hashtags:"))]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (site / "hugo.toml").write_text('baseURL = "https://bench.example/"\ntitle = "Bench"\n')
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text("<!doctype html><title>{{ .Title }}</title>{{ .Content }}")
    entry = "<a href='{{ .RelPermalink }}'>{{ .Title }}</a>"
    (layouts / "list.html").write_text(f"<!doctype html>{{{{ range .Pages }}}}{entry}{{{{ end }}}}")
    return site


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", choices=["hugo", "none"], default="hugo" if shutil.which("hugo") else "none")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {arguments.runs}")
    print(f"{'posts':>6}  {'what':22}  {'wall s':>8}  {'cpu s':>8}  {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for count in arguments.counts:
            project = Path(scratch) / f"p{count}"
            generate(project, count)
            measure(project, count, arguments.runs, arguments.peer)


def measure(project: Path, count: int, runs: int, peer: str) -> None:
    def build() -> Figures:
        return run(*SMM, "build", cwd=project)

    def show(what: str, figures: Figures) -> None:
        print(f"{count:6}  {what:22}  {figures.wall:8.2f}  {figures.cpu:8.2f}  {figures.megabytes:8.0f}", flush=True)

    show("smm build, cold", measured(runs, lambda: forget(project), build))
    require_complete(project, count)
    if peer == "hugo":
        site = hugo(project, count)
        clean = lambda: shutil.rmtree(site / "public", ignore_errors=True)  # noqa: E731
        show("hugo, cold", measured(runs, clean, lambda: run("hugo", "--quiet", cwd=site)))
        show("hugo, no change", measured(runs, lambda: None, lambda: run("hugo", "--quiet", cwd=site)))
    show("smm build, no change", measured(runs, lambda: None, build))
    show("smm build, one post", measured(runs, lambda: edit(project), build))
    require_complete(project, count)
    show("smm check, no change", measured(runs, lambda: None, lambda: run(*SMM, "check", cwd=project)))


if __name__ == "__main__":
    main()
