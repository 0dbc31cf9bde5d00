"""Changes one thing at a time in the code that decides, and counts the changes that no test notices.

    pip install -e '.[test]' cosmic-ray
    python bench/mutations.py [--folder DIR] [--only counting …] [--seconds 30]

A copy of the repository is mutated by cosmic-ray (https://cosmic-ray.readthedocs.io), module by module, each with the
tests that are about it. Prints a line a module: mutants, survivors, where they are. Takes an hour or more: a mutant is
a run of its tests. `--seconds`: a mutant whose tests take longer counts as noticed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Target(NamedTuple):
    """A module below smmgen/ and its tests below tests/."""

    module: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return Path(self.module).stem


TARGETS = (
    Target("markup/counting.py", ("markup/test_counting.py", "markup/test_rendering.py")),
    Target("markup/splitting.py", ("markup/test_splitting.py", "variants/test_adapt.py")),
    Target("markup/hashtags.py", ("markup/test_hashtags.py", "markup/test_rendering.py", "variants/test_adapt.py")),
    Target("variants/adapt.py", ("variants/test_adapt.py", "markup/test_rendering.py")),
    Target("publishing/due.py", ("publishing/test_due.py", "publishing/test_pauses.py", "publishing/test_publish.py")),
    Target(
        "publishing/reconcile.py",
        ("publishing/test_publish.py", "publishing/test_doubts.py", "publishing/test_crash.py"),
    ),
    Target("publishing/leases.py", ("publishing/test_leases.py",)),
    Target("publishing/blackout.py", ("publishing/test_pauses.py",)),
    Target("publishing/resemblance.py", ("publishing/test_resemblance.py",)),
)
CONFIG = """\
[cosmic-ray]
module-path = "smmgen/{module}"
timeout = {seconds}
excluded-modules = []
test-command = "{python} -m pytest -q -x -p no:cacheprovider {tests}"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = [
  "core/ReplaceBinaryOperator_BitOr_.*",
]
"""


def copied(folder: Path) -> Path:
    """The files that git knows, without a build."""
    copy = folder / "repository"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return copy


def mutate(copy: Path, target: Target, seconds: int) -> str:
    """Run all mutants of one module; a line about them."""
    tests = [f"tests/{name}" for name in target.tests]
    config, session = copy / f"{target.name}.toml", copy / f"{target.name}.sqlite"
    text = CONFIG.format(module=target.module, seconds=seconds, python=sys.executable, tests=" ".join(tests))
    config.write_text(text, encoding="utf-8")
    ray = [sys.executable, "-m", "cosmic_ray.cli"]
    filters = [sys.executable, "-m", "cosmic_ray.tools.filters.operators_filter", str(session), str(config)]
    commands = ([*ray, "baseline", str(config)], [*ray, "init", str(config), str(session)], filters)
    for command in (*commands, [*ray, "exec", str(config), str(session)]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{target.module}: {command[3:5]} failed: {(done.stderr or done.stdout)[-300:]}"
    return f"{target.module}: {_counted(session)}"


def _counted(session: Path) -> str:
    import sqlite3

    with sqlite3.connect(session) as db:
        outcomes = db.execute(
            "SELECT m.start_pos_row, r.test_outcome, r.worker_outcome FROM mutation_specs m"
            " JOIN work_results r ON r.job_id = m.job_id"
        ).fetchall()
    tried = [(row, str(outcome)) for row, outcome, worker in outcomes if "SKIPPED" not in str(worker)]
    lines = sorted({int(row) for row, outcome in tried if "SURVIVED" in outcome})
    survived = sum("SURVIVED" in outcome for _, outcome in tried)
    return f"{len(tried)} mutants, {survived} survived (lines {', '.join(map(str, lines)) or 'none'})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        copy = copied(Path(folder))
        for target in TARGETS:
            if not options.only or target.name in options.only:
                print(mutate(copy, target, options.seconds), flush=True)


if __name__ == "__main__":
    main()
