"""`--now +14d`: so much later than it is. `check` looks that far ahead; other commands take it for the time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest
from small_project import SMM_TOML, Project, Result, post

from smmgen.cli.project import clock, horizon

Make, Smm = Callable[..., Project], Callable[..., Result]
SPANS = [
    ("+90s", timedelta(seconds=90)),
    ("+15m", timedelta(minutes=15)),
    ("+2h", timedelta(hours=2)),
    ("+14d", timedelta(days=14)),
    ("+6w", timedelta(weeks=6)),
]
WRONG = [
    "+14",
    "14d",
    "+",
    "+0d",
    "+-2h",
    "-2h",
    "+2y",
    "+1.5h",
    "+ 2h",
    "+2h30m",
    "+99999w",
    "++2h",
    "+2d\n",
    "soon",
    "",
]


@pytest.mark.parametrize(("later", "span"), SPANS)
def test_so_much_later(later: str, span: timedelta) -> None:
    before = datetime.now(UTC)
    moment, until = horizon(later)
    after = datetime.now(UTC)
    assert before <= moment <= after
    assert until - moment == span
    assert before + span <= clock(later, "Europe/Moscow"), "the zone makes no difference"


def test_a_time_is_that_time_for_both() -> None:
    noon = datetime(2026, 12, 5, 9, tzinfo=UTC)
    assert horizon("2026-12-05T12:00+03:00") == horizon("2026-12-05T12:00", "Europe/Moscow") == (noon, noon)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_neither_a_time_nor_so_much_later(wrong: str) -> None:
    for read in (clock, horizon):
        with pytest.raises(click.BadParameter, match=r"write it as 2026-12-05T12:00\+03:00 or \+14d"):
            read(wrong)


@pytest.mark.parametrize("command", ["check", "publish", "status", "doctor"])
def test_every_command_refuses_it(make_project: Make, smm: Smm, command: str) -> None:
    done = smm("-C", make_project({}).path, command, "--now", "+14")
    assert (done.code, done.out) == (2, "")
    assert "Invalid value for --now: write it as 2026-12-05T12:00+03:00 or +14d" in done.err


def tomorrow() -> str:
    return f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d %H:%M}Z"


def test_check_looks_ahead_and_stays_in_the_present(make_project: Make, smm: Smm) -> None:
    """What is known of the law will be out of date; a post of tomorrow is not late yet."""
    config = f'{SMM_TOML}\n[rules]\nlaw = "ru"\n'
    project = make_project({"content/posts/a.md": post(uid="latte", schedule=tomorrow())}, config=config)

    def codes(now: str) -> set[str]:
        rows: list[dict[str, Any]] = json.loads(smm("-C", project.path, "check", "--format", "json", "--now", now).out)
        return {row["code"] for row in rows}

    assert "SMM2790" in codes("+500w")
    assert "SMM603" not in codes("+500w")
    assert "SMM2790" not in codes("2026-11-26T12:00Z"), "the table was just looked up"
    assert "SMM603" in codes((datetime.now(UTC) + timedelta(days=2)).isoformat())


@pytest.mark.parametrize(("later", "due"), [("+2h", False), ("+25h", True)])
def test_publish_takes_it_for_the_time(make_project: Make, smm: Smm, later: str, due: bool) -> None:
    project = make_project({"content/posts/a.md": post(uid="latte", schedule=tomorrow())})
    assert smm("-C", project.path, "build").code == 0
    told = smm("-C", project.path, "publish", "--dry-run", "--account", "tg", "--now", later)
    assert ("latte" in told.out) is due
