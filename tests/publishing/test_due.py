from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from stage import NOON, payload

from smmgen.ledger.model import Entry, State, stamp
from smmgen.publishing.due import Decision, SchedulePolicy, Verdict, decide
from smmgen.publishing.payloads import Planned

HABITS = {"tg": SchedulePolicy(timedelta(hours=6), timedelta(minutes=5))}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def plan(**more: Any) -> list[Planned]:
    one = payload("bf", "tg", "telegram", **more)
    return [Planned(one, index) for index in range(len(one["parts"]))]


def entry(planned: Planned, state: State, **more: Any) -> Entry:
    known = {"digest": planned.digest, "updated_at": stamp(NOON), **more}
    return Entry(planned.key, "bf", "tg", "telegram", "1", planned.name, state=state, **known)


def verdicts(planned: list[Planned], rows: dict[str, Entry], late: timedelta = timedelta()) -> list[Decision]:
    return decide(planned, rows, HABITS, NOON + late)


TIMES = [
    # title, payload, minutes after noon, verdict, native
    ("on the minute", {}, 0, "due", False),
    ("a second early", {}, -1 / 60, "later", False),
    ("the last moment of grace", {}, 360, "due", False),
    ("just beyond grace", {}, 360.1, "missed", False),
    ("days late", {}, 5000, "missed", False),
    ("a draft", {"status": "draft"}, 0, "later", False),
    ("held back", {"status": "hold"}, 5000, "later", False),
    ("no schedule", {"at": None}, 0, "later", False),
    ("not_after still to come", {"not_after": (NOON + minutes(60)).isoformat()}, 60, "due", False),
    ("not_after passed, within grace", {"not_after": (NOON + minutes(60)).isoformat()}, 61, "missed", False),
    ("native, a week ahead", {"delivery": "native"}, -10080, "due", True),
    ("native, as near as the network takes it", {"delivery": "native"}, -5, "due", True),
    ("native, too near: waits for its time", {"delivery": "native"}, -4.9, "later", False),
    ("native, its time has come", {"delivery": "native"}, 0, "due", False),
    ("native, but a thread", {"delivery": "native", "texts": ("a", "b")}, -60, "later", False),
    ("native, but held", {"delivery": "native", "status": "hold"}, -60, "later", False),
]


@pytest.mark.parametrize(("given", "late", "verdict", "native"), [t[1:] for t in TIMES], ids=[t[0] for t in TIMES])
def test_by_time(given: dict[str, Any], late: float, verdict: str, native: bool) -> None:
    decision = verdicts(plan(**given), {}, minutes(late))[0]
    assert (decision.verdict, decision.native) == (verdict, native)


def test_no_native_scheduler() -> None:
    [decision] = decide(plan(delivery="native"), {}, {"tg": SchedulePolicy(minutes(360), None)}, NOON - minutes(60))
    assert decision.verdict == "later"


ROWS = [
    # title, row, minutes after noon, verdict
    ("claimed by a run that died", {"state": State.CLAIMED}, 0, "due"),
    ("claimed, now too late", {"state": State.CLAIMED}, 400, "missed"),
    ("let out, outcome open", {"state": State.SENDING}, 0, "blocked"),
    ("unknown", {"state": State.UNKNOWN, "reason": "reset"}, 0, "blocked"),
    ("unknown stays so, however late", {"state": State.UNKNOWN}, 9999, "blocked"),
    ("published", {"state": State.PUBLISHED}, 0, "done"),
    ("published, however late", {"state": State.PUBLISHED}, 9999, "done"),
    ("published, edited since", {"state": State.PUBLISHED, "digest": "sha256:old"}, 0, "edited"),
    ("scheduled there, edited since", {"state": State.SCHEDULED, "digest": "sha256:old"}, -60, "edited"),
    ("scheduled there", {"state": State.SCHEDULED, "at": stamp(NOON)}, -60, "done"),
    ("scheduled there for another time", {"state": State.SCHEDULED, "at": stamp(NOON - minutes(9))}, -60, "edited"),
    ("abandoned", {"state": State.ABANDONED}, 0, "done"),
    ("abandoned, edited since", {"state": State.ABANDONED, "digest": "sha256:old"}, 0, "done"),
    ("failed, may pass", {"state": State.FAILED, "retryable": True}, 5, "due"),
    ("failed for good", {"state": State.FAILED, "reason": "too long"}, 5, "blocked"),
    ("failed, mended since", {"state": State.FAILED, "digest": "sha256:old"}, 5, "due"),
    ("failed, too late by now", {"state": State.FAILED, "retryable": True}, 400, "missed"),
    ("failed, a person wants it", {"state": State.FAILED, "retryable": True, "asked_at": stamp(NOON)}, 9999, "due"),
    ("claimed after a person's wish", {"state": State.CLAIMED, "asked_at": stamp(NOON)}, 9999, "due"),
    ("missed", {"state": State.MISSED}, 400, "missed"),
    ("missed, then given a new time", {"state": State.MISSED}, 0, "due"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "late", "verdict"), [t[1:] for t in ROWS], ids=[t[0] for t in ROWS])
