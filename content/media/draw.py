"""Draws every picture of the sample brand: `python content/media/draw.py [FOLDER]`.

Flat shapes in one warm palette, drawn three times too large and reduced for smooth edges. No fonts and no dates; chance
comes from fixed seeds, so a run gives the same pixels again. `--clip` draws the frames of `pour.mp4` as well and needs
ffmpeg; the clip in the repository was made that way (ffmpeg 5.1, libx264).
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from motifs import (
    bag,
    bean,
    cup_from_above,
    dripper,
    fir,
    kettle,
    mug,
    saucer,
    server,
    snowfall,
    snowflake,
    steam,
    table,
    window,
)
from paint import (
    BLUSH,
    BRICK,
    CARAMEL,
    COFFEE,
    CREAM,
    DARK,
    DUSK,
    FIR,
    FROST,
    LEAF,
    MILK,
    MUSTARD,
    NIGHT,
    OAT,
    ROAST,
    SAND,
    SCALE,
    SNOW,
    Picture,
    Points,
    curve,
    oval,
    path,
    scattered,
    turned,
)


def avatar() -> Picture:
    p = Picture(400, 400, BRICK)
    p.disc(200, 200, 172, "#cd6348")
    steam(p, 192, 150, 88, MILK, 0.95)
    mug(p, 186, 316, 176, MILK, SAND)
    p.oval(200, 326, 120, 14, MUSTARD)
    return p


def cafe() -> Picture:
    p = Picture(1080, 1080, NIGHT)
    for x, w, top in ((0, 210, 300), (900, 180, 380)):
        p.box(x, top, w, 700, DUSK)
        for row in range(3):
            window(p, x + 40, top + 60 + row * 150, 60, 90, MUSTARD if row == 1 else NIGHT, "#33475f", 1)
    p.box(170, 170, 740, 780, "#b9694f")
    p.box(150, 140, 780, 54, MILK, 8)
    for i in range(3):
        window(p, 235 + i * 225, 250, 160, 190, "#f4cf86" if i != 1 else "#f0bd63", MILK)
        p.box(225 + i * 225, 440, 180, 16, SNOW, 8)
    p.box(170, 520, 740, 430, FIR)
    window(p, 215, 640, 400, 240, "#f7d48c", DARK, 2)
    for i in range(5):
        mug(p, 265 + i * 72, 866, 38, (MILK, BLUSH, MILK, BRICK, MILK)[i], OAT)
    for x in (305, 415, 525):
        p.stroke([(x, 650), (x, 700)], 4, DARK)
        p.shape(oval(x, 722, 26, 24, 0, 180, 360), BRICK)
        p.disc(x, 724, 9, MILK)
    p.box(680, 640, 170, 310, ROAST, 8)
    p.box(702, 664, 126, 180, "#f7d48c", 6)
    p.disc(810, 880, 8, MUSTARD)
    p.ring(765, 742, 36, 16, LEAF)
    p.disc(765, 778, 10, BRICK)
    for i in range(10):
        left = 160 + i * 76
        p.shape(
            [(left, 540), (left + 76, 540), (left + 76, 596), *oval(left + 38, 596, 38, 26, 0, 0, 180), (left, 596)],
            MILK if i % 2 else BRICK,
        )
    p.box(150, 520, 780, 26, SNOW, 13)
    p.shape(path("0 940 C 300 905 700 985 1080 930 1080 1080 0 1080"), SNOW)
    p.shape(path("0 1010 C 400 975 760 1045 1080 1000 1080 1080 0 1080"), FROST)
    fir(p, 105, 980, 330)
    fir(p, 985, 1000, 270)
    snowfall(p, 4, 120)
    return p


def latte() -> Picture:
    p = Picture(1080, 1080, OAT)
    for i, tone in enumerate(("#d9ba90", "#dfc39c", "#d6b78c", "#dcbf96", "#d8b98f")):
        p.box(0, i * 216, 1080, 214, tone)
    p.shape([(660, 0), (1080, 0), (1080, 430)], BRICK)
    for i in range(3):
        p.stroke([(720 + i * 90, -20), (1100, 380 - i * 96)], 10, BLUSH)
    saucer(p, 520, 570, 400, "#c4a071")
    cup_from_above(p, 520, 570, 290, BRICK, "#b97d45", -38)
    p.disc(520, 570, 228, "#c68d55")
    snowflake(p, 520, 570, 180, 17, MILK)
    p.disc(520, 570, 26, MILK)
    for x, y, turn in ((150, 150, 30), (240, 110, 80), (140, 262, 140), (905, 960, 20), (985, 900, 100)):
        bean(p, x, y, 40, turn)
    p.oval(870, 760, 34, 52, "#d9dde0", 40)
    p.stroke([(895, 728), (1010, 590)], 15, "#d9dde0")
    return p


def beans() -> Picture:
    p = Picture(1080, 1350, "#e9c9a0")
    p.disc(540, 560, 470, "#f1dabb")
    table(p, 1010, CARAMEL, "#d9a063")
    p.oval(560, 1120, 400, 40, "#a96f3a")
    bag(p, 540, 1120, 520, FIR, lambda x, y: snowflake(p, x, y, 110, 14, BRICK))
    for i, (x, y) in enumerate(scattered(11, 34, 1000, 210, 58)):
        bean(p, 40 + x, 1130 + y, 34, i * 47, (COFFEE, ROAST, "#8a5733")[i % 3])
    return p


def around(angle: float, start: float, end: float, extra: float = 0) -> Points:
    """A radius of the crescent at `angle`: from its inner edge (-1) to its outer edge (1)."""
    half = 22 + 88 * math.cos(math.radians(angle * 0.74)) + extra
    sin, cos = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return [(500 + (225 + half * k) * sin, 610 - (225 + half * k) * cos) for k in (start, end)]


def slice_of_croissant(start: float, end: float, extra: float) -> Points:
    """One fold of the dough between two angles, a little swollen in the middle."""
    angles = [(start + (end - start) * i / 20, extra + 16 * math.sin(math.pi * i / 20)) for i in range(21)]
    outer = [around(a, -1, 1, swell)[1] for a, swell in angles]
    return outer + [around(a, -1, 1, swell - 8)[0] for a, swell in reversed(angles)]


def croissant() -> Picture:
    p = Picture(1080, 1080, "#d98d74")
    for i in range(-1, 8):
        p.shape([(i * 170, 0), (i * 170 + 85, 0), (i * 170 - 255, 1080), (i * 170 - 340, 1080)], "#df9a82")
    saucer(p, 500, 580, 400, "#b9694f")
    edges = (-118, -88, -58, -22, 22, 58, 88, 118)
    tones = ("#c9803a", "#d5903f", "#e2a24c", "#eab158", "#e2a24c", "#d5903f", "#c9803a")
    for i in (0, 6, 1, 5, 2, 4, 3):
        p.shape(slice_of_croissant(edges[i] - 5, edges[i + 1] + 5, 10), "#a9622a")
        p.shape(slice_of_croissant(edges[i] - 2, edges[i + 1] + 2, 0), tones[i])
        p.stroke(around(edges[i] * 0.65 + edges[i + 1] * 0.35, 0.15, 0.5), 13, "#ffffff", 0.25)
    for i, (x, y) in enumerate(scattered(5, 12, 420, 90, 34)):
        p.oval(290 + x, 730 + y, 9, 5, "#c47a35", i * 40)
    cup_from_above(p, 880, 230, 150, FIR, "#b97d45", 150)
    p.shape(path("880 300 C 760 230 820 130 880 190 C 940 130 1000 230 880 300"), MILK)
    return p


def roaster() -> Picture:
    p = Picture(1080, 1080, "#e3b98d")
    for row in range(9):
        for col in range(-1, 7):
            p.box(col * 190 + (row % 2) * 95, row * 92, 180, 82, "#ddb083", 4)
    p.box(0, 828, 1080, 252, "#8d5a3a")
    p.box(0, 828, 1080, 12, "#a36d49")
    p.stroke([(690, 440), (690, 190), (900, 190), (900, -30)], 62, "#5d6a70")
    p.shape([(330, 180), (600, 180), (515, 350), (415, 350)], MUSTARD)
    p.box(320, 160, 290, 30, "#c98d2d", 10)
    for i in range(7):
        bean(p, 360 + i * 35, 152 - (i % 2) * 10, 22, i * 50)
    p.box(255, 690, 52, 220, DARK)
    p.box(645, 690, 52, 220, DARK)
    p.box(220, 340, 520, 390, FIR, 60)
    p.box(220, 340, 520, 60, "#3b6a63", 30)
    p.disc(430, 540, 150, DARK)
    p.disc(430, 540, 132, MUSTARD)
    p.disc(430, 540, 112, "#7c3a22")
    for i, (x, y) in enumerate(scattered(8, 10, 150, 120, 44)):
        bean(p, 355 + x, 490 + y, 24, i * 63, CARAMEL, ROAST)
    p.disc(660, 470, 36, MILK)
    p.stroke([(660, 470), (680, 450)], 6, BRICK)
    p.disc(660, 590, 18, BRICK)
    p.box(180, 800, 560, 52, DARK, 26)
    p.oval(460, 800, 280, 46, "#59666c")
    p.oval(460, 800, 252, 34, ROAST)
    for i, (x, y) in enumerate(scattered(3, 16, 400, 34, 25)):
        bean(p, 260 + x, 784 + y, 19, i * 71)
    p.shape(path("790 930 1010 930 C 1060 800 1040 690 960 660 840 660 C 760 690 740 800 790 930"), SAND)
    p.oval(900, 662, 84, 26, OAT)
    for i in range(5):
        bean(p, 848 + i * 26, 654, 18, i * 60)
    bean(p, 900, 800, 58, 60, BRICK, SAND)
    steam(p, 300, 770, 110, MILK, 0.5)
    return p


def streets() -> Picture:
    p = Picture(1200, 630, "#eadfca")
    river = "-40 470 C 260 330 520 620 760 430 C 900 320 1050 330 1260 210 "
    p.shape(path(river + "1260 300 C 1060 410 930 400 800 500 C 540 700 250 430 -40 560"), "#a9c6d3")
    for x, y, rx, ry in ((140, 130, 120, 80), (1040, 520, 130, 80), (610, 90, 90, 50)):
        p.oval(x, y, rx, ry, "#b9cba6")
    for road in (
        [(-20, 250), (430, 300), (1220, 60)],
        [(330, -20), (430, 300), (470, 660)],
        [(850, -20), (780, 200), (960, 650)],
        [(-20, 40), (560, 190), (780, 200), (1220, 380)],
        [(180, 660), (230, 275), (80, -20)],
    ):
        p.stroke([*road], 22, MILK)
    p.stroke([(300, 286), (430, 300), (780, 194), (868, 420)], 9, BRICK)
    for x, y, fill in ((300, 286, BRICK), (868, 420, FIR)):
        p.oval(x, y + 4, 34, 12, "#00000030")
        p.shape(path("0 0 C -30 -50 -68 -80 -68 -124 68 -124 C 68 -80 30 -50 0 0", x, y), fill)
        p.disc(x, y - 124, 68, fill)
        p.disc(x, y - 126, 48, MILK)
        mug(p, x - 5, y - 104, 48, fill, fill)
        steam(p, x - 5, y - 148, 22, fill, 1)
    return p


def advent() -> Picture:
    p = Picture(1080, 1350, NIGHT)
    p.disc(890, 170, 78, "#f3dfae")
    p.disc(860, 150, 70, NIGHT)
    p.shape(path("0 1150 C 350 1090 700 1210 1080 1130 1080 1350 0 1350"), SNOW)
    p.shape([(120, 520), (540, 150), (960, 520)], BRICK)
    p.stroke([(105, 525), (540, 142), (975, 525)], 44, SNOW)
    p.box(720, 190, 90, 190, "#b9694f")
    p.box(706, 170, 118, 36, SNOW, 14)
    p.box(170, 515, 740, 720, "#b9694f")
    open_doors = {0: "bean", 4: "mug", 6: "flake", 11: "bean", 13: "mug", 17: "flake"}
    for i in range(20):
        x, y = 215 + i % 5 * 134, 560 + i // 5 * 160
        p.box(x, y, 112, 132, ROAST, 10)
        if i not in open_doors:
            p.box(x + 7, y + 7, 98, 118, (FIR, MUSTARD, BLUSH, MILK, LEAF)[(i * 3 + i // 5) % 5], 7)
            p.disc(x + 90, y + 68, 6, ROAST)
            continue
        p.box(x + 7, y + 7, 98, 118, "#f7d48c", 7)
        match open_doors[i]:
            case "bean":
                bean(p, x + 56, y + 66, 30, 60)
            case "mug":
                mug(p, x + 50, y + 100, 58, BRICK, "#a8432d")
            case _:
                snowflake(p, x + 56, y + 66, 38, 6, BRICK)
    p.disc(540, 400, 74, SNOW)
    p.disc(540, 400, 58, "#f7d48c")
    mug(p, 534, 430, 58, BRICK, "#a8432d")
    steam(p, 534, 376, 26, ROAST, 0.8)
    fir(p, 100, 1260, 420)
    fir(p, 1000, 1250, 340)
    snowfall(p, 21, 130)
    return p


def card() -> Picture:
    p = Picture(1200, 630, "#d7e3ea")
    p.disc(930, 170, 90, "#f6e3bb")
    p.shape(path("0 400 C 300 250 560 520 820 380 C 960 300 1080 330 1200 380 1200 630 0 630"), "#e6eef3")
    for x, y, h in ((80, 450, 190), (1090, 430, 250), (985, 410, 170), (200, 430, 130)):
        fir(p, x, y, h)
    p.shape(path("0 480 C 340 400 700 560 1200 460 1200 630 0 630"), SNOW)
    p.oval(470, 560, 190, 22, FROST)
    bag(p, 470, 560, 270, BRICK, lambda x, y: snowflake(p, x, y, 60, 8, BRICK))
    p.oval(750, 566, 130, 16, FROST)
    mug(p, 740, 566, 180, FIR, "#264641", MUSTARD)
    steam(p, 740, 390, 110, SNOW, 0.9)
    snowfall(p, 6, 80)
    return p


def steps(ground: str, disc: str, done: int) -> Picture:
    """The common ground of the recipe's four pictures, with as many dots filled as steps are done."""
    p = Picture(1080, 1080, ground)
    p.disc(540, 520, 430, disc)
    table(p, 850, "#b9794a", "#cd8f5e")
    for i in range(4):
        p.disc(450 + i * 60, 1010, 16, MILK if i < done else "#935a32")
    return p


