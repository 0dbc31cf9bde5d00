"""What the headers of AVI files say of a film.

Sources: Microsoft, AVI RIFF File Reference (AVISTREAMHEADER, BITMAPINFOHEADER, WAVEFORMATEX), read on 2026-11-26;
RFC 2361 for the numbers of sounds. A bounded number of chunks is read: what is damaged or made to mislead says nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO, NamedTuple

from smmgen.media import film
from smmgen.media.film import Film

MIME = "video/x-msvideo"
_MOST_CHUNKS = 256
_MOST_BYTES = 64
"""Of one chunk: what is looked for stands at its beginning."""
_HEAD = 12
"""Bytes of the file's own chunk and its type."""


class _Chunk(NamedTuple):
    """`kind` of a list is the type of the list; `start` and `end` are those of what is in it."""

    kind: bytes
    start: int
    end: int


class _Stream(NamedTuple):
    """Its kind (`vids`, `auds`); units a second, how many, and the format."""

    kind: bytes
    rate: float
    length: int
    format: bytes


def look(file: BinaryIO) -> Film:
    """What the headers say. Raises OSError."""
    reader = _Reader(file)
    header = reader.find(reader.whole, b"hdrl")
    lists = reader.chunks(header) if header else ()
    streams = [_stream(reader, one) for one in lists if one.kind == b"strl"]
    pictures = next((one for one in streams if one.kind == b"vids"), None)
    if pictures is None:
        return Film()
    seconds = round(film.duration(pictures.length / pictures.rate if pictures.rate else 0.0), 3)
    sounds = next((one for one in streams if one.kind == b"auds"), None)
    return Film(
        seconds, codec(pictures.format), film.rate(pictures.rate), *_sides(pictures.format),
        sound(sounds.format) if sounds else "",
    )  # fmt: skip


def codec(format: bytes) -> str:
    """The four letters in a BITMAPINFOHEADER."""
    name = format[16:20]
    return name.decode("ascii") if len(name) == 4 and name.isalnum() else ""


def sound(format: bytes) -> str | None:
    """`wave.55`, the number in a WAVEFORMATEX in hexadecimal digits."""
    return f"wave.{int.from_bytes(format[:2], 'little'):x}" if len(format) >= 2 else None


def _sides(format: bytes) -> tuple[int, int]:
    """The height of a picture that is stored from above is negative."""
    if len(format) < 12:
        return 0, 0
    width, height = struct.unpack_from("<ii", format, 4)
    return film.sides(width, abs(height))


def _stream(reader: _Reader, parent: _Chunk) -> _Stream:
    found = {chunk.kind: reader.read(chunk) for chunk in reader.chunks(parent) if chunk.kind in (b"strh", b"strf")}
    header = found.get(b"strh", b"").ljust(36, b"\0")
    scale, rate, _, length = struct.unpack_from("<4I", header, 20)
    return _Stream(header[:4], rate / scale if scale else 0.0, length, found.get(b"strf", b""))


class _Reader:
    """Walks chunks, so many at most in a whole file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_CHUNKS
        self.whole = _Chunk(b"AVI ", _HEAD, file.seek(0, SEEK_END))

    def chunks(self, parent: _Chunk) -> Iterator[_Chunk]:
        """Those right inside of `parent`; the first that cannot be one ends it."""
        at = parent.start
        while at + 8 <= parent.end and self._left > 0:
            self._left -= 1
            self._file.seek(at)
            head = self._file.read(12)
            size = int.from_bytes(head[4:8], "little")
            end = at + 8 + size
            if len(head) < 8 or end > parent.end:
                return
            yield _Chunk(head[8:12], at + 12, end) if head[:4] == b"LIST" else _Chunk(head[:4], at + 8, end)
            at = end + size % 2

    def find(self, parent: _Chunk, kind: bytes) -> _Chunk | None:
        return next((chunk for chunk in self.chunks(parent) if chunk.kind == kind), None)

    def read(self, chunk: _Chunk) -> bytes:
        self._file.seek(chunk.start)
        return self._file.read(max(0, min(chunk.end - chunk.start, _MOST_BYTES)))
