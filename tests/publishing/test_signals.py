"""Only the main thread hears of signals."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

from smmgen.transport.threads import start_deaf
from smmgen.transport.watchdog import Watchdog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows blocks no signals")
HEARD = {signal.SIGINT, signal.SIGTERM, signal.SIGALRM}


def blocked() -> set[int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, []))


def test_a_deaf_thread_hears_nothing_and_its_starter_everything() -> None:
    seen: list[set[int]] = []
    thread = threading.Thread(target=lambda: seen.append(blocked()))
    start_deaf(thread)
    thread.join()
    assert seen[0] >= HEARD
    assert not blocked() & HEARD


def test_the_timer_of_a_call_is_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    ended = threading.Event()

    def end(watchdog: Watchdog) -> None:
        seen.append(blocked())
        ended.set()

    monkeypatch.setattr(Watchdog, "_end", end)
    with Watchdog(0.0, 0.0):
        assert ended.wait(60)
    assert seen[0] >= HEARD
