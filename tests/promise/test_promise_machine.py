"""A brand lives through whatever comes: plans, edits, renames, crashes, faults, wrong clocks and people who decide."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from promise_board import BOARDS
from promise_fake import (
    EFFECTS,
    LEDGER,
    Boards,
    Crash,
    Stepping,
    brand,
    entries,
    instead_of_http,
    payload,
    run,
    safety_of,
)
from written_build import write_build

from smmgen.errors import UserError
from smmgen.ledger.model import OUT, State
from smmgen.ledger.open import open_ledger
from smmgen.networks.base import Safety
from smmgen.publishing.context import Context
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.status import status

MINUTES = st.sampled_from([0, 1, 5, 10, 16, 59, 61, 120, 400, 1500])
FAULTS = st.lists(st.sampled_from(EFFECTS), max_size=6)
STEPS = st.integers(1, 30)
POSTS = st.integers(0, 3)


class Fuse:
    """Crashes at the n-th step, or has something happen there."""

    def __init__(self, steps: int, act: Any = None) -> None:
        self.left, self.act = steps, act

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            if self.act is None:
                raise Crash
            self.act()


class Brand(RuleBasedStateMachine):
    """The plan, the boards and the ledger, and what people wished for."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.boards, self.config = Boards(), brand()
        self.plan: dict[str, dict[str, Any]] = {}
        self.known: set[str] = set()
        self.resent: set[str] = set()

    # the plan

    @rule(number=POSTS, account=st.sampled_from(list(BOARDS)), parts=st.integers(1, 3), late=st.integers(-120, 120))
    def write(self, number: int, account: str, parts: int, late: int) -> None:
        name = f"{account}-{number}"
        if name not in self.plan:
            at = self.boards.now + timedelta(minutes=late)
            self.plan[name] = payload(name, account, at, [f"{name} says {part}" for part in range(parts)])

    @precondition(lambda self: self.plan)
    @rule(data=st.data(), word=st.sampled_from(["mended", "better"]))
    def edit(self, data: st.DataObject, word: str) -> None:
        old = self._pick(data)
        texts = [f"{part['text'].split(',')[0]}, {word}" for part in old["parts"]]
        changed = payload(old["post"], old["account"], datetime.fromisoformat(old["at"]), texts, old["path"])
        self.plan[old["post"]] = changed

    @precondition(lambda self: self.plan)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        old = self._pick(data)
        slug = f"{old['slug']}-again"[-40:]
        self.plan[old["post"]] = {**old, "path": f"content/posts/{slug}.md", "slug": slug}

    @precondition(lambda self: self.plan)
    @rule(data=st.data(), minutes=MINUTES)
    def put_off(self, data: st.DataObject, minutes: int) -> None:
        old = self._pick(data)
        at = datetime.fromisoformat(old["at"]) + timedelta(minutes=minutes)
        self.plan[old["post"]] = {**old, "at": at.isoformat()}

    # publishing

    @rule(effects=FAULTS)
    def publish_amid_faults(self, effects: list[str]) -> None:
        self._publish(effects)

    @rule(steps=STEPS, effects=FAULTS)
    def publish_and_crash(self, steps: int, effects: list[str]) -> None:
        self._publish(effects, Fuse(steps).step)

    @rule(steps=STEPS, effects=FAULTS)
    def publish_twice_at_once(self, steps: int, effects: list[str]) -> None:
        """At one step of the first run a second one comes, and is turned away or does no harm."""
        self._publish(effects, Fuse(steps, self._publish_beside).step)

    @rule(minutes=st.sampled_from([-90, -1, 0, 1, 90]))
    def publish_and_die_with_a_call_on_its_way(self, minutes: int) -> None:
        """The network takes the call a moment later; the clock may be set meanwhile."""
        self._publish(["late"], self.boards.dies_with_a_call_on_its_way)
        self.set_the_clock(minutes)
        self._publish([])

    def _publish_beside(self) -> None:
        self.boards.step = lambda: None
        with contextlib.suppress(UserError, Crash):
            run(self.folder, self.boards, self.config)

    def _publish(self, effects: list[str], step: Callable[[], None] = lambda: None) -> None:
        self._build()
        self.boards.effects, self.boards.step = list(effects), step
        with instead_of_http(self.boards), contextlib.closing(open_ledger(LEDGER, self.folder)) as inner:
            ledger = Stepping(inner, self.boards.step)
            with contextlib.suppress(Crash, UserError):
                report = run(self.folder, self.boards, self.config, ledger)
                assert not report.bugs, report.bugs
        self.boards.step = lambda: None

    def _build(self) -> None:
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        write_build(self.folder, list(self.plan.values()))
        self.known |= {part["key"] for one in self.plan.values() for part in one["parts"]}

    # time

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.boards.sleep(60 * minutes)

    @rule(minutes=st.sampled_from([-600, -90, -1, 0, 0, 1, 90, 600]))
    def set_the_clock(self, minutes: int) -> None:
        self.boards.skew = timedelta(minutes=minutes)

    # people

    @rule(data=st.data(), heedless=st.booleans())
    def resolve_one(self, data: st.DataObject, heedless: bool) -> None:
        """Somebody looks and says what is there; a heedless one says --resend without looking."""
        wanted = (State.UNKNOWN, State.MISSED, State.FAILED)
        rows = [entry for entry in entries(self.folder).values() if entry.state in wanted]
        if not rows:
            return
        key = data.draw(st.sampled_from([entry.key for entry in rows]))
        there = self.boards.marks()[key]
        answer = data.draw(st.sampled_from([Answer.RESEND, Answer.ABANDON]))
        if there and not heedless:
            answer = Answer.SENT
        if answer is Answer.RESEND:
            self.resent.add(key)
        with contextlib.closing(open_ledger(LEDGER, self.folder)) as ledger:
            resolve(ledger, key, answer, self.boards.clock, "https://example.com/1" if answer is Answer.SENT else "")

    # what must hold

    @invariant()
    def never_twice(self) -> None:
        for key, number in self.boards.marks().items():
            assert number == 1 or key in self.resent, f"{key} was posted {number} times"

    @invariant()
    def what_is_called_published_is_there(self) -> None:
        there = self.boards.marks()
        told = {key for key, entry in entries(self.folder).items() if entry.state in OUT}
        assert told <= set(there), f"not there: {told - set(there)}"

    def teardown(self) -> None:
        try:
            self._end_in_peace()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end_in_peace(self) -> None:
        """Clock and networks are in order again, and cron goes on: then nothing due is without a word."""
        self.boards.skew = timedelta()
        for _ in range(4):
            self._publish([])
            self.boards.sleep(20 * 60)
        self.never_twice()
        self.what_is_called_published_is_there()
        rows, there = entries(self.folder), self.boards.marks()
        for one in self.plan.values():
            for part in one["parts"]:
                if datetime.fromisoformat(one["at"]) <= self.boards.now - timedelta(minutes=21):
                    self._check_ended(part["key"], rows, there)
        context = Context(self.folder, self.config, self.boards.now, find_network=BOARDS.__getitem__)
        shown = {row.key for row in status(context, self._ledger())}
        assert self.known <= shown, "a part is not shown"

    def _check_ended(self, key: str, rows: Any, there: Any) -> None:
        state = rows[key].state if key in rows else None
        if there[key]:
            fits = OUT | {State.UNKNOWN} if safety_of(key) is Safety.BLIND else OUT
            assert state in fits or key in self.resent or state is State.ABANDONED, f"{key} is out and called {state}"
        elif state not in (State.MISSED, State.ABANDONED, State.UNKNOWN, State.FAILED):
            thread, _, part = key.rpartition(":")
            earlier = [rows[f"{thread}:{n}"].state for n in range(1, int(part)) if f"{thread}:{n}" in rows]
            assert set(earlier) - OUT, f"{key} vanished: {state}, and nothing before it stands in its way"

    def _ledger(self) -> Any:
        return open_ledger(LEDGER, self.folder)

    def _pick(self, data: st.DataObject) -> dict[str, Any]:
        return self.plan[data.draw(st.sampled_from(sorted(self.plan)))]


USUAL = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],  # shrinking takes minutes; a failure is short enough as it is
)
LONG = settings(USUAL, max_examples=5_000, stateful_step_count=40)


def test_whatever_comes_nothing_is_posted_twice_and_nothing_vanishes() -> None:
    run_state_machine_as_test(Brand, settings=USUAL)


@pytest.mark.soak
def test_whatever_comes_for_long() -> None:
    run_state_machine_as_test(Brand, settings=LONG)
