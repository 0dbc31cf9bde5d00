"""Python environments with smmgen and, installed into them as pip would, the toy package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from small_project import ROOT, Result

TOY = Path(__file__).parent
PACKAGE = "smm_pinboard"


@dataclass(frozen=True)
class Environment:
    """A folder with a Python of its own."""

    folder: Path

    @property
    def packages(self) -> Path:
        """Where installed packages are."""
        paths = {"base": str(self.folder), "platbase": str(self.folder)}
        return Path(sysconfig.get_path("purelib", "venv", paths))

    def smm(self, *arguments: str | Path, env: Mapping[str, str] = {}) -> Result:
        done = subprocess.run(
            self.command(*arguments), env=self.variables(env), capture_output=True, timeout=120, check=False
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def command(self, *arguments: str | Path) -> list[str]:
        scripts = sysconfig.get_path("scripts", "venv", {"base": str(self.folder)})
        return [str(Path(scripts) / "python"), "-m", "smmgen", *map(str, arguments)]

    def variables(self, env: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "CI": "",
            **env,
        }


def made(folder: Path) -> Environment:
    """An environment that sees smmgen and what it needs, and nothing of the toy."""
    venv.create(folder, symlinks=True, with_pip=False)
    environment = Environment(folder)
    lines = [str(ROOT), *(f"import site; site.addsitedir({path!r})" for path in sys.path if "site-packages" in path)]
    (environment.packages / "smmgen-for-tests.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return environment


def install(environment: Environment, *without: str) -> None:
    """What `pip install tests/toy` leaves behind: the package, its version and its entry points.

    `without`: groups of entry points that are left out.
    """
    project = tomllib.loads((TOY / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(TOY / PACKAGE, environment.packages / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    about = environment.packages / f"{PACKAGE}-{project['version']}.dist-info"
    about.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (about / "METADATA").write_text(metadata, encoding="utf-8")
    sections = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in named.items())
        for group, named in project["entry-points"].items()
        if group not in without
    ]
    (about / "entry_points.txt").write_text("\n".join(sections), encoding="utf-8")
