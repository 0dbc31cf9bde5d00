"""A forge in a folder: a bare repository, GitHub's API and the networks on loopback, and `act` that runs the jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ci_tools import git, tool
from github_api import REPOSITORY, TOKEN, GitHub, zipped
from small_project import ROOT

ACTIONS = Path(__file__).parent / "actions"
WHEEL = "smmgen-0.1.0-py3-none-any.whl"
SMM = f"""\
#!/bin/sh
PYTHONPATH={ROOT} PYTHONDONTWRITEBYTECODE=1 exec {sys.executable} -P -m smmgen "$@"
"""


def wheel() -> bytes:
    """A package whose `smm` is the one of this source tree: it installs in no time, and without an index."""
    about = "smmgen-0.1.0.dist-info"
    python, here = repr(sys.executable), repr(str(ROOT))
    start = f"import os, sys\n\n\ndef main():\n    os.environ['PYTHONPATH'] = {here}\n"
    start += f"    os.execv({python}, [{python}, '-P', '-m', 'smmgen', *sys.argv[1:]])\n"
    files = {
        "smm_of_the_tests.py": start,
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: smmgen\nVersion: 0.1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\nsmm = smm_of_the_tests:main\n",
    }
    return zipped({**files, f"{about}/RECORD": "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"])})


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Forge:
    """`origin`: the bare repository. `dev`: somebody's clone of it. `runs`: how many jobs there were."""

    root: Path
    github: GitHub
    runs: int = 0
    secrets: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        git(self.root, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
        git(self.root, "clone", "--quiet", str(self.origin), "dev")
        git(self.dev, "checkout", "--quiet", "-b", "main")
        (self.root / "smm").write_text(SMM)
        (self.root / "smm").chmod(0o755)

    @property
    def origin(self) -> Path:
        return self.root / "origin.git"

    @property
    def dev(self) -> Path:
        return self.root / "dev"

    def pin(self) -> None:
        """Put the wheel where CI installs it from, with its hash."""
        data = wheel()
        (self.dev / "tools" / WHEEL).write_bytes(data)
        lines = f"--no-index\nsmmgen==0.1.0 --hash=sha256:{sha256(data).hexdigest()}\n"
        (self.dev / "tools" / "requirements.txt").write_text(lines)

    def commit(self, about: str, branch: str = "main", *more: str) -> str:
        """Everything that git does not ignore, and pushed. `more`: options of `git add`."""
        git(self.dev, "add", "--all", *more)
        git(self.dev, "commit", "--quiet", "--message", about)
        git(self.dev, "push", "--quiet", "origin", f"HEAD:{branch}")
        return git(self.dev, "rev-parse", "HEAD")

    def open_pull_request(self, number: int, branch: str, repository: int = 1) -> dict[str, Any]:
        """The event, with the merge that GitHub makes ready."""
        head, base = (git(self.origin, "rev-parse", name) for name in (branch, "main"))
        made = self.root / f"merge-{number}"
        git(self.root, "clone", "--quiet", str(self.origin), str(made))
        git(made, "merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", head)
        git(made, "push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/merge")
        self.github.pulls[number] = {
            "number": number,
            "state": "open",
            "merged_at": None,
            "updated_at": now(),
            "base": {"sha": base},
            "head": {"sha": head, "repo": {"id": repository}},
        }
        git(made, "push", "--quiet", "--force", "origin", f"{head}:refs/pull/{number}/head")
        return {"number": number, "pull_request": {"number": number, "base": {"sha": base}, "head": {"sha": head}}}

    def merge(self, branch: str, number: int) -> str:
        self.github.pulls[number] |= {"state": "closed", "merged_at": now(), "updated_at": now()}
        git(self.dev, "checkout", "--quiet", "main")
        git(self.dev, "merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", branch)
        git(self.dev, "push", "--quiet", "origin", "main")
        return git(self.dev, "rev-parse", "HEAD")

    def start(
        self, workflow: str, event: str, data: Mapping[str, Any], ref: str = "refs/heads/main", *arguments: str
    ) -> subprocess.Popen[str]:
        """A job of the workflow as it is at `ref`, a ref or commit."""
        self.runs += 1
        folder = self.root / f"run-{self.runs}"
        git(self.root, "clone", "--quiet", str(self.origin), str(folder / "job"))
        git(folder / "job", "fetch", "--quiet", "origin", ref)
        git(folder / "job", "checkout", "--quiet", "-B", "main", "FETCH_HEAD")
        (folder / "event.json").write_text(json.dumps(data))
        # fmt: off
        command = [
            tool("act"), event, "-C", str(folder / "job"), "-W", f".github/workflows/{workflow}.yml",
            "-e", str(folder / "event.json"), "-P", "ubuntu-latest=-self-hosted", "--action-offline-mode",
            "--no-skip-checkout", "--no-cache-server", "--action-cache-path", str(folder / "cache"),
            *(word for name in sorted(os.listdir(ACTIONS)) for word in self._stand_in(folder / "job", name)),
            "--env", f"ORIGIN={self.origin.as_uri()}", "--env", f"ARTIFACTS={folder / 'artifacts'}",
            "--env", f"SMM_OF_THE_TESTS={self.root / 'smm'}", "--env", f"GITHUB_API_URL={self.github.url}",
            "--env", f"GITHUB_REPOSITORY={REPOSITORY}",
            "-s", f"GITHUB_TOKEN={TOKEN}",
            *(word for name, value in self.secrets.items() for word in ("-s", f"{name}={value}")),
            *arguments,
        ]
        # fmt: on
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )

    def run(self, workflow: str, event: str, data: Mapping[str, Any], *more: str) -> tuple[int, str]:
        process = self.start(workflow, event, data, *more)
        log, _ = process.communicate(timeout=300)
        return process.returncode, log

    @property
    def artifacts(self) -> Path:
        """What the last job left."""
        return self.root / f"run-{self.runs}" / "artifacts"

    def _stand_in(self, job: Path, name: str) -> Sequence[str]:
        """Of each action that a workflow pins, the one in actions/."""
        for path in (job / ".github").rglob("*.yml"):
            for line in path.read_text().splitlines():
                if f"uses: actions/{name}@" in line:
                    pinned = line.partition("uses: ")[2].partition(" ")[0]
                    return ("--local-repository", f"{pinned}={ACTIONS / name}")
        return ()
