"""A brand with an account on each of the stage's platforms, and runs of `publish` over what is built for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contexts import publish_given
from stage import NETWORKS, TOKEN, Clock, FakeServer, config, find_network, ledger_of, payload
from written_build import write_build

from smmgen.ledger.model import Entry, State, stamp
from smmgen.ledger.store import Ledger
from smmgen.publishing.context import Context
from smmgen.publishing.results import Report


class Brand:
    """`settings` goes into [publish]."""

    def __init__(self, project: Path, net: FakeServer, clock: Clock, **settings: Any) -> None:
        self.project, self.net, self.clock = project, net, clock
        made = config({name: (name, net.url) for name in NETWORKS})
        self.config = made.model_copy(update={"publish": made.publish.model_copy(update=settings)})
        self.environ = {f"{name.upper()}_TOKEN": TOKEN for name in NETWORKS}
        self.ledger: Ledger = ledger_of(project)

    def build(self, *payloads: Mapping[str, Any]) -> None:
        write_build(self.project, payloads)

    def context(self, now: datetime | None = None) -> Context:
        return Context(self.project, self.config, now or self.clock.now, clock=self.clock, find_network=find_network)

    def publish(self, **more: Any) -> Report:
        given = {"clock": self.clock, "sleep": self.clock.sleep, "find_network": find_network, **more}
        now = given.pop("now", self.clock.now)
        return publish_given(self.project, self.config, self.ledger, now, self.environ, **given)

    def put(self, key: str, *states: State, run: str = "elsewhere/1/x", ago: float = 0, **more: Any) -> Entry:
        """A row that went through these states, written by another run so many seconds ago."""
        post, account, occurrence, part = key.split(":")
        when = stamp(self.clock.now - timedelta(seconds=ago))
        digest = payload(post, account, account)["digest"]
        entry: Entry | None = None
        for state in states:
            fresh = entry or Entry(key, post, account, account, occurrence, part, digest, state)
            times = {"sent_at": when} if state is not State.CLAIMED else {}
            entry = self.ledger.move(
                entry, replace(fresh, state=state, run=run, updated_at=when, **{**times, **more})
            )  # fmt: skip
        assert entry is not None
        return entry

    def state(self, key: str) -> str:
        entry = self.ledger.get(key)
        return entry.state if entry else "none"


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(row.account, row.post, row.state) for row in report.rows]


def day(number: int, hour: int = 12, month: int = 12) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)
