"""A worker pool: tasks in threads that share one ledger."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, cast

from smmgen.ledger.store import Ledger

BLINK = 0.1
"""Seconds after which the main thread looks whether there was a signal. The workers cannot block signals: the programs
that they start, such as git, would inherit that."""
LAST_CALL = 3.0
"""Seconds that calls under way get when a person interrupts."""


class WorkerPool:
    """Runs tasks, at most `jobs` at a time. `halted` stops all of them when one fails or a person interrupts."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._halt = threading.Event()
        self._broken: list[BaseException] = []

    def halted(self) -> bool:
        """No new call is to be begun."""
        return self._halt.is_set()

    def run(self, tasks: Sequence[Callable[[], None]]) -> None:
        """Run all tasks to completion; then raise the first exception."""
        if self._jobs == 1 or len(tasks) < 2:
            for task in tasks:
                task()
            return
        waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        for task in tasks:
            waiting.put(task)
        # Daemons: a call that hangs must not keep a process that was told to stop.
        hands = [threading.Thread(target=self._work, args=(waiting,), daemon=True) for _ in tasks[: self._jobs]]
        for hand in hands:
            hand.start()
        try:
            for hand in hands:
                while hand.is_alive():  # a signal may have gone to another thread: only who is awake hears of it
                    hand.join(BLINK)
        finally:
            self._halt.set()
            ends = time.monotonic() + LAST_CALL
            for hand in hands:  # after an interruption: what is under way is still recorded
                hand.join(max(0.0, ends - time.monotonic()))
        if self._broken:
            raise self._broken[0]

    def _work(self, waiting: SimpleQueue[Callable[[], None]]) -> None:
        while not self._halt.is_set():
            try:
                waiting.get_nowait()()
            except Empty:
                return
            except BaseException as error:
                self._broken.append(error)
                self._halt.set()


def synchronized(ledger: Ledger) -> Ledger:
    """The ledger for several threads: one call at a time."""
    return cast("Ledger", _InTurn(ledger))


class _InTurn:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._turn = ledger, threading.RLock()
        self.slow = ledger.slow

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._ledger, name)

        def called(*given: Any) -> Any:
            with self._turn:
                return method(*given)

        return called
