"""Times whole `smm check` processes with a content plan of 90 days on five accounts, and without it.

    python bench/plan.py [--posts 0 180] [--runs 7] [--folder /dev/shm]

The plan has two slots a day on five accounts (900 places), six rubrics in its mix, a theme a week and a quiet day. Each
post goes to all five accounts; half of them name their slot, the others fill one by their time and rubric. The two
projects are the same but for the plan and the `slot` lines. They are built and then checked in turn: as every save
checks them (`known`), and with everything read again (`fresh`: no cache). Prints medians of CPU seconds of both, the
median difference of the same round, and what placing the posts and counting the mix takes by itself.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from time import process_time

from build import SMM, Scene, forget, run
from generate import CONFIG, RUSSIAN, words
from smmgen.building.slots import plans
from smmgen.cli.project import opened
from smmgen.hooks import Hooks
from smmgen.recipe import recipe

FIRST, DAYS = date(2027, 1, 1), 90
KINDS = ("news", "useful", "fun", "backstage", "event", "contest")
NOW = ("--now", "2026-12-31T09:00+03:00")
ACCOUNTS = CONFIG + '\n[accounts.bsky]\nplatform = "bluesky"\ntarget = "bench.bsky.example"\ntoken_env = "BLUESKY"\n'
RUBRICS = "".join(f'\n[rubrics.{kind}]\ntitle = "{kind}"\n' for kind in KINDS)


def plan() -> str:
    slots = "".join(
        f'  - {{name: {kind}-{hour}, days: daily, at: "{hour}:00", kind: {kind}}}\n'
        for hour, kind in (("10", "useful"), ("18", "fun"))
    )
    weeks = (FIRST + timedelta(7 * week) for week in range(12))
    themes = "".join(f"  - {{days: {first}..{first + timedelta(6)}, theme: Week of {first}}}\n" for first in weeks)
    last = FIRST + timedelta(DAYS - 1)
    mix = "{useful: 40, fun: 40, news: 5, backstage: 5, event: 5, contest: 5}"
    front = f"period: {FIRST}..{last}\nthemes:\n{themes}slots:\n{slots}mix: {mix}\nquiet: [2027-03-08]\n"
    return f"---\n{front}---\nWhy.\n"


def post(number: int, named: bool) -> str:
    """The one for the n-th slot. `named`: it says which."""
    hour, kind = (("10", "useful"), ("18", "fun"))[number % 2]
    at = datetime(FIRST.year, FIRST.month, FIRST.day) + timedelta(number // 2)  # noqa: DTZ001 - wall time
    slot = f"slot: {kind}-{hour}\n" if named and number % 4 < 2 else ""
    text = words(random.Random(number), RUSSIAN, 40)
    front = f"title: Number {number}\nuid: bench-{number:06}\nplatforms: [vk, telegram, fedi, site, bsky]\n"
    front += f"schedule: {at:%Y-%m-%d} {hour}:00\n"
    return f"---\n{front}kind: {kind}\n{slot}---\n{text}\n"


def write(project: Path, count: int, planned: bool) -> None:
    (project / "content/posts").mkdir(parents=True)
    (project / "smm.toml").write_text(ACCOUNTS + RUBRICS, "utf-8")
    for number in range(count):
        (project / f"content/posts/{number:06}.md").write_text(post(number, planned), "utf-8")
    if planned:
        (project / "content/plan").mkdir()
        (project / "content/plan/quarter.md").write_text(plan(), "utf-8")


def measure(folder: Path, count: int, runs: int) -> None:
    projects = {"with": folder / "with", "without": folder / "without"}
    for name, project in projects.items():
        shutil.rmtree(project, ignore_errors=True)
        write(project, count, name == "with")
        run(Scene("build", lambda: None, [*SMM, "build"], project, lambda said: None))
    for kind in ("known", "fresh"):
        figures: dict[str, list[float]] = {name: [] for name in projects}
        for _ in range(runs):
            for name, project in projects.items():
                prepare = (lambda project=project: forget(project, ".smm")) if kind == "fresh" else (lambda: None)
                scene = Scene(name, prepare, [*SMM, "check", "--calendar", *NOW], project, lambda said: None)
                figures[name].append(run(scene).cpu)
        each = {name: statistics.median(found) for name, found in figures.items()}
        apart = statistics.median(one - other for one, other in zip(*figures.values(), strict=True))
        print(
            f"{count} posts, {kind}: without {each['without']:.3f}, with {each['with']:.3f}, apart {apart:+.3f} s CPU"
        )
    print(f"{count} posts, the plan alone: {statistics.median(alone(projects['with']) for _ in range(runs)):.3f} s CPU")


def alone(project: Path) -> float:
    """Seconds that slots, places and mix of a plan take, from rows that are known."""
    found = opened(project)
    known = plans(recipe(found.path, found.config, found.networks, Hooks())).plans
    start = process_time()
    for one in known:
        again = type(one)(one.planned, one.accounts, one.rows, one.slots, one._claims)
        _ = [*again.gaps()], again.mix
    return process_time() - start


def main(counts: Sequence[int], runs: int, folder: Path | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        for count in counts:
            measure(Path(scratch), count, runs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[0, 180])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    main(arguments.posts, arguments.runs, arguments.folder)
