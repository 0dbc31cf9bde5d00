"""What a video says of itself in its headers.

Rules, conversion and previews use it. Payloads do not hold it: what is read of videos can grow without a live post
looking edited.
"""

from __future__ import annotations

import math
from typing import NamedTuple

LONGEST = 10 * 366 * 86400
FASTEST = 1000
WIDEST = 1 << 16


class Film(NamedTuple):
    """`codec` and `sound` are what the file calls them (see `smmgen.media.codecs`). 0 and "" where the file does not
    say; `sound` of the first sound track is "" where there is none, and None where the file does not say."""

    seconds: float = 0
    codec: str = ""
    frame_rate: float = 0
    """Frames a second."""
    width: int = 0
    """Pixels, as the video is shown: turned, and with square pixels."""
    height: int = 0
    sound: str | None = None


UNTOLD = Film()
"""Of files that say nothing."""


def duration(seconds: float) -> float:
    """0 where it cannot be true."""
    return _within(seconds, LONGEST)


def rate(frames: float) -> float:
    """0 where it cannot be true."""
    return _within(round(frames, 3) if math.isfinite(frames) else 0.0, FASTEST)


def sides(width: float, height: float) -> tuple[int, int]:
    """Whole pixels; zeros where they cannot be true."""
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        return 0, 0
    return max(1, round(width)), max(1, round(height))


def _within(number: float, most: float) -> float:
    return number if math.isfinite(number) and 0 < number <= most else 0.0
