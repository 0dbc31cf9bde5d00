"""The canvas the sample brand's pictures are painted on, its palette and a little geometry. `draw.py` uses it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from random import Random

from PIL import Image, ImageDraw

Point = tuple[float, float]
Points = list[Point]

CREAM, MILK, SAND, OAT = "#f7ecdd", "#fffaf2", "#ead7ba", "#dcc09a"
CARAMEL, COFFEE, ROAST, DARK = "#c98b4e", "#7a4a2b", "#55321e", "#33201a"
BRICK, BLUSH, MUSTARD, LEAF, FIR = "#c4533a", "#e8a48c", "#e5aa41", "#5f7f63", "#2f5550"
NIGHT, DUSK, FROST, SNOW = "#27374d", "#3f5673", "#c9d8e2", "#f4f8fa"

SCALE = 3


class Picture:
    """A canvas measured in pixels of the finished picture; (0, 0) is the top left corner."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def shape(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, turn: float = 0) -> None:
        self.shape(oval(x, y, rx, ry, turn), fill)

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        self.oval(x, y, r, r, fill)

    def box(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> None:
        frame = (x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1)
        self.pen.rounded_rectangle(frame, r * SCALE, fill=fill)

    def ring(self, x: float, y: float, r: float, width: float, fill: str) -> None:
        frame = ((x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE)
        self.pen.ellipse(frame, outline=fill, width=round(width * SCALE))

    def stroke(self, points: Points, width: float, fill: str, strength: float = 1) -> None:
        """A line with round ends and joints. `strength` from 0 to 1 lets the ground shine through evenly."""
        reach = width + 2
        left, top = min(x for x, _ in points) - reach, min(y for _, y in points) - reach
        right, bottom = max(x for x, _ in points) + reach, max(y for _, y in points) + reach
        mask = Image.new("L", (round((right - left) * SCALE), round((bottom - top) * SCALE)))
        pen, radius = ImageDraw.Draw(mask), width * SCALE / 2
        moved = [((x - left) * SCALE, (y - top) * SCALE) for x, y in points]
        pen.line(moved, fill=round(255 * strength), width=round(width * SCALE))
        for x, y in moved:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=round(255 * strength))
        self.image.paste(Image.new("RGB", mask.size, fill), (round(left * SCALE), round(top * SCALE)), mask)

    def finished(self) -> Image.Image:
        """Reduced to the real size and to 96 flat colours."""
        return self.image.reduce(SCALE).quantize(96, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def turned(points: Points, x: float, y: float, degrees: float) -> Points:
    """Points turned clockwise around (x, y)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos) for a, b in points]


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0, start: float = 0, end: float = 360) -> Points:
    """An ellipse or, with `start` and `end` in degrees, a part of one."""
    steps = 96
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return turned([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles], x, y, turn)


def curve(a: Point, b: Point, c: Point, d: Point) -> Points:
    """A cubic Bezier curve."""

    def at(t: float, i: int) -> float:
        s = 1 - t
        return a[i] * s**3 + 3 * b[i] * s * s * t + 3 * c[i] * s * t * t + d[i] * t**3

    return [(at(i / 40, 0), at(i / 40, 1)) for i in range(41)]


def path(text: str, x: float = 0, y: float = 0, unit: float = 1) -> Points:
    """An outline as SVG writes it, lines and `C` curves only: "0 0 4 0 C 4 2 2 4 0 4", moved to (x, y) and scaled."""
    lines = [[float(n) * unit for n in run.split()] for run in text.split("C")]
    points = _pairs(lines[0])
    for run in lines[1:]:
        steps = _pairs(run)
        points += [*curve(points[-1], *steps[:3]), *steps[3:]]
    return [(x + a, y + b) for a, b in points]


def _pairs(numbers: list[float]) -> Points:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def scattered(seed: int, count: int, width: float, height: float, apart: float) -> Iterator[Point]:
    """Points no closer than `apart`."""
    chance = Random(seed)  # noqa: S311 - pictures, not secrets
    kept: Points = []
    for _ in range(count * 40):
        point = (chance.uniform(0, width), chance.uniform(0, height))
        if len(kept) < count and all(math.dist(point, other) >= apart for other in kept):
            kept.append(point)
            yield point
