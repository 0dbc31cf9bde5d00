"""How long a WebM or Matroska video is, by its headers.

Sources: RFC 8794 (EBML: elements, sizes), RFC 9559 (Matroska: Segment, Info, TimestampScale, Duration). Only
headers are read, a bounded number of them: a damaged file has no duration.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO

MIMES = frozenset({"video/webm", "video/x-matroska"})
SEGMENT, INFO, SCALE, DURATION = b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66", b"\x2a\xd7\xb1", b"\x44\x89"
_MILLISECOND = 1_000_000
_MOST_ELEMENTS = 256
_LONGEST = 10 * 366 * 86400
_FLOATS = {4: ">f", 8: ">d"}


def seconds(file: BinaryIO) -> float:
    """The duration; 0 if the file does not contain it. Raises OSError."""
    end = file.seek(0, SEEK_END)
    file.seek(0)
    try:
        for wanted in (SEGMENT, INFO):
            end = next((until for _, until in _elements(file, end, wanted)), 0)
        return _duration({name: file.read(min(until - file.tell(), 8)) for name, until in _elements(file, end)})
    except IndexError:
        return 0.0


def size_of(file: BinaryIO) -> int:
    """An element's size, a number of variable length (RFC 8794, section 4); -1 for the reserved value "unknown". Raises
    IndexError at the end of the file."""
    first = file.read(1)[0]
    extra = 8 - first.bit_length()
    value = int.from_bytes(bytes([first & ((1 << (7 - extra)) - 1)]) + file.read(extra), "big") if extra < 8 else 0
    return -1 if value == (1 << 7 * (extra + 1)) - 1 else value


def _elements(file: BinaryIO, end: int, wanted: bytes = b"") -> Iterator[tuple[bytes, int]]:
    """The elements from here to `end`, or only those with the wanted id: id and end. The file is at their contents."""
    for _ in range(_MOST_ELEMENTS):
        if file.tell() + 2 > end:
            return
        first = file.read(1)
        name = first + file.read(8 - first[0].bit_length())
        size = size_of(file)
        until = end if size < 0 else file.tell() + size
        if until > end:
            return
        if not wanted or name == wanted:
            yield name, until
        file.seek(until)


def _duration(info: dict[bytes, bytes]) -> float:
    scale, length = int.from_bytes(info.get(SCALE, b""), "big") or _MILLISECOND, info.get(DURATION, b"")
    if len(length) not in _FLOATS:
        return 0.0
    value: float = struct.unpack(_FLOATS[len(length)], length)[0] * scale / 1e9
    return round(value, 3) if math.isfinite(value) and 0 < value <= _LONGEST else 0.0
