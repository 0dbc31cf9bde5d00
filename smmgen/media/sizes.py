"""Sides of pictures: scaled, and within bounds of their ratio. Pixels and width by height."""

from __future__ import annotations

import math
from typing import NamedTuple

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


class Ratios(NamedTuple):
    """The least and the most of width by height."""

    least: float = 0.0
    most: float = math.inf

    def allow(self, width: int, height: int) -> bool:
        return self.least <= width / height <= self.most


def within(width: int, height: int, ratios: Ratios) -> tuple[int, int]:
    """The sides, the one that is too long made shorter."""
    if width > height * ratios.most:
        return max(1, math.floor(height * ratios.most)), height
    if width < height * ratios.least:
        return width, max(1, math.floor(width / ratios.least))
    return width, height


def scaled(width: int, height: int, factor: float, ratios: Ratios) -> tuple[int, int]:
    """The sides made shorter, in the same ratio but for less than a pixel; never out of bounds that they were in."""
    if factor >= 1:
        return width, height
    small = max(1, math.floor(width * factor)), max(1, math.floor(height * factor))
    return within(*small, ratios) if ratios.allow(width, height) else small


def around(width: int, height: int, part: tuple[int, int], focus: tuple[float, float]) -> Box:
    """Where a part lies whose middle is as near to the focus as can be; x and y from -1, left and bottom, to 1."""
    left = _start(width, part[0], (focus[0] + 1) / 2)
    top = _start(height, part[1], (1 - focus[1]) / 2)
    return left, top, left + part[0], top + part[1]


def _start(whole: int, part: int, middle: float) -> int:
    return max(0, min(whole - part, round(whole * middle - part / 2)))
