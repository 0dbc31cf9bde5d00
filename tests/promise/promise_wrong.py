"""Publishers that are wrong on purpose: a harness that finds nothing wrong with them is blind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from promise_harness import LEDGER, Campaign, find_network, publish_with

from smmgen.config import Config
from smmgen.ledger.model import Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger
from smmgen.networks.wire import Delivery, Flow

_BEFORE_THE_ANSWER = (State.CLAIMED, State.SENDING)


class Wrapped:
    """All of a ledger or platform but what a subclass changes."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class RecordsAfterwards(Wrapped):
    """A ledger that writes a row down only once the network has answered."""

    def __init__(self, inner: Ledger) -> None:
        super().__init__(inner)
        self.unwritten: dict[str, list[Entry | None]] = {}

    def get(self, key: str) -> Entry | None:
        return self.unwritten[key][-1] if key in self.unwritten else self.inner.get(key)

    def move(self, before: Entry | None, after: Entry) -> Entry:
        way = self.unwritten.setdefault(after.key, [before])
        way.append(after)
        if after.state not in _BEFORE_THE_ANSWER:
            self.inner.move_all(list(pairwise(way)))
            del self.unwritten[after.key]
        return after

    move_later = move

    def move_all(self, steps: Any) -> list[Entry]:
        return [self.move(before, after) for before, after in steps]


class RecordsBeforehand(Wrapped):
    """A ledger that calls a part published as soon as it is about to be sent."""

    def move(self, before: Entry | None, after: Entry) -> Entry:
        stored = self.inner.get(after.key)
        if stored is not None and stored.state is State.PUBLISHED:
            return after
        moved = self.inner.move(stored, replace(after, run=after.run))
        if after.state is State.SENDING:
            self.inner.move(moved, replace(moved, state=State.PUBLISHED))
        return moved

    move_later = move

    def move_all(self, steps: Any) -> list[Entry]:
        return [self.move(before, after) for before, after in steps]


class KeyOfTheRun(Wrapped):
    """A platform that is given another key each time."""

    def publish(self, delivery: Delivery) -> Flow:
        return self.inner.publish(replace(delivery, key=f"{delivery.key}:{uuid4()}"))


def records_afterwards(campaign: Campaign, brand: Config, now: datetime) -> int:
    ledger = RecordsAfterwards(open_ledger(LEDGER, campaign.project))
    return publish_with(campaign, brand, now, ledger)


def records_beforehand(campaign: Campaign, brand: Config, now: datetime) -> int:
    ledger = RecordsBeforehand(open_ledger(LEDGER, campaign.project))
    return publish_with(campaign, brand, now, ledger)


def keys_of_the_run(campaign: Campaign, brand: Config, now: datetime) -> int:
    ledger = RecordsAfterwards(open_ledger(LEDGER, campaign.project))
    return publish_with(campaign, brand, now, ledger, find_network=lambda name: KeyOfTheRun(find_network(name)))


def impatient(campaign: Campaign, brand: Config, now: datetime) -> int:
    """Looks whether the post is there without waiting for calls that are still under way."""
    ledger = open_ledger(LEDGER, campaign.project)
    return publish_with(campaign, brand, now, ledger, sleep=lambda seconds: None)


def asks_nothing(patch: pytest.MonkeyPatch) -> None:
    """A publisher that sends what is due and has no row, whatever it looks like."""
    patch.setattr("smmgen.publishing.plan.ask", lambda *_: {})


def trusts_a_key_that_stories_do_not_have(campaign: Campaign, brand: Config, now: datetime) -> int:
    def keyed(name: str) -> Any:
        network = find_network(name)
        return type(network)(replace(network.facts, format_safety={}))

    return publish_with(campaign, brand, now, open_ledger(LEDGER, campaign.project), find_network=keyed)
