"""Wall time, zone and instant of a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant together with the wall time and IANA zone (or fixed offset such as `+03:00`) it came from."""

    instant: datetime
    """Aware, in UTC."""
    wall: str
    """`2026-11-27T10:00`"""
    zone: str

    @property
    def local(self) -> datetime:
        """Aware wall time with the offset that holds at that instant."""
        return datetime.fromisoformat(self.iso)

    @property
    def iso(self) -> str:
        """RFC 3339 with offset, seconds included: `2026-11-27T10:00:00+03:00`."""
        wall = datetime.fromisoformat(self.wall)
        offset = wall.replace(tzinfo=UTC) - self.instant
        minutes = round(offset.total_seconds() / 60)
        sign = "-" if minutes < 0 else "+"
        hours, rest = divmod(abs(minutes), 60)
        return f"{wall.isoformat(timespec='seconds')}{sign}{hours:02}:{rest:02}"
