"""Worker threads that block signals, so that only the main thread receives them."""

from __future__ import annotations

import signal
import threading

_HEARD = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]


def start_deaf(thread: threading.Thread) -> None:
    """Start it with these signals blocked.

    The system gives a signal to any thread that does not block it, and only the one that gets it is woken from a read:
    in another thread it would go unheard until the main one's call ends by itself (signal(7)). What such a thread
    starts inherits that: it is for threads that start no programs.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        thread.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    try:
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