def brew_1_weigh() -> Picture:
    p = steps("#f0d9b8", CREAM, 1)
    p.box(270, 790, 540, 84, DARK, 22)
    p.box(440, 812, 200, 44, "#9fc7b0", 8)
    for i, w in enumerate((12, 30, 30, 30)):
        p.box(472 + i * 38, 822, w, 24, FIR, 4)
    p.box(310, 768, 460, 26, "#59666c", 12)
    for i, (x, y) in enumerate(scattered(14, 26, 300, 130, 34)):
        bean(p, 390 + x, 560 + y * 0.7, 32, i * 53, (COFFEE, ROAST, "#8a5733")[i % 3])
    p.shape([*oval(540, 640, 210, 130, 0, 0, 180)], BRICK)
    p.shape([*oval(540, 640, 210, 130, 0, 0, 70), (540, 640)], "#b0472f")
    p.box(322, 626, 436, 26, "#d96a4f", 13)
    for i, (x, y, turn) in enumerate(((430, 330, 30), (560, 250, 120), (640, 400, 70), (500, 440, 10))):
        bean(p, x, y, 34, turn, (COFFEE, ROAST)[i % 2])
    return p


def brew_2_bloom() -> Picture:
    p = steps("#e7c3a2", "#f2dcc2", 2)
    server(p, 440, 852, 360, 0.06)
    dripper(p, 440, 552, 380)
    p.oval(440, 298, 152, 26, ROAST)
    for x, y, r in ((370, 292, 14), (430, 304, 20), (490, 290, 12), (530, 302, 10), (400, 310, 9)):
        p.disc(x, y, r, "#8a5733")
    p.stroke([(520, 250), (512, 300)], 10, "#dcebf0")
    kettle(p, 815, 330, 300, -18)
    return p


