"""Rate-limit headers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from smmgen.networks import answers

_NO_SPAN = 10**9
"""A larger number of seconds is a time since 1970."""


def seconds_used_up(headers: Mapping[str, str]) -> float:
    """Seconds until a network that allows no more calls allows them again; 0 where some are left or nothing is said.

    `RateLimit-*` and `X-RateLimit-*`: the reset comes as a time (ISO 8601), in Unix seconds, or in seconds from now.
    Header names are lower case.
    """
    for prefix in ("ratelimit", "x-ratelimit", "x-rate-limit"):
        if headers.get(f"{prefix}-remaining", "").strip() == "0":
            now = answers.answered_at(headers) or datetime.now(UTC)
            return _until(headers.get(f"{prefix}-reset", ""), now)
    return 0.0


def _until(reset: str, now: datetime) -> float:
    """Seconds, at most a day; 0 where that cannot be told."""
    number = answers.whole(reset)
    if number is not None and number > _NO_SPAN:
        return answers.seconds(number - now.timestamp()) or 0.0
    at = answers.moment(reset)
    return (answers.seconds((at - now).total_seconds()) if at else answers.seconds(reset)) or 0.0
