"""Several accounts at a time, one call at a time for each."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from typing import Any

import pytest
from brand import Brand
from stage import BLIND, KEYED, READABLE, Network, config, payload

from smmgen.ledger.store import LedgerError
from smmgen.networks import registry
from smmgen.networks.base import Safety
from smmgen.networks.wire import Delivery, Flow
from smmgen.publishing.workers import WorkerPool, synchronized


class Watched(Network):
    """Counts how many of its flows run at once; each takes a while."""

    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    together = 0

    def publish(self, delivery: Delivery) -> Flow:
        cls, name = type(self), delivery.target
        cls.running[name] += 1
        cls.most[name] = max(cls.most[name], cls.running[name])
        cls.together = max(cls.together, sum(cls.running.values()))
        time.sleep(0.05)
        try:
            return (yield from super().publish(delivery))
        finally:
            cls.running[name] -= 1


@pytest.fixture
def watched() -> Any:
    Watched.running, Watched.most, Watched.together = Counter(), Counter(), 0
    made = {one.name: Watched(one.facts.safety) for one in (KEYED, READABLE, BLIND)}
    return made.__getitem__


def test_accounts_go_side_by_side_and_each_in_its_own_order(brand: Brand, watched: Any) -> None:
    accounts = ("keyed", "readable", "blind")
    brand.build(*(payload(f"p{n}", name, name, texts=("1", "2")) for name in accounts for n in range(3)))
    told: list[str] = []
    report = brand.publish(jobs=3, find_network=watched, tell=lambda row: told.append(row.key))
    assert report.counts == {"published": 18}
    assert Watched.most == {"keyed": 1, "readable": 1, "blind": 1}
    assert Watched.together > 1
    for name in accounts:
        mine = [key for key in told if f":{name}:" in key]
        assert mine == [f"p{n}:{name}:1:{part}" for n in range(3) for part in (1, 2)]
    assert [row.key for row in report.rows] == [
        row.key for row in sorted(report.rows, key=lambda r: (r.account, r.key))
    ]
    assert brand.publish(jobs=3, find_network=watched).rows == []
    assert len(brand.net.posts) == 18


def test_two_accounts_of_one_feed_lose_no_entry(brand: Brand) -> None:
    names = ("one", "two", "three")
    brand.config = config(dict.fromkeys(names, ("feed", "file:public")))
    brand.build(*(entry(f"p{number}", name) for name in names for number in range(8)))
    report = brand.publish(jobs=3, find_network=registry.get)
    assert report.counts == {"published": 24}
    items = json.loads((brand.project / "public" / "feed.json").read_text())["items"]
    assert {item["id"] for item in items} == {f"urn:p{n}:{name}" for name in names for n in range(8)}


def entry(post: str, account: str) -> dict[str, Any]:
    """A payload of the feed."""
    made = payload(post, account, "feed")
    item = {"id": f"urn:{post}:{account}", "title": post, "content_html": "", "date_published": made["at"]}
    made["parts"][0]["request"] = {"feed": {"id": "urn:feed", "title": "Feed"}, "item": item}
    return made


def test_one_accounts_bug_or_refusal_stops_no_other(brand: Brand) -> None:
    class Broken(Network):
        def publish(self, delivery: Delivery) -> Flow:
            raise RuntimeError("a bug")

    find = {"keyed": Broken(Safety.KEYED), "readable": READABLE, "blind": BLIND}.__getitem__
    brand.build(*(payload("bf", name, name) for name in ("keyed", "readable", "blind")))
    report = brand.publish(jobs=2, find_network=find)
    assert {row.account: row.state for row in report.rows} == {
        "keyed": "failed", "readable": "published", "blind": "published",
    }  # fmt: skip
    assert report.exit_code == 70


def test_a_ledger_that_breaks_stops_them_all_and_is_told() -> None:
    done: list[int] = []

    def task(number: int) -> None:
        if number == 1:
            raise LedgerError("the disk is full")
        done.append(number)

    workers = WorkerPool(2)
    with pytest.raises(LedgerError, match="full"):
        workers.run([lambda: task(1)] + [lambda: (time.sleep(0.05), task(2))[1]] * 50)
    assert workers.halted()
    assert len(done) < 50


def test_the_ledger_is_called_by_one_at_a_time() -> None:
    class Plain:
        inside = most = 0
        slow = False

        def get(self, key: str) -> str:
            self.inside += 1
            self.most = max(self.most, self.inside)
            time.sleep(0.005)
            self.inside -= 1
            return key

    plain: Any = Plain()
    shared = synchronized(plain)
    hands = [threading.Thread(target=lambda: [shared.get("x") for _ in range(5)]) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert plain.most == 1
