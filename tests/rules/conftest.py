"""A stock of media files that cases take from; most are a head that names type and size, the rest is nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + b"\0" * 4


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + frame + b"\xff\xd9"


def mp4(brand: bytes) -> bytes:
    return struct.pack(">I4s4sI", 16, b"ftyp", brand, 0)


STOCK = {
    "latte.jpg": jpeg(1200, 900),
    "cat.png": png(800, 600),
    "panorama.png": png(9000, 2000),
    "ribbon.png": png(2001, 100),
    "poster.png": png(7000, 7000),
    "wave.gif": b"GIF89a" + struct.pack("<HH", 300, 200) + b"\0" * 7,
    "pour.mp4": mp4(b"isom"),
    "pour.mkv": b"\x1aE\xdf\xa3" + b"\0" * 60,
    "song.mp3": b"ID3" + b"\0" * 60,
    "song.flac": b"fLaC" + b"\0" * 60,
    "menu.pdf": b"%PDF-1.7\n",
    "scan.tiff": b"II*\0" + b"\0" * 60,
    "inside.webp": b"RIFF\x1a\0\0\0WEBPVP8L" + b"\0" * 20,
    "blob.bin": b"\0\1\2\3",
}
SIZES = {"heavy.jpg": (STOCK["latte.jpg"], 12_000_000), "just-heavy.jpg": (STOCK["latte.jpg"], 10 * (1 << 20) + 1)}


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    for name, data in STOCK.items():
        (folder / name).write_bytes(data)
    for name, (data, size) in SIZES.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.truncate(size)
    return folder
