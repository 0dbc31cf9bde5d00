"""Programs that judge or run CI files. They come with `pip install -e '.[oracles]'`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from published import missing

import smmgen

FILES = Path(smmgen.__file__).parent / "ci"
GITHUB = FILES / "github" / ".github"


def tool(name: str) -> str:
    """Its path; the test skips without it, and fails in CI."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        missing(f"no {name}: pip install -e '.[oracles]'")
    return found


def said(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] = {}) -> tuple[int, str]:
    """Exit code, and what was printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def git(folder: Path, *arguments: str) -> str:
    """What git prints, without the last line end."""
    about = ("-c", "user.name=Anna", "-c", "user.email=anna@example.com")
    done = subprocess.run(["git", *about, *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout.decode().strip()
