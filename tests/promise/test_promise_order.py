"""Every creating request follows an acknowledged, durable claim for its key: a trace shows both in one order."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from contexts import publish_given
from promise_harness import (
    BLIND,
    KEYED,
    LEDGER,
    READABLE,
    START,
    TOKENS,
    Campaign,
    Cast,
    campaign,
    find_network,
    mark_of,
    planned,
)
from promise_wrong import RecordsAfterwards

from smmgen.ledger.model import Entry
from smmgen.ledger.open import open_ledger
from smmgen.publishing.publish import publish
from smmgen.transport import driver

Prepared = Callable[[Cast], Path]
DUE = 7
"""Posts, one with a thread and one with a picture among them."""


class Event(NamedTuple):
    """`number` counts commits and requests alike; `state` is the row's, "request" for a request. `stored`: the row's
    state at that moment, as another connection to the ledger sees it."""

    number: int
    mark: tuple[str, str]
    state: str
    thread: int
    stored: str = ""


class Trace:
    """Commits as they are acknowledged, and requests before their first byte leaves, in one order."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.events: list[Event] = []
        self._count = itertools.count()
        self._turn = threading.Lock()

    def note(self, mark: tuple[str, str], state: str, stored: str = "") -> None:
        with self._turn:
            self.events.append(Event(next(self._count), mark, state, threading.get_ident(), stored))

    def request(self, account: str, body: bytes) -> None:
        """What holds a part's own words creates it, whatever the flow says of the call."""
        for mark in planned(self.campaign.cast):
            if mark[0] == account and mark[1].encode() in body:
                self.note(mark, "request", self._stored(mark))

    def _stored(self, mark: tuple[str, str]) -> str:
        post, part = f"post-{mark[1][4:7]}", mark[1][-1]
        path = self.campaign.project / LEDGER.removeprefix("sqlite:")
        with contextlib.closing(sqlite3.connect(path)) as db:
            found = db.execute("select state from entries where key = ?", (f"{post}:{mark[0]}:1:{part}",)).fetchone()
        return str(found[0]) if found else "nothing"


class Tracing:
    """A ledger that notes a step once it is acknowledged."""

    def __init__(self, inner: Any, trace: Trace) -> None:
        self.inner, self.trace = inner, trace

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def move(self, before: Entry | None, after: Entry) -> Entry:
        return self._noted([self.inner.move(before, after)])[0]

    def move_later(self, before: Entry | None, after: Entry) -> Entry:
        return self._noted([self.inner.move_later(before, after)])[0]

    def move_all(self, steps: Any) -> list[Entry]:
        return self._noted(self.inner.move_all(steps))

    def _noted(self, entries: list[Entry]) -> list[Entry]:
        for entry in entries:
            self.trace.note(mark_of(entry.key), str(entry.state))
        return entries


@contextlib.contextmanager
def tracing(trace: Trace, brand: Any) -> Iterator[None]:
    """Requests of every kind pass by the trace: over HTTP, and to the feed's files."""
    send, answer = httpx2.HTTPTransport.handle_request, driver.answer
    accounts = {account.platform: name for name, account in brand.accounts.items()}

    def over_http(transport: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        trace.request(accounts[request.url.path.split("/")[1].removesuffix("-video")], request.read())
        return send(transport, request)

    def to_a_file(project: Path, request: Any) -> Any:
        if request.creates:
            trace.request("site", request.content)
        return answer(project, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx2.HTTPTransport, "handle_request", over_http)
        patch.setattr(driver, "answer", to_a_file)
        yield


def traced(
    prepared: Path, tmp_path: Path, cast: Cast, wrap: Callable[[Any], Any] = lambda ledger: ledger, **more: Any
) -> Trace:
    """The trace of a run that publishes several posts into a ledger that may be wrapped."""
    with campaign(prepared, tmp_path / "run", cast, 1, publisher=lambda *_: 0) as made:
        trace = Trace(made)
        with tracing(trace, made.brand), contextlib.closing(open_ledger(LEDGER, made.project)) as ledger:
            now = START + timedelta(minutes=DUE - 1)
            report = publish_given(
                made.project,
                made.brand,
                wrap(Tracing(ledger, trace)),
                now,
                TOKENS,
                sleep=made.sleep,
                find_network=find_network,
                **more,
            )
            assert report.exit_code == 0, report.rows
    return trace


def check_order(trace: Trace, cast: Cast) -> None:
    """Nothing but the claim comes before a request, and it is stored. A feed's file holds its earlier entries too."""
    requests = [event for event in trace.events if event.state == "request"]
    assert {event.mark for event in requests} == {mark for mark in planned(cast) if int(mark[1][4:7]) < DUE}
    for event in requests:
        before = [one.state for one in trace.events if one.mark == event.mark and one.number < event.number]
        assert before[:1] == ["claimed"], event
        assert "sending" in before, event
        assert event.stored == "sending" or (event.mark[0], event.stored) == ("site", "published"), event


@pytest.mark.parametrize("cast", [KEYED, READABLE, BLIND], ids=["A", "B", "C"])
def test_every_creating_request_follows_a_durable_claim(prepared: Prepared, tmp_path: Path, cast: Cast) -> None:
    check_order(traced(prepared(cast), tmp_path, cast), cast)


def test_accounts_at_the_same_time_keep_the_order_too(prepared: Prepared, tmp_path: Path) -> None:
    if "jobs" not in inspect.signature(publish).parameters:
        pytest.skip("publish has no jobs")
    trace = traced(prepared(KEYED), tmp_path, KEYED, jobs=4)
    check_order(trace, KEYED)
    assert len({event.thread for event in trace.events}) > 1


def test_a_ledger_that_writes_afterwards_is_found_out(prepared: Prepared, tmp_path: Path) -> None:
    trace = traced(prepared(BLIND), tmp_path, BLIND, RecordsAfterwards)
    with pytest.raises(AssertionError):
        check_order(trace, BLIND)
