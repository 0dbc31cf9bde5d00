"""When somebody is called: rows of `smm status` and the time in, alarms out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from small_project import Project, Result

from smmgen.publishing.heartbeat import alarms
from smmgen.publishing.results import Row

NOW = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
PLANNED = ("planned", "2026-12-08T10:00:00+03:00")


def row(state: str, at: str | None) -> Row:
    return Row("opening", "vk", "1", state, at, "opening:vk:1:1", "", "", title="Opening")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ["nothing is planned for the next 7 d"]),
        ([PLANNED], []),
        ([("planned", "2026-12-12T12:00:00Z")], []),  # to the minute
        ([("planned", "2026-12-12T12:01:00Z")], ["nothing is planned for the next 7 d"]),
        ([("draft", "2026-12-06T12:00:00Z"), ("planned", None)], ["nothing is planned for the next 7 d"]),
        ([("scheduled", "2026-12-06T12:00:00Z")], []),
        ([PLANNED, ("due", "2026-12-05T09:00:00Z")], []),
        (
            [PLANNED, ("due", "2026-12-05T08:55:00Z"), ("due", "2026-12-05T11:00:00+03:00")],
            ["nobody publishes: Opening for `vk` has been due for 4 h"],
        ),
        ([PLANNED, ("missed", "2026-11-28T12:01:00Z")], ["1 missed in the last 7 d"]),
        ([PLANNED, ("missed", "2026-11-28T12:00:00Z"), ("abandoned", "2026-12-04T12:00:00Z")], []),
        (
            [PLANNED, *[("failed", "2026-12-04T12:00:00Z")] * 2, ("unknown", "2026-12-04T12:00:00Z")],
            ["2 failed in the last 7 d", "1 unknown in the last 7 d"],
        ),
        ([PLANNED, ("published", "2026-12-04T12:00:00Z")], []),
    ],
)
def test_who_is_called_for_what(rows: list[tuple[str, str | None]], expected: list[str]) -> None:
    found = alarms([row(*one) for one in rows], NOW, timedelta(hours=3), timedelta(days=7))
    assert [alarm.message for alarm in found] == expected
    assert all(alarm.hint for alarm in found)


def test_the_command_says_it_and_exits_with_3(project: Project, smm: Callable[..., Result]) -> None:
    assert smm("-C", project.path, "build").code == 0
    beat = ("-C", project.path, "status", "--heartbeat", "3h")
    assert smm(*beat, "--now", "2026-12-05T12:59+03:00").code == 0  # due since 10:00
    late = smm(*beat, "--now", "2026-12-05T13:01+03:00")
    assert late.code == 3
    assert "nobody publishes: А for `site` has been due for 3 h 1 min\n  hint: see whether" in late.err
    assert smm(*beat, "--now", "2026-12-05T13:01+03:00", "--ahead", "1x").code == 2
