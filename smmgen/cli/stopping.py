"""SIGTERM and Ctrl-C: finish and record the current call, and start no other."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smmgen.publishing.watch import Stop


@contextmanager
def told_to_stop(patience: float = 0) -> Iterator[tuple[Stop, set[int]]]:
    """Set by SIGTERM and SIGINT, with who did. A second word interrupts the call under way, as does the end of
    `patience`, in seconds; 0: a call has all the time that it may take anyway."""
    from smmgen.publishing.watch import Stop

    stop, by = Stop(), set[int]()

    def hear(number: int, _frame: FrameType | None) -> None:
        if stop.asked():
            raise KeyboardInterrupt
        by.add(number)
        stop.ask()
        if patience and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, patience)

    def enough(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    heard: dict[signal.Signals, Any] = {one: signal.signal(one, hear) for one in (signal.SIGTERM, signal.SIGINT)}
    if patience and hasattr(signal, "SIGALRM"):
        heard[signal.SIGALRM] = signal.signal(signal.SIGALRM, enough)
    try:
        yield stop, by
    finally:
        if patience and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, before in heard.items():
            signal.signal(number, before)


def ending(code: int, stop: Stop) -> int:
    """The exit code of a command that may have been told to stop: what a person must know still comes first."""
    import click

    from smmgen.cli.failure import BUG, INTERRUPTED, UNKNOWN

    if not stop.asked():
        return code
    click.echo("stopped; the rest waits for the next run", err=True)
    return code if code in (BUG, UNKNOWN) else INTERRUPTED
