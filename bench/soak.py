"""Kills publishers and breaks their networks for as long as you like, and counts what the networks themselves kept.

    python bench/soak.py [--class A B C] [--kills 10000] [--seconds 3600] [--seed 1] [--folder DIR]

One campaign after another, each with a fresh ledger and fresh networks (`tests/promise/promise_harness.py` has the
details); the classes are worked through at the same time, a process each. Ctrl-C ends it early: whole campaigns count.
Exits with 1 when anything was posted twice or lost.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import sys
import tempfile
import time
from dataclasses import fields
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "promise")]

from promise_harness import CASTS, Tally, prepare, waged  # noqa: E402 - the path comes first

KILLS = 100
"""In one campaign."""


def soak(name: str, options: argparse.Namespace, told: Queue[Any]) -> None:
    """Campaigns of one class until there were enough kills or the time is up; each tally is told."""
    ends, done, seed = time.monotonic() + options.seconds, 0, options.seed - 1
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, contextlib.suppress(KeyboardInterrupt):
        prepared = prepare(Path(folder) / "prepared", CASTS[name])
        while done < options.kills and time.monotonic() < ends:
            seed += 1
            try:
                tally, codes = waged(prepared, Path(folder) / f"campaign-{seed}", CASTS[name], seed, KILLS)
            except OSError as error:
                print(f"class {name}, seed {seed}: broken off and not counted: {error}", flush=True)
                continue
            if codes[-1] != (4 if tally.unknowns else 0):
                print(f"class {name}, seed {seed}: the last run exited with {codes[-1]}", flush=True)
            told.put((name, seed, tally))
            done += tally.kills
    told.put((name, seed, None))


def table(totals: dict[str, Tally]) -> str:
    """Markdown, a row a class."""
    names = [one.name for one in fields(Tally)]
    lines = [["class", *(name.replace("_", " ") for name in names)], ["---"] * (len(names) + 1)]
    lines += [[name, *(f"{getattr(tally, key):.0f}" for key in names)] for name, tally in sorted(totals.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def gathered(workers: int, told: Queue[Any]) -> dict[str, Tally]:
    """Totals by class, printed as they grow."""
    totals: dict[str, Tally] = {}
    try:
        while workers:
            name, seed, tally = told.get()
            if tally is None:
                workers -= 1
                continue
            totals[name] = totals.get(name, Tally()) + tally
            flag = "  <-- WRONG" if tally.duplicates or tally.losses else ""
            print(f"{time.strftime('%H:%M:%S')} class {name} seed {seed}: {totals[name]}{flag}", flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    return totals


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill publishers, break networks, count posts.")
    parser.add_argument("--class", dest="classes", nargs="+", choices=sorted(CASTS), default=sorted(CASTS))
    parser.add_argument("--kills", type=int, default=10_000, help="for each class")
    parser.add_argument("--seconds", type=float, default=3600.0, help="at most so long")
    parser.add_argument("--seed", type=int, default=1, help="of the first campaign")
    parser.add_argument("--folder", help="where the campaigns take place; a disk in memory is faster")
    return parser.parse_args()


def main() -> int:
    options, context = read_options(), multiprocessing.get_context("spawn")
    told: Queue[Any] = context.Queue()
    workers = [context.Process(target=soak, args=(name, options, told)) for name in options.classes]
    for worker in workers:
        worker.start()
    totals = gathered(len(workers), told)
    for worker in workers:
        worker.join()
    print(table(totals))
    return int(any(tally.duplicates or tally.losses for tally in totals.values()))


if __name__ == "__main__":
    sys.exit(main())
