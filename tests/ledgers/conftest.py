"""Three ledgers to open as often as one likes: SQLite in a file, git with a remote, PostgreSQL in a real server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger_stage import Server, Store, git_store, server_missing, sqlite_store, start_server

from smmgen.ledger.store import Ledger

KINDS = ("sqlite", "git", "git-local", "postgres")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of our own, or the one that SMM_TEST_POSTGRES names."""
    if named := os.environ.get("SMM_TEST_POSTGRES"):
        yield Server(named)
        return
    if missing := server_missing():
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="smm-pg-"))
    running = start_server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty place for a ledger."""
    if request.param == "sqlite":
        return sqlite_store(tmp_path)
    if request.param == "postgres":
        server: Server = request.getfixturevalue("server")
        return server.store(tmp_path)
    return git_store(tmp_path, remote=request.param == "git")


@pytest.fixture
def opened(store: Store) -> Iterator[Callable[[], Ledger]]:
    """Opens the ledger once more, as another process would; all are closed at the end."""
    ledgers: list[Ledger] = []

    def again() -> Ledger:
        ledgers.append(store.open())
        return ledgers[-1]

    yield again
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: Callable[[], Ledger]) -> Ledger:
    return opened()
