"""What the headers of ISO base media files (MP4, QuickTime) say of a film.

Source: ISO/IEC 14496-12: mvhd (8.2.2), tkhd (8.3.2) and its matrix (6.2.2), hdlr (8.4.3), mdhd (8.4.2), stts (8.6.1.2),
stsd (8.5.2, 12.1.3, 12.2.3); of mp4a the object type in its esds (ISO/IEC 14496-14, 5.6; 14496-1, 7.2.6). What is
damaged or made to mislead says nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from smmgen.media import film
from smmgen.media.boxes import Box, Reader
from smmgen.media.film import Film

MIMES = frozenset({"video/mp4", "video/quicktime", "audio/mp4"})
_FIXED = 1 << 16
"""One, in numbers with 16 bits behind the point."""
_ENTRY = 8
"""Where the first sample entry begins in stsd: after version, flags and the number of entries."""
_LETTERS = re.compile(rb"[ -~]{4}")
_OBJECT_TYPE = re.compile(rb"esds.{4}\x03[\x80-\xff]{0,3}[\0-\x7f].{3}\x04[\x80-\xff]{0,3}[\0-\x7f](.)", re.DOTALL)


class _Track(NamedTuple):
    """`kind`: `vide`, `soun` or another; `media` is the `mdia` in its box."""

    kind: bytes
    box: Box
    media: Box


def look(file: BinaryIO) -> Film:
    """What the headers say. Raises OSError."""
    reader = Reader(file)
    moov = reader.find(reader.whole, b"moov")
    if moov is None:
        return Film()
    header = reader.find(moov, b"mvhd")
    seconds = _seconds(reader.read(header)) if header else 0.0
    tracks = list(_tracks(reader, moov))
    picture = next((one for one in tracks if one.kind == b"vide"), None)
    heard = next((one for one in tracks if one.kind == b"soun"), None)
    sound = _sound(_entry(reader, heard)) if heard else None
    if picture is None:
        return Film(seconds, sound=sound)
    entry = _entry(reader, picture)
    sides = _sides(reader.at(picture.box, b"tkhd"), entry)
    return Film(seconds, _codec(entry), _frame_rate(reader, picture), *sides, sound if heard else "")


def _tracks(reader: Reader, moov: Box) -> Iterator[_Track]:
    for box in reader.boxes(moov):
        media = reader.find(box, b"mdia") if box.kind == b"trak" else None
        if media:
            yield _Track(reader.at(media, b"hdlr")[8:12], box, media)


def _entry(reader: Reader, track: _Track) -> bytes:
    """The first sample entry, with its size and its name."""
    descriptions = reader.at(track.media, b"minf", b"stbl", b"stsd")
    return descriptions[_ENTRY : _ENTRY + int.from_bytes(descriptions[_ENTRY : _ENTRY + 4], "big")]


def _time(header: bytes) -> tuple[int, int]:
    """Units a second, and how many units, of `mvhd` or `mdhd`; zeros where it does not say."""
    wide = header[:1] == b"\1"
    at, size = (20, 8) if wide else (12, 4)
    scale, length = header[at : at + 4], header[at + 4 : at + 4 + size]
    if len(length) < size or length == b"\xff" * size:
        return 0, 0
    return int.from_bytes(scale, "big"), int.from_bytes(length, "big")


def _seconds(header: bytes) -> float:
    scale, length = _time(header)
    return film.duration(length / scale if scale else 0.0)


def _codec(entry: bytes) -> str:
    name = entry[4:8]
    return name.decode("ascii").strip() if len(name) == 4 and name.isalnum() else ""


def _sound(entry: bytes) -> str | None:
    """`mp4a.40` of MPEG-4 sound that says what it is, else the four letters; None where they are none."""
    name = entry[4:8]
    if name == b"mp4a" and (found := _OBJECT_TYPE.search(entry)):
        return f"mp4a.{found[1].hex()}"
    return name.decode("ascii").strip() or None if _LETTERS.fullmatch(name) else None


def _sides(header: bytes, entry: bytes) -> tuple[int, int]:
    """Of the track as its matrix turns it; of the pixels where the track has none."""
    at = 52 if header[:1] == b"\1" else 40
    if len(header) < at + 44:
        return 0, 0
    a, b, _, c, d, *_, across, down = struct.unpack_from(">9i2I", header, at)
    width, height = across / _FIXED, down / _FIXED
    if not (width and height):
        width, height = int.from_bytes(entry[32:34], "big"), int.from_bytes(entry[34:36], "big")
    if not (a or b or c or d):
        a = d = _FIXED
    return film.sides((abs(a) * width + abs(c) * height) / _FIXED, (abs(b) * width + abs(d) * height) / _FIXED)


def _frame_rate(reader: Reader, track: _Track) -> float:
    """Frames by the time that they take: pairs of how many frames take how many units each."""
    scale, _ = _time(reader.at(track.media, b"mdhd"))
    table = reader.at(track.media, b"minf", b"stbl", b"stts")[8:]
    numbers = [int.from_bytes(table[at : at + 4], "big") for at in range(0, len(table) - len(table) % 8, 4)]
    frames = sum(numbers[::2])
    units = sum(count * each for count, each in zip(numbers[::2], numbers[1::2], strict=True))
    return film.rate(frames * scale / units if units else 0.0)
