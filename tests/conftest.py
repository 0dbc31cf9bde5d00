"""For every test: no network beyond this machine, a small project to work in, and the command line to work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts
from small_project import SMM_TOML, Project, Result, post

pytest_plugins = ["rehearsal_fixtures"]
settings.register_profile("gate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")  # no test is about time: a busy machine fails none


def pytest_runtest_setup() -> None:
    """Only this machine may be connected to; sockets that are files are this machine's too."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests run when they are asked for: `-m soak`. Files with slow tests come first, so that none of them is
    left to one process when the others have nothing more to do."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if "soak" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("soak")]
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=long)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours, tokens and the project's place must not come from the shell that runs the tests."""
    for name in ("NO_COLOR", "FORCE_COLOR", "VK_TOKEN", "VK_USER_TOKEN", "TELEGRAM_TOKEN", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _secrets_of_one_test() -> Iterator[None]:
    """A process knows a handful of secrets; those of thousands of tests would make every text slow to be printed."""
    import sys

    known = sys.modules.get("smmgen.transport.redaction")
    before = set(known._lasting) if known else set()
    yield
    if known := sys.modules.get("smmgen.transport.redaction"):
        known._lasting.intersection_update(before)
        known._passing.clear()
        known._take_stock()


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """`make_project({"content/posts/a.md": post("A")}, config=…, name=…)` writes a project below `tmp_path`."""

    def make(files: Mapping[str, str | bytes] = {}, config: str = SMM_TOML, name: str = "brand") -> Project:
        project = Project(tmp_path / name)
        project.write({"smm.toml": config, **files})
        return project

    return make


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """Two posts for three accounts."""
    return make_project({"content/posts/a.md": post("А"), "content/posts/b.md": post("Б", schedule="2026-12-06 10:00")})


@pytest.fixture
def smm(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """The command line in this process: `smm("-C", folder, "build")`."""
    from smmgen.cli import smm as group
    from smmgen.cli.failure import run

    def call(*arguments: str | Path) -> Result:
        capsys.readouterr()
        code = run(group, [str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return call
