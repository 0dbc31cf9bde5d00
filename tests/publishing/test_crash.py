"""Whatever breaks and wherever the run dies: never two posts for one key, and nothing is lost in silence."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stage import BLIND, KEYED, NOON, READABLE, TOKEN, Clock, config, ledger_of, payload
from stage import network as server
from written_build import write_build

from smmgen.ledger.model import Entry
from smmgen.ledger.store import Ledger
from smmgen.networks.wire import Delivery, Flow
from smmgen.publishing.context import Context
from smmgen.publishing.leases import Waits
from smmgen.publishing.publish import publish


class Crash(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


class Fuse:
    """Crashes at the n-th step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


class Burning:
    """A ledger that may crash before and after every move, and a platform that may crash at every answer."""

    def __init__(self, inner: Any, fuse: Fuse) -> None:
        self.inner, self.fuse = inner, fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def move(self, before: Entry | None, after: Entry) -> Entry:
        self.fuse.step()
        moved: Entry = self.inner.move(before, after)
        self.fuse.step()
        return moved

    def publish(self, delivery: Delivery) -> Flow:
        flow = self.inner.publish(delivery)
        try:
            request = next(flow)
            while True:
                response = yield request
                self.fuse.step()
                request = flow.send(response)
        except StopIteration as end:
            return end.value


EFFECTS = st.sampled_from(["", "", "reset-before", "reset-after", "500-after", "truncate", "429", "503"])
TIMES = settings(max_examples=60, deadline=None)


def live_through(network: Any, parts: int, fuses: list[int], effects: list[str]) -> tuple[Any, Ledger, list[str]]:
    """Publish until the fuses are burnt, then three times in peace. The posts, the ledger, the keys in order."""
    texts = [f"part {n}" for n in range(parts)]
    with tempfile.TemporaryDirectory() as folder, server() as net:
        project, clock = Path(folder), Clock()
        net.keyed, net.effects = network is KEYED, {"/posts": list(effects)}
        brand = config({"acc": (network.name, net.url)})
        write_build(project, [payload("bf", "acc", network.name, texts=texts)])
        for steps in [*fuses, -1, -1, -1]:
            fuse, ledger = Fuse(steps), ledger_of(project)
            if steps == -1:
                net.effects = {}
            try:
                fragile: Any = Burning(ledger, fuse)
                publish(
                    Context(
                        project,
                        brand,
                        NOON,
                        {"ACC_TOKEN": TOKEN},
                        clock=clock,
                        sleep=clock.sleep,
                        find_network=lambda name, fuse=fuse: Burning(network, fuse),
                    ),
                    fragile,
                    waits=Waits(quiet=0),
                )
            except Crash:
                pass
            finally:
                rows = ledger.entries()
                ledger.close()
        return net.posts, rows, texts


@pytest.mark.parametrize("network", [KEYED, READABLE], ids=["keyed", "readable"])
@given(st.integers(1, 3), st.lists(st.integers(1, 14), max_size=5), st.lists(EFFECTS, max_size=8))
@example(1, [3], [])
@example(1, [4], [])
@example(2, [5], ["reset-after"])
@TIMES
def test_classes_a_and_b_never_twice_never_lost(network: Any, parts: int, fuses: list[int], effects: list[str]) -> None:
    posts, rows, texts = live_through(network, parts, fuses, effects)
    assert [post["text"] for post in posts] == texts
    assert [row.state for row in rows] == ["published"] * parts
    assert [row.remote_id for row in rows] == [post["id"] for post in posts]


@given(st.integers(1, 3), st.lists(st.integers(1, 14), max_size=5), st.lists(EFFECTS, max_size=8))
@TIMES
def test_class_c_never_twice_and_never_lost_in_silence(parts: int, fuses: list[int], effects: list[str]) -> None:
    posts, rows, texts = live_through(BLIND, parts, fuses, effects)
    sent = Counter(post["text"] for post in posts)
    assert set(sent.values()) <= {1}
    told = [row.state for row in rows]
    assert told in ([*["published"] * n, "unknown"] for n in range(parts)) or told == ["published"] * parts
    assert all(sent[text] == 1 for text, state in zip(texts, told, strict=False) if state == "published")


def test_the_harness_can_see_duplicates() -> None:
    """The same tries without a ledger that remembers post twice: the tests above are not blind."""
    with tempfile.TemporaryDirectory() as folder, server() as net:
        project, clock, net.keyed = Path(folder), Clock(), False
        brand = config({"acc": ("blind", net.url)})
        write_build(project, [payload("bf", "acc", "blind")])
        for _ in range(2):
            ledger = ledger_of(project)
            publish(
                Context(
                    project,
                    brand,
                    NOON,
                    {"ACC_TOKEN": TOKEN},
                    clock=clock,
                    sleep=clock.sleep,
                    find_network=lambda name: BLIND,
                ),
                ledger,
            )
            ledger.close()
            (project / ".smm" / "ledger.db").unlink()
        assert [post["text"] for post in net.posts] == ["hi", "hi"]
