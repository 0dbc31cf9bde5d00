"""Things that stand in more than one picture of the sample brand: mugs, beans, trees, bags, brewers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from paint import (
    BRICK,
    COFFEE,
    DARK,
    FIR,
    MILK,
    MUSTARD,
    OAT,
    ROAST,
    SAND,
    SNOW,
    Picture,
    curve,
    oval,
    path,
    scattered,
    turned,
)


def steam(p: Picture, x: float, y: float, height: float, colour: str = MILK, strength: float = 0.75) -> None:
    for shift, share in ((-0.28, 0.72), (0, 1), (0.28, 0.8)):
        a, h, bend = x + shift * height, height * share, height * 0.13
        wisp = curve((a, y), (a - bend * 2, y - h * 0.35), (a + bend * 2, y - h * 0.6), (a, y - h))
        p.stroke(wisp, height * 0.055, colour, strength)


def bean(p: Picture, x: float, y: float, size: float, turn: float, fill: str = COFFEE, crease: str = DARK) -> None:
    p.oval(x, y, size, size * 0.68, fill, turn)
    p.shape(oval(x, y - size * 0.02, size * 0.86, size * 0.5, turn, 195, 320), "#ffffff18")
    line = curve((x - size, y), (x - size * 0.4, y + size * 0.42), (x + size * 0.4, y - size * 0.42), (x + size, y))
    p.stroke(turned(line, x, y, turn), size * 0.13, crease)


def snowfall(p: Picture, seed: int, count: int, fill: str = SNOW) -> None:
    chance = Random(seed)  # noqa: S311 - pictures, not secrets
    for x, y in scattered(seed, count, p.width, p.height, 34):
        p.disc(x, y, chance.choice((3, 4, 5, 7, 9)), fill)


def snowflake(p: Picture, x: float, y: float, r: float, width: float, fill: str) -> None:
    for arm in range(6):
        for line in (
            [(x, y), (x, y - r)],
            [(x - r * 0.24, y - r * 0.86), (x, y - r * 0.6), (x + r * 0.24, y - r * 0.86)],
            [(x - r * 0.17, y - r * 0.52), (x, y - r * 0.34), (x + r * 0.17, y - r * 0.52)],
        ):
            p.stroke(turned(line, x, y, arm * 60), width, fill)


def saucer(p: Picture, x: float, y: float, r: float, shade: str = OAT) -> None:
    p.disc(x + r * 0.05, y + r * 0.09, r, shade)
    p.disc(x, y, r, MILK)
    p.ring(x, y, r * 0.74, r * 0.025, SAND)


def cup_from_above(p: Picture, x: float, y: float, r: float, body: str, drink: str, turn: float = -30) -> None:
    handle = path("0.8 -0.16 1.42 -0.16 1.42 0.16 0.8 0.16 0.8 -0.16", x, y, r)
    p.stroke(turned(handle, x, y, turn), r * 0.13, body)
    p.disc(x, y, r, body)
    p.disc(x, y, r * 0.87, DARK)
    p.disc(x, y, r * 0.84, drink)


def mug(p: Picture, x: float, y: float, w: float, body: str, shade: str, band: str | None = None) -> None:
    """A mug from the side; (x, y) is the middle of its bottom, `w` its width."""
    h = w * 0.86
    p.stroke(oval(x + w * 0.5, y - h * 0.52, w * 0.24, h * 0.27), w * 0.09, shade)
    p.shape(path("-.5 -.86 .5 -.86 C .5 -.172 .42 0 .26 0 -.26 0 C -.42 0 -.5 -.172 -.5 -.86", x, y, w), body)
    p.shape(path(".24 -.86 .5 -.86 C .5 -.172 .42 0 .22 0 C .34 -.172 .3 -.602 .24 -.86", x, y, w), shade)
    p.oval(x, y - h, w / 2, w * 0.085, shade)
    p.oval(x, y - h, w * 0.45, w * 0.062, ROAST)
    if band:
        upper = oval(x, y - h * 0.62, w * 0.495, w * 0.07, 0, 180, 0)
        p.shape(upper + oval(x, y - h * 0.38, w * 0.472, w * 0.07, 0, 0, 180), band)
        for i in range(-2, 3):
            bean(p, x + i * w * 0.17, y - h * 0.47 + w * 0.02 * (2 - abs(i)), w * 0.05, 60, MILK, band)


def fir(p: Picture, x: float, y: float, h: float) -> None:
    """A snowy tree standing on (x, y)."""
    p.box(x - h * 0.035, y - h * 0.14, h * 0.07, h * 0.14, ROAST)
    for share, wide in ((0.1, 0.3), (0.36, 0.235), (0.6, 0.165)):
        base, side = y - h * share, wide / 0.3
        p.shape([(x - h * wide, base), (x + h * wide, base), (x, base - h * 0.4)], FIR)
        cap = path("-.135 -.22 0 -.4 .135 -.22 .054 -.18 0 -.225 -.06 -.175", 0, base, h)
        p.shape([(x + a * side, b) for a, b in cap], SNOW)


def table(p: Picture, y: float, top: str, edge: str) -> None:
    p.box(0, y, p.width, p.height - y, top)
    p.box(0, y, p.width, 14, edge)


def bag(p: Picture, x: float, y: float, w: float, body: str, mark: Callable[[float, float], None]) -> None:
    """A coffee bag standing on (x, y); `mark` draws on the middle of its label."""
    h = w * 1.5
    p.shape(path("-.46 0 .46 0 .5 -1.29 .44 -1.5 -.44 -1.5 -.5 -1.29", x, y, w), body)
    p.shape(path(".3 0 .46 0 .5 -1.29 .44 -1.5 .34 -1.29", x, y, w), "#0000001c")
    p.shape(path("-.5 -1.29 .5 -1.29 .44 -1.5 -.44 -1.5", x, y, w), "#00000030")
    p.box(x - w * 0.49, y - h * 0.9, w * 0.98, h * 0.035, MUSTARD, 6)
    p.box(x - w * 0.31, y - h * 0.68, w * 0.62, h * 0.46, MILK, 18)
    mark(x, y - h * 0.45)


def window(p: Picture, x: float, y: float, w: float, h: float, glow: str, frame: str, panes: int = 2) -> None:
    p.box(x, y, w, h, frame, 8)
    inner = (w - 16 - (panes - 1) * 10) / panes
    for i in range(panes):
        p.box(x + 8 + i * (inner + 10), y + 8, inner, h - 16, glow, 4)


def dripper(p: Picture, x: float, y: float, w: float) -> None:
    """A cone on a foot; (x, y) is the middle of the foot."""
    p.box(x - w * 0.3, y - 18, w * 0.6, 18, BRICK, 8)
    p.shape(path("-.5 -.62 .5 -.62 .14 -.042 -.14 -.042", x, y, w), BRICK)
    p.shape(path("-.47 -.62 .47 -.62 .4 -.72 -.4 -.72", x, y, w), MILK)
    for i in (-2, -1, 0, 1, 2):
        p.stroke([(x + i * w * 0.17, y - w * 0.56), (x + i * w * 0.06, y - 34)], 7, "#d66a50")
    p.stroke(oval(x + w * 0.5, y - w * 0.4, w * 0.1, w * 0.13, 0, -100, 100), 12, BRICK)


def server(p: Picture, x: float, y: float, w: float, level: float) -> None:
    """A glass jug standing on (x, y), filled to `level` from 0 to 1."""
    h = w * 0.8
    p.stroke(oval(x + w * 0.46, y - h * 0.5, w * 0.16, h * 0.26), 20, DARK)
    glass = "-.3 -.8 .3 -.8 C .34 -.48 .5 -.32 .46 0 -.46 0 C -.5 -.32 -.34 -.48 -.3 -.8"
    p.shape(path(glass, x, y, w), "#e4eef0")
    surface, wide = y - h * 0.55 * level, w * (0.46 - 0.06 * level)
    p.shape([(x - wide, surface), (x + wide, surface), (x + w * 0.45, y - 8), (x - w * 0.45, y - 8)], ROAST)
    p.oval(x, surface, wide, 12, COFFEE)
    p.box(x - w * 0.32, y - h - 12, w * 0.64, 22, DARK, 8)


def kettle(p: Picture, x: float, y: float, w: float, turn: float) -> None:
    """A goose-neck kettle whose spout looks to the left; (x, y) is the middle of its bottom."""
    spout, grip = "-.3 -.12 C -.75 -.1 -.42 -.58 -.86 -.6", ".2 -.58 C .85 -.8 .7 -.1 .56 -.08"
    body, shade = "-.42 0 .42 0 .28 -.6 -.28 -.6", ".2 0 .42 0 .28 -.6 .14 -.6"
    p.stroke(turned(path(spout, x, y, w), x, y, turn), w * 0.075, DARK)
    p.stroke(turned(path(grip, x, y, w), x, y, turn), w * 0.085, ROAST)
    p.shape(turned(path(body, x, y, w), x, y, turn), FIR)
    p.shape(turned(path(shade, x, y, w), x, y, turn), "#264641")
    p.shape(turned(oval(x, y - w * 0.6, w * 0.28, w * 0.1, 0, 180, 360), x, y, turn), "#3b6a63")
    p.shape(turned(oval(x, y - w * 0.73, w * 0.05, w * 0.05), x, y, turn), MUSTARD)
