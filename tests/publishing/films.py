"""The project's film with the sides of a reel."""

from __future__ import annotations

import struct
from pathlib import Path

FILM = Path(__file__).parents[2] / "content/media/pour.mp4"


def upright() -> bytes:
    """Shown with other sides than it has: width and height are the last numbers of its track's header."""
    film = FILM.read_bytes()
    at = film.index(b"tkhd") + 4 + 76
    return film[:at] + struct.pack(">II", 1080 << 16, 1920 << 16) + film[at + 8 :]
