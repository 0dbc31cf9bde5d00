"""How much memory and time the largest pictures take: `python bench/pictures.py [--folder DIR]`.

Each picture goes through `smm build` in a process of its own: as it is, cropped, and made to fit an account that takes
3000 pixels across. Peak memory is that process's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()
Image.MAX_IMAGE_PIXELS = None
TOML = """[project]
name = "Bench"
timezone = "UTC"

[accounts.site]
platform = "feed"
title = "Bench"
target = "public"
url = "https://bench.example/feed/"

[accounts.narrow]
platform = "feed"
title = "Bench"
target = "narrow"
url = "https://bench.example/narrow/"
limits = { "image.width" = 3000 }
"""
POST = """---
title: Bench
platforms: [{account}]
schedule: 2026-12-01 12:00
media: [{{file: {name}, alt: Noise{crop}}}]
---
Bench.
"""


def still(kind: str, width: int, height: int, mode: str = "RGB", **options: Any) -> Callable[[Path], None]:
    return lambda path: noise(width, height).convert(mode).save(path, kind, **options)


def moving(kind: str, side: int, count: int, **options: Any) -> Callable[[Path], None]:
    def paint(path: Path) -> None:
        mode = "RGB" if kind == "WEBP" else "P"
        first, *rest = [noise(side, side).rotate(90 * turn).convert(mode) for turn in range(count)]
        first.save(path, kind, save_all=True, append_images=rest, duration=50, **options)

    return paint


def noise(width: int, height: int) -> Image.Image:
    """Squares of eight pixels, each of its own colour."""
    small = width // 8 + 1, height // 8 + 1
    pixels = random.Random(1).randbytes(small[0] * small[1] * 3)
    return Image.frombytes("RGB", small, pixels).resize((width, height), Image.Resampling.NEAREST)


RUNS = (("site", "", "as it is"), ("site", ', crop: "1:1"', "cropped"), ("narrow", "", "made to fit"))
FAST = {"quality": 50, "method": 0}
PICTURES = [
    ("jpeg.jpg", 48_000_000, still("JPEG", 8000, 6000)),
    ("jpeg-59.jpg", 59_000_000, still("JPEG", 8900, 6640)),
    ("jpeg-80.jpg", 80_000_000, still("JPEG", 10_000, 8000)),
    ("cmyk.jpg", 24_000_000, still("JPEG", 6000, 4000, "CMYK")),
    ("progressive.jpg", 24_000_000, still("JPEG", 6000, 4000, progressive=True, subsampling=0)),
    ("png.png", 25_000_000, still("PNG", 5000, 5000, compress_level=1)),
    ("alpha.png", 25_000_000, still("PNG", 5000, 5000, "RGBA", compress_level=1)),
    ("png-59.png", 59_000_000, still("PNG", 8900, 6640, compress_level=1)),
    ("gif.gif", 25_000_000, still("GIF", 5000, 5000, "P")),
    ("webp.webp", 12_450_000, still("WEBP", 4096, 3040, **FAST)),
    ("webp-33.webp", 33_000_000, still("WEBP", 6600, 5000, **FAST)),
    ("heic.heic", 25_000_000, still("HEIF", 5000, 5000)),
    ("avif.avif", 20_000_000, still("AVIF", 5000, 4000, speed=9)),
    ("moving.gif", 20_000_000, moving("GIF", 1000, 20)),
    ("moving.webp", 20_000_000, moving("WEBP", 1000, 20, **FAST)),
    ("moving.png", 14_000_000, moving("PNG", 1000, 14, compress_level=1)),
]
"""Name, pixels of all frames together, and what paints it."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, help="where the pictures are made; a temporary folder otherwise")
    folder = options.parse_args().folder
    with tempfile.TemporaryDirectory(dir=folder) as place:
        project = Path(place)
        (project / "content/posts").mkdir(parents=True)
        (project / "smm.toml").write_text(TOML)
        print("| picture | megapixels | MB | | wall s | peak MB | |\n|---|---|---|---|---|---|---|")
        for name, pixels, paint in PICTURES:
            painter = multiprocessing.get_context("fork").Process(
                target=paint, args=(project / "content/posts" / name,)
            )
            painter.start()  # a process that has held a large picture hands its peak down to those it starts
            painter.join()
            size = (project / "content/posts" / name).stat().st_size / 1e6
            for account, crop, word in RUNS:
                (project / "content/posts/x.md").write_text(POST.format(account=account, name=name, crop=crop))
                seconds, peak, said = build(project)
                print(f"| {name} | {pixels / 1e6:.0f} | {size:.1f} | {word} | {seconds:.2f} | {peak:.0f} | {said} |")
            (project / "content/posts" / name).unlink()


def build(project: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes, and "" or the first thing that is wrong."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "smmgen", "-C", str(project), "build"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    wrong = re.search(r"SMM\d+ [a-z-]+", said)
    return time.perf_counter() - began, usage.ru_maxrss / 1024, wrong[0] if wrong else ""


if __name__ == "__main__":
    main()