def brew_3_pour() -> Picture:
    p = steps("#d8dfd2", "#ebeee2", 3)
    server(p, 500, 852, 420, 0.7)
    dripper(p, 500, 520, 400)
    p.stroke([(500, 522), (500, 690)], 8, ROAST)
    p.oval(500, 250, 160, 28, COFFEE)
    for rx in (50, 90, 128):
        p.stroke(oval(500, 252, rx, rx * 0.17), 5, "#8a5733")
    steam(p, 500, 226, 130, "#ffffff", 0.8)
    p.disc(890, 730, 92, DARK)
    p.disc(890, 730, 76, MILK)
    p.shape([(890, 730), *oval(890, 730, 66, 66, 0, -90, 150)], BLUSH)
    p.stroke([(890, 730), (890, 676)], 9, BRICK)
    p.box(872, 616, 36, 26, DARK, 6)
    return p


def brew_4_serve() -> Picture:
    p = steps("#e9b9a5", "#f4d6c6", 4)
    server(p, 330, 852, 330, 0.5)
    p.oval(700, 866, 270, 22, "#8f5a35")
    mug(p, 690, 866, 330, BRICK, "#a8432d", FIR)
    steam(p, 690, 556, 210, "#ffffff", 0.85)
    bean(p, 130, 905, 30, 40)
    bean(p, 190, 930, 30, 110)
    return p


