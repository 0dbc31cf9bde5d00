"""Times `smm --help` beside the least that a command line of click can take: `python -c "import click"`.

    python bench/startup.py [--runs 40]

Both alternate; prints medians in milliseconds and their ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = {
    "smm --help": [sys.executable, "-m", "smmgen", "--help"],
    "import click": [sys.executable, "-c", "import click"],
}


def milliseconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as bytecode:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = bytecode
        rounds = [[milliseconds(command, environment) for command in COMMANDS.values()] for _ in range(runs + 1)]
    medians = [statistics.median(column) for column in zip(*rounds[1:], strict=True)]  # the first one compiles
    for name, median in zip(COMMANDS, medians, strict=True):
        print(f"{name:14} {median:6.1f} ms")
    print(f"{'ratio':14} {medians[0] / medians[1]:6.2f}")


if __name__ == "__main__":
    main()
