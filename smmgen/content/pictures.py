"""Width and height from the headers of a picture, without decoding a pixel. Sources: the formats' own specifications.

PNG (W3C, section 11.2.1), GIF (GIF89a, section 18), WebP (RFC 9649, section 2), JPEG (ITU-T T.81, annex B) with the
orientation tag of Exif (CIPA DC-008, tag 0x0112), because networks turn the picture before they show it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO, Literal

Size = tuple[int, int]
_UNKNOWN: Size = (0, 0)
_MAX_SEGMENTS = 500
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


def dimensions(file: BinaryIO, mime: str) -> Size:
    """Width and height in pixels as shown, (0, 0) when the header is unknown, cut off or nonsense."""
    reader = _READERS.get(mime)
    if reader is None:
        return _UNKNOWN
    file.seek(0)
    try:
        return reader(file)
    except (struct.error, IndexError):
        return _UNKNOWN


def _png(file: BinaryIO) -> Size:
    width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


def _gif(file: BinaryIO) -> Size:
    width, height = struct.unpack("<HH", file.read(10)[6:])
    return width, height


def _webp(file: BinaryIO) -> Size:
    head = file.read(30)
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = struct.unpack("<I", head[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(file: BinaryIO) -> Size:
    file.seek(2)
    turned = False
    for _ in range(_MAX_SEGMENTS):
        marker = _marker(file)
        if marker in _ALONE:
            continue
        length = struct.unpack(">H", file.read(2))[0] - 2
        if marker in _FRAME_MARKERS:
            _, height, width = struct.unpack(">BHH", file.read(5))
            return (height, width) if turned else (width, height)
        if marker == 0xDA or length < 0:
            return _UNKNOWN
        if marker == 0xE1:
            turned = _is_turned(file.read(length)) or turned
        else:
            file.seek(length, 1)
    return _UNKNOWN


def _marker(file: BinaryIO) -> int:
    """The next marker's second byte; fill bytes (0xFF) may stand before it."""
    if file.read(1) != b"\xff":
        raise IndexError
    byte = file.read(1)
    while byte == b"\xff":
        byte = file.read(1)
    return byte[0]


def _is_turned(segment: bytes) -> bool:
    """Whether the orientation (5 to 8) swaps width and height."""
    if not segment.startswith(b"Exif\0\0"):
        return False
    tiff = segment[6:]
    order: Literal["<", ">"] = "<" if tiff[:2] == b"II" else ">"
    try:
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        count = struct.unpack_from(f"{order}H", tiff, start)[0]
        entries = (struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * index) for index in range(count))
        return next((value >= 5 for tag, _, _, value in entries if tag == 0x0112), False)
    except struct.error:
        return False


_READERS: dict[str, Callable[[BinaryIO], Size]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
}