def cat() -> Picture:
    p = Picture(1080, 1080, "#cfdccf")
    window(p, 110, 70, 520, 400, "#b7cfdf", MILK, 2)
    for x, y in scattered(9, 24, 480, 360, 50):
        p.disc(130 + x, 90 + y, 7, SNOW)
    p.box(70, 462, 600, 34, MILK, 12)
    p.box(0, 860, 1080, 220, "#a9744a")
    p.box(0, 860, 1080, 14, "#bd875b")
    for x, y, w, h, fill in ((70, 660, 460, 260, OAT), (520, 680, 480, 250, SAND), (250, 500, 560, 220, "#e3cba5")):
        p.box(x, y, w, h, "#00000022", 90)
        p.box(x, y - 10, w, h, fill, 90)
        bean(p, x + w / 2, y + h / 2 + 30, 46, 60, BRICK if fill != SAND else FIR, fill)
    fur, dark, paw = "#d98a45", "#b96a2c", "#f3d9b6"
    p.stroke(curve((740, 520), (930, 520), (920, 640), (800, 640)), 52, fur)
    p.stroke(curve((830, 642), (815, 645), (805, 645), (790, 640)), 52, paw)
    p.shape([*oval(540, 520, 250, 165, 0, 180, 360), (790, 560), (290, 560)], fur)
    p.box(290, 500, 500, 80, fur, 40)
    for x in (560, 630, 700):
        p.stroke(curve((x, 368 + (x - 560) * 0.32), (x + 20, 400 + (x - 560) * 0.3), (x + 20, 440), (x, 470)), 20, dark)
    for side in (-1, 1):
        p.shape([(390 + side * 40, 372), (390 + side * 122, 318), (390 + side * 118, 460)], fur)
        p.shape([(390 + side * 66, 378), (390 + side * 108, 350), (390 + side * 106, 430)], BLUSH)
    p.oval(390, 470, 136, 112, fur)
    p.oval(390, 516, 70, 50, paw)
    for x in (360, 390, 420):
        p.stroke([(x, 366), (x, 402)], 14, dark)
    for side in (-1, 1):
        p.stroke(oval(390 + side * 60, 458, 28, 18, 0, 10, 170), 9, DARK)
        p.stroke(oval(390 + side * 17, 506, 17, 14, 0, 10, 170), 7, DARK)
        for tilt in (-10, 8):
            p.stroke([(390 + side * 72, 506), (390 + side * 168, 500 + tilt * 2)], 4, MILK)
    p.shape([(376, 486), (404, 486), (390, 502)], BRICK)
    p.box(350, 556, 110, 46, paw, 23)
    p.box(470, 556, 110, 46, paw, 23)
    return p


