"""How long something takes, in words."""

from __future__ import annotations

from datetime import timedelta


def in_words(span: timedelta) -> str:
    """`1 d 2 h 5 min`, without what is none; `under a minute`."""
    minutes = span // timedelta(minutes=1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    return " ".join(f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n) or "under a minute"
