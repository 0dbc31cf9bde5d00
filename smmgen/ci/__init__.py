"""The files that `smm init --ci` writes: plain files below this folder, tested as they are, and what a project changes
in them: its folder in the repository, the main branch, the names of its secrets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from smmgen import __version__
from smmgen.config import Config, token_variables
from smmgen.inherited import inherited

KINDS = ("github", "gitlab", "cron")
REQUIREMENTS = "tools/requirements.txt"
LEDGER = "git:smm-ledger"
"""The ledger of whoever has no disk that outlives a run."""
_FOLDER = Path(__file__).parent
_SECRET = re.compile(r"^( +)TELEGRAM_TOKEN: .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project lies: `root` is the folder of its repository, `branch` the one that is published from."""

    project: Path
    root: Path
    branch: str

    @property
    def folder(self) -> str:
        """The project's folder below the repository's, as POSIX path; `.` where they are the same."""
        return self.project.relative_to(self.root).as_posix()


def place_of(project: Path) -> Place:
    """Found by asking git; a project in no repository will be one of its own, with the branch `main`."""
    project = project.resolve()
    root = Path(_git(project, "rev-parse", "--show-toplevel") or project).resolve()
    published = _git(project, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
    branch = published or _git(project, "symbolic-ref", "--short", "HEAD") or "main"
    return Place(project, root if project.is_relative_to(root) else project, branch)


def _git(folder: Path, *arguments: str) -> str:
    """The line that git prints; "" where it cannot say."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, timeout=20, env=inherited(), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def files(kind: str, place: Place, config: Config) -> dict[str, str]:
    """Path below `home` -> text. `kind`: one of `KINDS`."""
    folder = _FOLDER / kind
    names = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in names}
    changed = _of_host if kind == "cron" else _of_repository
    more = {} if kind == "cron" else {REQUIREMENTS: requirements()}
    return {**{name: changed(text, place, config) for name, text in texts.items()}, **more}


def home(kind: str, place: Place) -> Path:
    """The folder that the files belong into: forges look into that of the repository."""
    return place.project if kind == "cron" else place.root


def _of_repository(text: str, place: Place, config: Config) -> str:
    secrets = (f"{name}: ${{{{ secrets.{name} }}}}" for name in sorted(token_variables(config)))
    text = _SECRET.sub(lambda found: "".join(f"{found[1]}{line}\n" for line in secrets), text)
    text = text.replace("SMM_PROJECT: .\n", f"SMM_PROJECT: {_quoted(place.folder)}\n")
    text = text.replace("branches: [main]", f"branches: [{_quoted(place.branch)}]")
    return text.replace("'refs/heads/main'", f"'refs/heads/{place.branch}'")


def _of_host(text: str, place: Place, config: Config) -> str:
    return text.replace("/srv/smm", str(place.project))


def _quoted(text: str) -> str:
    """As YAML, in quotes where it needs them."""
    return text if re.fullmatch(r"\.|[A-Za-z][\w./-]*", text) else "'" + text.replace("'", "''") + "'"


def requirements() -> str:
    """The lines for pip that install the smmgen that runs now, and what it needs, in these very versions."""
    found = {"smmgen": __version__} | _installed("smmgen", {})
    pinned = sorted(f"{name}=={version}" for name, version in found.items())
    return "".join(f"{line}\n" for line in (_ABOUT, *pinned))


_ABOUT = """\
# What CI installs; smmgen itself is a wheel in this folder. With hashes, pip accepts no other files:
#
#     uv pip compile --generate-hashes --find-links tools tools/requirements.txt -o tools/requirements.txt
#"""


def _installed(name: str, found: dict[str, str]) -> dict[str, str]:
    """Name -> version of the distribution and of all that it needs without extras and is installed here."""
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for other systems or versions of Python
        return found
    found[_normal(name)] = distribution.version
    for needed in _needs(distribution.requires or ()):
        if needed not in found:
            _installed(needed, found)
    return found


def _needs(requires: Iterable[str]) -> Iterator[str]:
    for line in requires:
        if (match := re.match(r"[A-Za-z0-9._-]+", line)) and "extra ==" not in line:
            yield _normal(match[0])


def _normal(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()