def gift() -> Picture:
    p = Picture(1080, 1080, FIR)
    for i, (x, y) in enumerate(scattered(17, 26, 1080, 800, 150)):
        snowflake(p, x, y, 20 + i % 3 * 9, 4, "#47706a")
    p.box(0, 850, 1080, 230, "#264641")
    p.oval(500, 900, 420, 34, "#1d3835")
    bag(p, 350, 620, 270, MUSTARD, lambda x, y: bean(p, x, y, 46, 60))
    mug(p, 655, 620, 220, MILK, SAND, FIR)
    steam(p, 655, 410, 150, MILK, 0.7)
    p.box(160, 610, 680, 290, BRICK, 16)
    p.box(130, 570, 740, 110, "#d1614a", 16)
    p.box(130, 666, 740, 16, "#a8432d")
    p.box(460, 570, 80, 330, MILK)
    for side in (-1, 1):
        p.stroke([(500, 626), (500 + side * 70, 740)], 30, SAND)
        p.stroke(oval(500 + side * 74, 618, 66, 30, side * -14), 30, MILK)
    p.disc(500, 622, 36, SAND)
    for i, (x, y) in enumerate(((90, 950), (170, 1000), (880, 990), (970, 960), (800, 960))):
        bean(p, x, y, 34, i * 70, CARAMEL, ROAST)
    return p


