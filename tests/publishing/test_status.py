from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from stage import NOON, TOKEN, Clock, FakeServer, config, find_network, ledger_of, payload
from written_build import write_build

from smmgen.config import Config
from smmgen.ledger.model import State
from smmgen.ledger.store import Ledger
from smmgen.publishing.context import Context
from smmgen.publishing.dry_run import Preview, dry_run
from smmgen.publishing.payloads import read_build
from smmgen.publishing.publish import publish
from smmgen.publishing.status import status


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger_of(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def brand(net: FakeServer) -> Config:
    return config({"keyed": ("keyed", net.url), "blind": ("blind", net.url)})


def send(project: Path, brand: Config, ledger: Ledger, clock: Clock) -> None:
    publish(
        Context(
            project,
            brand,
            NOON,
            {"KEYED_TOKEN": TOKEN, "BLIND_TOKEN": TOKEN},
            clock=clock,
            sleep=clock.sleep,
            find_network=find_network,
        ),
        ledger,
    )


def test_status_of_everything(tmp_path: Path, brand: Config, ledger: Ledger, net: FakeServer, clock: Clock) -> None:
    hour = timedelta(hours=1)
    past = [
        payload("gone", "keyed", "keyed", texts=("bye",)),
        payload("lost", "blind", "blind"),
        payload("lost2", "keyed", "keyed"),
    ]
    net.effects["/posts"] = ["reset-after"]
    write_build(tmp_path, past)
    send(tmp_path, brand, ledger, clock)
    plan = [
        *past[1:],
        payload("old", "keyed", "keyed", NOON - 9 * hour),
        payload("now", "keyed", "keyed", NOON - hour),
        payload("next", "keyed", "keyed", NOON + hour),
        payload("some-day", "keyed", "keyed", None),
        payload("idea", "keyed", "keyed", NOON, status="draft"),
        payload("wait", "keyed", "keyed", NOON, status="hold"),
    ]
    write_build(tmp_path, plan)
    rows = status(Context(tmp_path, brand, NOON, find_network=find_network), ledger)
    assert {row.post: row.state for row in rows} == {
        "gone": "published", "lost": "unknown", "lost2": "published", "old": "missed", "now": "due",
        "next": "planned", "some-day": "unscheduled", "idea": "draft", "wait": "hold",
    }  # fmt: skip
    assert [row.post for row in rows][:2] == ["old", "now"]
    assert [row.post for row in rows][-2:] == ["next", "some-day"]
    told = {row.post: row for row in rows}
    assert told["gone"].reason == "its post is no longer built"
    assert "smm resolve lost:blind:1:1 --abandon" in told["lost"].hint
    assert set(told["lost"].as_json()) >= {"post", "account", "part", "state", "at", "key", "url", "reason"}


def test_a_call_that_a_run_left_under_way_says_since_when_and_what_to_do(
    tmp_path: Path, brand: Config, ledger: Ledger
) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed")])
    claimed = ledger.move(None, read_build(tmp_path)[0].row(State.CLAIMED))
    ledger.move(claimed, replace(claimed, state=State.SENDING, sent_at="2026-12-05T12:00:01Z"))
    [row] = status(Context(tmp_path, brand, NOON, find_network=find_network), ledger)
    assert (row.state, row.hint) == ("sending", "if no run is at work, `smm reconcile` finds out what became of it")
    assert row.reason == "a run began to send it at 2026-12-05 15:00 Europe/Moscow, and is still at it or was stopped"


def test_status_without_a_build_shows_the_ledger(tmp_path: Path, brand: Config, ledger: Ledger, clock: Clock) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed")])
    send(tmp_path, brand, ledger, clock)
    (tmp_path / "build" / "manifest.json").unlink()
    [row] = status(Context(tmp_path, brand, NOON, find_network=find_network), ledger)
    assert (row.key, row.state, row.url) == ("bf:keyed:1:1", "published", "https://example.com/1")


def show(project: Path, brand: Config, ledger: Ledger) -> list[Preview]:
    return dry_run(Context(project, brand, NOON, find_network=find_network), ledger).parts


def test_a_dry_run_shows_the_creating_call_and_sends_nothing(
    tmp_path: Path, brand: Config, ledger: Ledger, net: FakeServer
) -> None:
    write_build(tmp_path, [payload("bf", "keyed", "keyed", texts=("Кофе",)), payload("later", "keyed", "keyed", None)])
    [preview] = show(tmp_path, brand, ledger)
    assert preview.parameters == {"text": "Кофе"}
    assert preview.first is not None
    assert (preview.first["method"], preview.first["url"], preview.first["creates"]) == (
        "POST",
        f"{net.url}/posts",
        True,
    )
    assert preview.first["json"]["text"] == "Кофе"
    assert preview.first["headers"] == {"X-Token": b"<KEYED_TOKEN>".hex()}
    assert "Кофе" in preview.as_text()
    assert json.loads(json.dumps(preview.as_json()))["key"] == "bf:keyed:1:1"
    assert (net.requests, ledger.entries()) == ([], [])


def test_a_dry_run_names_the_media(tmp_path: Path, brand: Config, ledger: Ledger, net: FakeServer) -> None:
    media = [{"path": "latte.jpg", "sha256": "ab" * 32, "type": "image/jpeg", "alt": "", "size": 9}]
    write_build(tmp_path, [payload("bf", "keyed", "keyed", media=media)])
    [preview] = show(tmp_path, brand, ledger)
    assert preview.first is not None
    assert preview.first["files"] == {"photo": "latte.jpg"}
    assert f"media 0: latte.jpg (image/jpeg, 9 bytes) {'ab' * 32}" in preview.as_text()
