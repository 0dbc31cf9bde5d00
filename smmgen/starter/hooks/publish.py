"""The publish hook: sends what is due in this project. A schedule runs it; running it twice sends nothing twice.

Arguments go to `smm publish` as they are (`--dry-run`, `--account vk`, `--rehearse` ...), and its exit code comes back:
0 fine, 1 content with errors, 2 set-up, 3 something could not be published, 4 a person must look.

crontab, every five minutes, with the tokens exported by a file that only you can read:

    */5 * * * *  cd ~/teplo && . ~/.teplo-tokens && .venv/bin/python hooks/publish.py

GitHub Actions, in a job that a `schedule:` starts; the ledger must outlive the job, so point `[publish] ledger` at
something that does:

    - run: python hooks/publish.py
      env:
        TELEGRAM_TOKEN: ${{ secrets.TELEGRAM_TOKEN }}
        VK_COMMUNITY_TOKEN: ${{ secrets.VK_COMMUNITY_TOKEN }}
        VK_USER_TOKEN: ${{ secrets.VK_USER_TOKEN }}
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Runs `smm -C PROJECT publish ARGUMENTS` with this Python and returns its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "smmgen", "-C", str(PROJECT), "publish", *arguments], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