def test_by_the_ledger(row: dict[str, Any], late: float, verdict: str) -> None:
    planned = plan()
    [decision] = verdicts(planned, {planned[0].key: entry(planned[0], **row)}, minutes(late))
    assert decision.verdict == verdict


THREADS = [
    # rows of parts 1.., minutes after noon, verdicts
    ("nothing yet", [], 0, ["due", "due", "due"]),
    ("broke at 2", [State.PUBLISHED], 5, ["done", "due", "due"]),
    ("1 unknown", [State.UNKNOWN], 5, ["blocked", "blocked", "blocked"]),
    ("2 failed for good", [State.PUBLISHED, State.FAILED], 5, ["done", "blocked", "blocked"]),
    ("1 abandoned", [State.ABANDONED], 5, ["done", "missed", "missed"]),
    ("1 out late: 2 counts from there", [State.PUBLISHED], 355, ["done", "due", "due"]),
    ("all too late", [], 400, ["missed", "missed", "missed"]),
    ("resumed too late", [State.PUBLISHED], 400, ["done", "missed", "missed"]),
    ("all out", [State.PUBLISHED] * 3, 5, ["done"] * 3),
]


@pytest.mark.parametrize(("states", "late", "expected"), [t[1:] for t in THREADS], ids=[t[0] for t in THREADS])
def test_threads(states: list[State], late: float, expected: list[str]) -> None:
    planned = plan(texts=("a", "b", "c"))
    rows = {one.key: entry(one, state) for one, state in zip(planned, states, strict=False)}
    assert [decision.verdict for decision in verdicts(planned, rows, minutes(late))] == expected


def test_the_second_part_counts_from_the_first() -> None:
    planned = plan(texts=("a", "b"))
    first = entry(planned[0], State.PUBLISHED, updated_at=stamp(NOON + minutes(359)))
    assert verdicts(planned, {first.key: first}, minutes(370))[1].verdict == "due"


def test_reasons_are_for_people() -> None:
    [missed] = verdicts(plan(), {}, minutes(1500))
    assert missed.reason == "it was due 1 d 1 h ago, more than the grace of 6 h"
    planned = plan()
    out = entry(planned[0], State.PUBLISHED, digest="sha256:old", url="https://t.me/x/5")
    [edited] = verdicts(planned, {out.key: out})
    assert edited.verdict is Verdict.EDITED
    assert edited.reason.startswith("SMM901 edited-after-publishing: changed after it was published (https://t.me/x/5)")


def test_a_persons_wish_does_not_undo_not_after() -> None:
    planned = plan(not_after=(NOON + minutes(60)).isoformat())
    wish = entry(planned[0], State.FAILED, retryable=True, asked_at=stamp(NOON + minutes(70)))
    assert verdicts(planned, {wish.key: wish}, minutes(80))[0].verdict == "missed"


def test_held_back_after_it_was_handed_over() -> None:
    planned = plan(status="hold")
    out = entry(planned[0], State.SCHEDULED, at=stamp(NOON))
    [decision] = verdicts(planned, {out.key: out}, minutes(-60))
    assert decision.verdict == "edited"
    assert decision.reason == (
        "SMM902 left-behind: it is in the network's scheduler for 2026-12-05 12:00 UTC, and its status is `hold`; "
        "`smm retract bf --account tg` withdraws it"
    )