def cupping() -> Picture:
    p = Picture(1080, 1080, "#b98a62")
    for i in range(6):
        p.box(0, i * 182, 1080, 178, ("#c0926a", "#bb8c64")[i % 2])
    drinks = ("#5a3220", "#74432a", "#8d5936", "#66391f", "#7f4c2e")
    spots = ((230, 250), (560, 190), (870, 300), (330, 610), (680, 640))
    for (x, y), drink in zip(spots, drinks, strict=True):
        p.disc(x + 10, y + 16, 138, "#8f6543")
        p.disc(x, y, 138, MILK)
        p.disc(x, y, 118, SAND)
        p.disc(x, y, 110, drink)
        p.shape(oval(x, y, 88, 88, 0, 200, 260) + oval(x, y, 66, 66, 0, 260, 200), "#ffffff30")
    for x, y, turn in ((930, 720, 35), (120, 800, -35)):
        p.stroke(turned([(x, y + 60), (x, y + 300)], x, y, turn), 24, "#e0e3e4")
        p.oval(x, y, 52, 74, "#e0e3e4", turn)
        p.oval(x, y, 38, 58, "#c6ccce", turn)
    p.shape(turned([(390, 840), (640, 840), (640, 1040), (390, 1040)], 515, 940, -6), MILK)
    for i, long in enumerate((170, 130, 190, 100)):
        p.stroke(turned([(420, 872 + i * 40), (420 + long, 872 + i * 40)], 515, 940, -6), 9, (BRICK, OAT, OAT, OAT)[i])
    for i, (x, y) in enumerate(((80, 480), (1000, 520), (520, 430), (700, 930), (740, 1010))):
        bean(p, x, y, 32, i * 61)
    return p


