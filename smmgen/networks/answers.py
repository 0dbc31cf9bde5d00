"""Decoding of networks' answers: implausible values are ignored and never raise.

Source: RFC 8259 (JSON has no NaN and no infinity; an implementation may limit depth and numbers) and RFC 9110 (Date,
Retry-After).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

DEEPEST = 100
"""Arrays and objects inside each other; no network's answers come near."""
LARGEST = 2**64
"""No network's number is as large as this."""
LONGEST = 86400.0
"""Seconds. Nobody is waited for longer than a day before the network is asked again."""


def decoded(body: bytes) -> Any:
    """The JSON value; an empty dict if it is invalid or implausible."""
    try:
        data = json.loads(body, parse_int=_whole, parse_float=_real, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return {}
    return {} if _is_too_deep(data) else data


def _whole(digits: str) -> int:
    if len(digits) > len(str(LARGEST)) or abs(number := int(digits)) >= LARGEST:
        raise ValueError("a number is too large")
    return number


def _real(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise ValueError("a number is infinite")
    return number


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _is_too_deep(data: Any) -> bool:
    """Without recursion, which would fail on the very input this looks for."""
    level = [data]
    for _ in range(DEEPEST):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return False
    return True


def _inside(item: Any) -> Any:
    return item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()


def mapping(value: Any) -> dict[str, Any]:
    """An object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]] | None:
    """A list of nothing but objects; None for anything else."""
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None


def text(value: Any) -> str:
    """Text; "" for anything else."""
    return value if isinstance(value, str) else ""


def said(value: Any) -> str:
    """What a network says to people, as one line; "" for anything but text. It is not cut here, as a token in it could
    no longer be told from other words."""
    return " ".join(text(value).split())


def identity(value: Any) -> str:
    """An id, which servers write as text or as a number; "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value else ""
    return text(value)


def whole(value: Any) -> int | None:
    """A whole number, which may be written as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdecimal() and len(value) <= 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def seconds(value: Any) -> float | None:
    """How long to wait: from 0 to a day, from a number or its digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return min(max(number, 0.0), LONGEST) if math.isfinite(number) else None


def moment(value: Any) -> datetime | None:
    """An instant in ISO 8601, aware; None for anything else or without an offset."""
    try:
        found = datetime.fromisoformat(text(value))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def http_date(value: str | None) -> datetime | None:
    """The time of a Date header, aware; None if it is invalid."""
    from email.utils import parsedate_to_datetime  # which imports sockets; a build reads no answers

    try:
        found = parsedate_to_datetime(value or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def answered_at(headers: Mapping[str, str]) -> datetime | None:
    """The server's clock when it answered. Header names are lower case."""
    return http_date(headers.get("date"))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a time; None where it asks for nothing."""
    said = headers.get("retry-after", "")
    if (number := seconds(said)) is not None:
        return number
    until = http_date(said)
    return seconds((until - (answered_at(headers) or datetime.now(UTC))).total_seconds()) if until else None
