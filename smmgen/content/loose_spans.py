"""Hints for months and spans of days that cannot be parsed: `декабрь 2026`, `27.11.2026 - 24.12.2026`."""

from __future__ import annotations

import re

from smmgen.content import loose_times

_BETWEEN = re.compile(
    r"\s*(?:\.{2,3}|[–—])\s*|\s+(?:-|по|до|to|until|till)\s+|(?<=\d{4})-(?=\d\d?\.)|(?<=-\d\d)-(?=\d{4}-)"
)
_SINCE = re.compile(r"^(?:с|со|from)\s+", re.IGNORECASE)
_MONTH = re.compile(r"([^\W\d_]{3,12})\.?(?:\s+(\d{4}))?(?:\s*(?:года|год|г)\b\.?)?")
_NUMBERS = re.compile(r"(?:(?P<first>\d{4})[./](?P<second>\d{1,2})|(?P<month>\d{1,2})[./](?P<year>\d{4}))")


def hint(text: str) -> str:
    """How to write the time that `text` speaks of; "" where nobody knows."""
    parts = [_meant(part) for part in _BETWEEN.split(_SINCE.sub("", text.strip()))]
    if not all(parts) or len(parts) > 2:
        return ""
    meant = "..".join(parts)
    return f"write `{meant}`, with the year for `YYYY`" if "YYYY" in meant else f"write `{meant}`"


def _meant(part: str) -> str:
    """`2026-12` or `2026-12-24`."""
    if found := _MONTH.fullmatch(part):
        number = loose_times.month_of(found[1])
        return f"{found[2] or 'YYYY'}-{number:02}" if number else ""
    if found := _NUMBERS.fullmatch(part):
        year, number = found["year"] or found["first"], int(found["month"] or found["second"])
        return f"{year}-{number:02}" if 1 <= number <= 12 else ""
    return loose_times.day(part)