def new_year() -> Picture:
    p = Picture(1080, 1350, BRICK)
    p.disc(540, 640, 520, "#cd6348")
    p.shape(path("0 1160 C 350 1090 720 1240 1080 1150 1080 1350 0 1350"), SNOW)
    p.oval(540, 1190, 330, 30, FROST)
    fills = (FIR, MILK, MUSTARD, BLUSH)
    for row in range(5):
        for i in range(row + 1):
            x, y = 540 + (i - row / 2) * 172, 470 + row * 172
            fill = fills[(row * 2 + i * 3) % 4]
            mug(p, x - 10, y + 30, 130, fill, {FIR: "#264641", MILK: SAND, MUSTARD: "#cf9330", BLUSH: "#d58d74"}[fill])
    star = [
        (540 + r * math.sin(math.radians(a)), 268 - r * math.cos(math.radians(a)))
        for a, r in zip(range(0, 360, 36), (84, 36) * 5, strict=True)
    ]
    p.shape(star, MUSTARD)
    steam(p, 534, 378, 40, MILK, 0.7)
    snowfall(p, 31, 110)
    return p


PICTURES: tuple[Callable[[], Picture], ...] = (
    avatar,
    cafe,
    latte,
    beans,
    croissant,
    roaster,
    streets,
    advent,
    card,
    brew_1_weigh,
    brew_2_bloom,
    brew_3_pour,
    brew_4_serve,
    cat,
    gift,
    cupping,
    new_year,
)
"""`new_year` draws new-year.png."""


def pouring(share: float) -> Picture:
    """One frame: a mug seen from the side fills while `share` goes from 0 to 1."""
    p = Picture(480, 480, "#f0d9b8")
    p.disc(240, 230, 200, CREAM)
    p.box(0, 400, 480, 80, "#b9794a")
    p.box(150, 200, 180, 210, "#e4eef0", 26)
    level = 396 - 150 * share
    p.box(160, level, 160, 404 - level, ROAST, 20)
    wave = 4 * math.sin(share * 40)
    p.oval(240, level, 80, 10 + wave, COFFEE)
    if share < 0.92:
        p.stroke([(240 + wave / 2, -10), (240 - wave / 2, level)], 12, ROAST)
    else:
        steam(p, 240, 190, 90, "#ffffff", (share - 0.92) * 10)
    return p


def clip(folder: Path) -> None:
    """`pour.mp4`: three seconds, 480 x 480, silent."""
    with tempfile.TemporaryDirectory() as frames:
        for i in range(72):
            pouring(i / 71).image.reduce(SCALE).save(f"{frames}/{i:03}.png")
        options = "-c:v libx264 -crf 30 -preset veryslow -pix_fmt yuv420p -movflags +faststart -bitexact"
        source = ["-framerate", "24", "-i", f"{frames}/%03d.png"]
        command = ["ffmpeg", "-y", "-loglevel", "error", *source, *options.split(), str(folder / "pour.mp4")]
        subprocess.run(command, check=True)


def main(arguments: list[str]) -> None:
    folders = [Path(a) for a in arguments if a != "--clip"]
    folder = folders[0] if folders else Path(__file__).parent
    for draw in PICTURES:
        name = draw.__name__.replace("_", "-")
        draw().finished().save(folder / f"{name}.png", optimize=True)
    if "--clip" in arguments:
        clip(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
