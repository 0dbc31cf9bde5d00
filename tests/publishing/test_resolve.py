from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from stage import NOON, Clock, ledger_of

from smmgen.errors import UserError
from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.store import Ledger
from smmgen.publishing.resolve import Answer, resolve

ROW = Entry(
    "bf:tg:1:1",
    "bf",
    "tg",
    "telegram",
    "1",
    "1",
    "sha256:aa",
    State.CLAIMED,
    remote_id="7",
    sent_at="2026-12-05T07:00:00.000Z",
)
UP_TO = {
    State.CLAIMED: [State.CLAIMED],
    State.SENDING: [State.CLAIMED, State.SENDING],
    State.UNKNOWN: [State.CLAIMED, State.SENDING, State.UNKNOWN],
    State.FAILED: [State.CLAIMED, State.FAILED],
    State.MISSED: [State.MISSED],
    State.PUBLISHED: [State.CLAIMED, State.PUBLISHED],
    State.SCHEDULED: [State.CLAIMED, State.SCHEDULED],
    State.ABANDONED: [State.CLAIMED, State.ABANDONED],
}
URL = "https://t.me/teplo/17"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger_of(tmp_path)
    yield opened
    opened.close()


def put(ledger: Ledger, state: State, key: str = ROW.key) -> Entry:
    entry = None
    for step in UP_TO[state]:
        entry = ledger.move(entry, replace(entry or ROW, key=key, state=step))
    assert entry is not None
    return entry


ANSWERS = [
    # from, sent, resend, abandon: what the row is then; "" = refused
    (State.UNKNOWN, "published", "failed", "abandoned"),
    (State.FAILED, "published", "failed", "abandoned"),
    (State.MISSED, "published", "failed", "abandoned"),
    (State.ABANDONED, "published", "failed", ""),
    (State.SCHEDULED, "published", "", "abandoned"),
    (State.CLAIMED, "", "", "abandoned"),
    (State.SENDING, "", "", ""),
    (State.PUBLISHED, "", "", ""),
]
CASES = [(state, answer, after) for state, *afters in ANSWERS for answer, after in zip(Answer, afters, strict=True)]


@pytest.mark.parametrize(("state", "answer", "after"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_answers(ledger: Ledger, clock: Clock, state: State, answer: Answer, after: str) -> None:
    before = put(ledger, state)
    if after:
        assert resolve(ledger, ROW.key, answer, clock, URL).state == after
    else:
        with pytest.raises(UserError):
            resolve(ledger, ROW.key, answer, clock, URL)
        assert ledger.get(ROW.key) == before


def test_sent_keeps_the_address(ledger: Ledger, clock: Clock) -> None:
    put(ledger, State.UNKNOWN)
    entry = resolve(ledger, ROW.key, Answer.SENT, clock, URL)
    assert (entry.url, entry.remote_id, entry.reason, entry.updated_at) == (URL, "", "", stamp(NOON))


def test_resend_notes_the_wish(ledger: Ledger, clock: Clock) -> None:
    put(ledger, State.MISSED)
    entry = resolve(ledger, ROW.key, Answer.RESEND, clock)
    assert (entry.retryable, entry.asked_at, entry.sent_at) == (True, stamp(NOON), "")


@pytest.mark.parametrize("url", ["", "published", "t.me/teplo/17", "javascript:alert(1)"])
def test_an_address_is_an_address(ledger: Ledger, clock: Clock, url: str) -> None:
    put(ledger, State.UNKNOWN)
    with pytest.raises(UserError, match="not the address"):
        resolve(ledger, ROW.key, Answer.SENT, clock, url)


def test_the_beginning_of_a_key_is_enough_when_it_is_the_only_one(ledger: Ledger, clock: Clock) -> None:
    for key in ("bf:tg:1:1", "bf:tg:1:10", "bf:vk:1:1"):
        put(ledger, State.UNKNOWN, key)
    with pytest.raises(UserError, match="may mean 2 rows: `bf:tg:1:1`, `bf:tg:1:10`"):
        resolve(ledger, "bf:tg", Answer.ABANDON, clock)
    assert resolve(ledger, "bf:tg:1:1", Answer.ABANDON, clock).key == "bf:tg:1:1"
    assert resolve(ledger, "bf:v", Answer.ABANDON, clock).key == "bf:vk:1:1"
    with pytest.raises(UserError, match="no row `x`"):
        resolve(ledger, "x", Answer.ABANDON, clock)


def test_not_while_somebody_publishes(ledger: Ledger, clock: Clock, tmp_path: Path) -> None:
    put(ledger, State.UNKNOWN)
    other = ledger_of(tmp_path)
    with other.lock(), pytest.raises(UserError, match="another `smm`"):
        resolve(ledger, ROW.key, Answer.ABANDON, clock)
    other.close()
