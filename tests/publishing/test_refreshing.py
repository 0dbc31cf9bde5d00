"""`smm doctor --refresh` over real HTTP, and what the commands after it make of the limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_project import Project, Result, run_smm

from smmgen.rehearsal import Account, Rehearsal, start

SMM_TOML = """\
[project]
name = "Teplo"
timezone = "Europe/Moscow"

[accounts.fedi]
platform = "mastodon"
base_url = "{url}"
token_env = "FEDI_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""
LIMITS = "data/limits/fedi.json"
POST = "---\nuid: long\ntitle: Long\nplatforms: [fedi]\nschedule: 2026-12-05 10:00\n---\n" + "word " * 120 + "end\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A Mastodon whose administrator allows more."""
    limits = {"mastodon": {"max_characters": 700, "characters_reserved_per_url": 30, "max_media_attachments": 6}}
    accounts = (Account("fedi", "mastodon", None, {"token": "mastodon-token"}),)
    running = start(tmp_path_factory.mktemp("server"), accounts, limits=limits, idle=60)
    yield running
    running.stop()


@pytest.fixture
def project(make_project: Callable[..., Project], server: Rehearsal) -> Project:
    return make_project({"content/posts/long.md": POST}, SMM_TOML.format(url=server.base_url("mastodon")))


@pytest.fixture(scope="module")
def refreshed(server: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file as a refresh writes it."""
    project = Project(tmp_path_factory.mktemp("refreshed"))
    project.write({"smm.toml": SMM_TOML.format(url=server.base_url("mastodon"))})
    assert smm(project, "doctor", "--refresh").code == 0
    return project.text(LIMITS)


def smm(project: Project, *arguments: str, token: str = "mastodon-token") -> Result:
    return run_smm("-C", project.path, *arguments, env={"FEDI_TOKEN": token})


def lines(result: Result, name: str) -> list[str]:
    return [line for line in result.out.splitlines() if name in line]


def test_what_the_server_allows_is_kept_and_built_with(project: Project, server: Rehearsal) -> None:
    before = smm(project, "check", "--now", "2026-12-01T10:00+03:00")
    assert (before.code, "too long for Mastodon (603 of 500)" in before.out) == (1, True)

    refreshed = smm(project, "doctor", "--refresh")
    host = server.base_url("mastodon").split("/")[2]
    assert lines(refreshed, "limits of fedi") == [
        f"ok    limits of fedi: read from {host}; {LIMITS} is new: commit it"
    ], refreshed
    assert not lines(refreshed, "limits of site"), "a feed has none of its own"
    found = json.loads(project.text(LIMITS))
    assert (found["server"], found["limits"]["text.length"]) == (host, {"at_most": 700})
    assert found["limits"]["poll.seconds"] == {"at_least": 300, "at_most": 2_629_746}
    assert found["read"] == date.today().isoformat()  # noqa: DTZ011
    assert "mastodon-token" not in project.text(LIMITS) + refreshed.out + refreshed.err

    after = smm(project, "check", "--now", "2026-12-01T10:00+03:00")
    assert (after.code, after.out.count("too long")) == (0, 0), after


def test_a_finding_names_the_file_and_a_build_notices_its_change(project: Project, refreshed: str) -> None:
    project.write({LIMITS: refreshed})
    assert smm(project, "build").code == 0
    found = json.loads(project.text(LIMITS))
    found["limits"]["text.length"]["at_most"] = 600
    project.write({LIMITS: json.dumps(found)})
    refused = smm(project, "publish", "--dry-run")
    built = smm(project, "build")
    assert "too long for Mastodon (603 of 600)" in built.out + built.err
    assert f"the limit is from {LIMITS}, read from " in built.out + built.err
    assert "has changed since the last build" in refused.out + refused.err, refused


def test_nothing_is_written_when_nothing_is_new(project: Project, refreshed: str) -> None:
    found = json.loads(refreshed) | {"read": "2026-11-01"}
    project.write({LIMITS: json.dumps(found)})
    again = smm(project, "doctor", "--refresh")
    assert json.loads(project.text(LIMITS))["read"] == "2026-11-01"
    assert lines(again, "limits of fedi")[0].endswith(f"allows what {LIMITS} says")


def test_addresses_count_as_the_server_says(project: Project, refreshed: str) -> None:
    project.write({"content/posts/long.md": POST.replace("end", "https://a.example/" + "x" * 99)})
    found = json.loads(refreshed)
    for most, code in ((630, 0), (629, 1)):
        found["limits"]["text.length"]["at_most"] = most
        project.write({LIMITS: json.dumps(found)})
        assert smm(project, "check", "--now", "2026-12-01T10:00+03:00").code == code


def test_a_broken_file_stops_a_build_in_one_line_and_is_replaced(project: Project) -> None:
    project.write({LIMITS: '{\n"limits": {"text.lenght": {"at_most": 5}},\n"read": "2026-11-01", "server": "x"}'})
    for command in ("build", "check"):
        refused = smm(project, command)
        assert refused.code == 2
        assert f"{LIMITS}:2: `text.lenght` is not something that can be limited" in refused.err
        assert "Traceback" not in refused.err
    assert f"FAIL  limits of fedi: {LIMITS}:2: " in smm(project, "doctor").out
    assert smm(project, "doctor", "--refresh").code == 0
    assert smm(project, "check", "--now", "2026-12-01T10:00+03:00").code == 0


def test_limits_of_another_server_are_not_used(project: Project, refreshed: str) -> None:
    project.write({LIMITS: refreshed, "smm.toml": SMM_TOML.format(url="https://elsewhere.example")})
    refused = smm(project, "build")
    assert (refused.code, "account `fedi` is on `elsewhere.example`" in refused.err) == (2, True)


def test_a_server_that_refuses_leaves_the_file_alone(project: Project, server: Rehearsal, refreshed: str) -> None:
    project.write({LIMITS: refreshed})
    server.order_faults([{"platform": "mastodon", "effect": "not-found", "match": "/instance"}])
    try:
        refused = smm(project, "doctor", "--refresh")
    finally:
        server.order_faults([])
    assert refused.code == 2
    assert lines(refused, "limits of fedi")[0].startswith("FAIL  limits of fedi: ")
    assert project.text(LIMITS) == refreshed


def test_without_refresh_and_in_a_build_no_server_is_asked(project: Project, tmp_path: Path) -> None:
    """Nobody listens at that address, and nothing fails."""
    config: Any = SMM_TOML.format(url="http://127.0.0.1:1")
    project.write({"smm.toml": config, "content/posts/long.md": POST.replace("word " * 120, "")})
    assert smm(project, "build").code == 0
    assert not lines(smm(project, "doctor"), "limits of fedi")
    assert not (project.path / "data").exists()
