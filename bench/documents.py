"""Times whole `smm check` processes with 200 documents beside the posts, and with the posts alone.

    python bench/documents.py [1000] [--runs 7] [--folder /dev/shm]

The documents: 60 events, 40 campaigns, 40 audiences, 34 contests, 12 plans of a month, 2 budgets and 12 months of
payments. Every fifth post names a campaign. The two projects are built and then checked in turn: as every save checks
them (`known`), and with everything read again (`fresh`: no cache). Prints medians of CPU seconds of both, and the
median ratio of the same round. That the documents are read is checked first.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from build import SMM, Scene, environment, forget, load, require, run
from generate import generate

NOW = ("--now", "2025-12-31T09:00+03:00")
START = datetime(2026, 1, 1, 17)  # noqa: DTZ001 - wall time
DOCUMENTS = 200


def documents() -> dict[str, str]:
    """Path -> text."""
    found: dict[str, str] = {}
    for number in range(60):
        at = START + timedelta(days=number)
        found[f"content/events/e{number:03}.md"] = (
            f"---\ntitle: Evening {number}\nstarts: {at:%Y-%m-%d %H:%M}\nends: {at:%Y-%m-%d} 19:00\nage: 6+\n"
            f"place: {{name: Hall {number}, lat: 55.75, lon: 37.6}}\ncapacity: 12\n"
            "cost: {amount: 100, budget: events}\n---\nCome.\n"
        )
    for number in range(40):
        found[f"content/campaigns/c{number:03}.md"] = (
            f"---\ntitle: Campaign {number}\ndates: 2026-01-01..2026-12-31\n"
            f"audiences: [a{number:03}]\ngoal: Known by all\n---\nWhy.\n"
        )
        found[f"content/audiences/a{number:03}.md"] = f"---\ntitle: Audience {number}\n---\nWho they are.\n"
    for number in range(34):
        opens = START + timedelta(days=number)
        found[f"content/contests/g{number:03}.md"] = (
            f"---\ntitle: Box {number}\nkind: giveaway\nannounced_by: [bench-{number:06}]\n"
            "entry: {account: vk, do: comment}\n"
            f"opens: {opens:%Y-%m-%d %H:%M}\ncloses: {opens + timedelta(7):%Y-%m-%d %H:%M}\n"
            f"draw: {{at: {opens + timedelta(8):%Y-%m-%d %H:%M}}}\nreserve: 5\n"
            "prizes: [{what: A box, count: 3, cost: 10, budget: prizes}]\n"
            'organiser: {name: Bench, inn: "0000000000"}\n'
            "claim: {within: 5d, where: here, until: 2026-12-31}\n---\nRules.\n"
        )
    for month in range(1, 13):
        found[f"content/plan/2026-{month:02}.md"] = (
            f"---\nperiod: 2026-{month:02}\naccounts: [vk, tg]\n"
            "slots: [{name: tip, days: [mon, thu], at: 10:07}, {name: smile, days: fri, at: 18:07}]\n---\nWhy.\n"
        )
        rows = "".join(f"2026-{month:02}-{day:02},events,10.50,chairs,event/e000," + "\n" for day in range(1, 21))
        found[f"data/spend/2026-{month:02}.csv"] = f"date,line,amount,what,document,source\n{rows}"
    for year in (2025, 2026):
        lines = "[{uid: events, plan: 90000}, {uid: prizes, plan: 90000}]"
        found[f"content/budget/{year}.md"] = f"---\nperiod: {year}-01..{year}-12\nlines: {lines}\n---\nWhy.\n"
    return found


def prepare(folder: Path, count: int) -> dict[str, Path]:
    projects = {"with": folder / "with", "without": folder / "without"}
    for project in projects.values():
        generate(project, count)
    for path, text in documents().items():
        file = projects["with"] / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    posts = sorted((projects["with"] / "content/posts").rglob("*.md"))
    for number, post in enumerate(posts[::5]):
        text = post.read_text(encoding="utf-8")
        post.write_text(text.replace("---\n", f"---\ncampaign: c{number % 40:03}\n", 1), encoding="utf-8")
    for number, post in enumerate(posts[:34]):
        text = post.read_text(encoding="utf-8")
        post.write_text(text.replace("---\n", f"---\ncontest: g{number:03}\n", 1), encoding="utf-8")
    for project in projects.values():
        run(Scene("build", lambda: None, [*SMM, "build"], project, lambda said: None))
    listed = subprocess.run(
        [*SMM, "list", "--kind", "event", "--json"],
        cwd=projects["with"], capture_output=True, check=True, env=environment(projects["with"]),
    )  # fmt: skip
    require(len(json.loads(listed.stdout)) == 60, "the events are not read")
    require(len(documents()) == DOCUMENTS, f"{len(documents())} documents")
    return projects


def measure(projects: dict[str, Path], runs: int, fresh: bool) -> None:
    figures: dict[str, list[float]] = {name: [] for name in projects}
    for _ in range(runs):
        for name, project in projects.items():

            def ready(project: Path = project) -> None:
                if fresh:
                    forget(project, ".smm", "build")

            scene = Scene(name, ready, [*SMM, "check", *NOW], project, lambda said: None)
            figures[name].append(run(scene).cpu)
    ratio = statistics.median(a / b for a, b in zip(figures["with"], figures["without"], strict=True))
    with_, without = (statistics.median(figures[name]) for name in ("with", "without"))
    print(f"{'fresh' if fresh else 'known'}  {with_:8.2f}  {without:8.2f}  {ratio:6.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000, help="number of posts")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print(f"{arguments.count} posts, {DOCUMENTS} documents, medians of {arguments.runs}, {load()}")
    print(f"{'':5}  {'with s':>8}  {'alone s':>8}  {'ratio':>6}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        projects = prepare(Path(scratch), arguments.count)
        measure(projects, arguments.runs, fresh=False)
        measure(projects, arguments.runs, fresh=True)
    print(f"afterwards {load()}")


if __name__ == "__main__":
    main()
