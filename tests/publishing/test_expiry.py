"""Tokens that die, against what is planned: what `smm doctor` says."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stage import NOON, TOKEN, config, find_network, payload
from written_build import write_build

from smmgen.publishing.context import Context
from smmgen.publishing.doctor import Check, doctor

DIES = datetime(2026, 12, 10, 9, tzinfo=UTC)


def look(project: Path, brand: Any, token: str = TOKEN, now: datetime = NOON, **more: Any) -> list[Check]:
    """What is said about the token's death, of a project in Moscow."""
    checks = doctor(Context(project, brand, now, {"KEYED_TOKEN": token}, find_network=find_network), **more)
    return [check for check in checks if check.name == "expiry of keyed"]


def jwt(dies: datetime) -> str:
    claims = json.dumps({"exp": int(dies.timestamp())}).encode()
    return f"eyJhbGciOi.{urlsafe_b64encode(claims).decode().rstrip('=')}.signature"


def brand(**more: Any) -> Any:
    return config({"keyed": ("keyed", "http://127.0.0.1:9")}, **more)


def plan(project: Path, *days: int, **more: Any) -> None:
    write_build(project, [payload(f"post{n}", "keyed", "keyed", NOON + timedelta(days=n), **more) for n in days])


@pytest.mark.parametrize(
    ("expires", "token", "when"),
    [
        (date(2026, 12, 10), TOKEN, "2026-12-10 00:00"),
        (None, jwt(DIES), "2026-12-10 12:00"),
        (date(2026, 12, 9), jwt(DIES), "2026-12-09 00:00"),
        (date(2026, 12, 31), jwt(DIES), "2026-12-10 12:00"),
    ],
)
def test_before_what_is_planned(tmp_path: Path, expires: date | None, token: str, when: str) -> None:
    """The earlier of what smm.toml and the token say, in the project's zone."""
    plan(tmp_path, 1, 6, 20)
    [check] = look(tmp_path, brand(token_expires=expires), token, days=1)
    assert check.verdict == "warn"
    assert check.message == (
        f"its `token` expires at {when} Europe/Moscow, before 2 planned parts can be published: "
        "content/posts/post6.md first, at 2026-12-11 15:00 Europe/Moscow"
    )
    assert check.hint


def test_soon_though_nothing_is_planned(tmp_path: Path) -> None:
    plan(tmp_path, 1)
    assert look(tmp_path, brand(), jwt(DIES), days=3) == []
    [check] = look(tmp_path, brand(), jwt(DIES), days=5)
    assert (check.verdict, check.message) == ("warn", "its `token` expires at 2026-12-10 12:00 Europe/Moscow")


def test_dead(tmp_path: Path) -> None:
    plan(tmp_path, 1)
    [check] = look(tmp_path, brand(), jwt(NOON))
    assert (check.verdict, check.message) == ("fail", "its `token` died at 2026-12-05 15:00 Europe/Moscow")


def test_drafts_and_others_do_not_count(tmp_path: Path) -> None:
    plan(tmp_path, 20, status="draft")
    assert look(tmp_path, brand(), jwt(DIES), days=1) == []
    assert look(tmp_path, brand(token_expires=date(2027, 1, 1))) == []


def test_a_token_without_a_date_is_not_spoken_of(tmp_path: Path) -> None:
    plan(tmp_path, 20)
    assert look(tmp_path, brand(), days=400) == []


def test_without_a_build_the_date_alone_is_looked_at(tmp_path: Path) -> None:
    assert [check.verdict for check in look(tmp_path, brand(), jwt(DIES))] == ["warn"]
