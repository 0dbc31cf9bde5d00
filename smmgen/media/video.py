"""How long a video is, how it is encoded and how many frames a second has, by the headers of ISO base media files (MP4,
QuickTime).

Source: ISO/IEC 14496-12: mvhd (8.2.2), hdlr (8.4.3), mdhd (8.4.2), stts (8.6.1.2), stsd (8.5.2). What
is damaged or made to mislead says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from smmgen.media.boxes import Box, Reader

MIMES = frozenset({"video/mp4", "video/quicktime", "audio/mp4"})
_LONGEST = 10 * 366 * 86400
_FASTEST = 1000


class Video(NamedTuple):
    """`seconds`, `codec` (the four letters of its sample entry, such as avc1 or hvc1) and frames a second; 0 and ""
    where the file does not say."""

    seconds: float = 0
    codec: str = ""
    frame_rate: float = 0


def look(file: BinaryIO) -> Video:
    """What the headers say. Raises OSError."""
    reader = Reader(file)
    moov = reader.find(reader.whole, b"moov")
    if moov is None:
        return Video()
    header = reader.find(moov, b"mvhd")
    seconds = _seconds(reader.read(header)) if header else 0.0
    track = next(_video_tracks(reader, moov), None)
    if track is None:
        return Video(seconds)
    return Video(seconds, _codec(reader.at(track, b"minf", b"stbl", b"stsd")), _frame_rate(reader, track))


def _video_tracks(reader: Reader, moov: Box) -> Iterator[Box]:
    """The `mdia` of each track that shows pictures."""
    for track in reader.boxes(moov):
        media = reader.find(track, b"mdia") if track.kind == b"trak" else None
        if media and reader.at(media, b"hdlr")[8:12] == b"vide":
            yield media


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
    return _within(length / scale if scale else 0.0, _LONGEST)


def _codec(descriptions: bytes) -> str:
    """Of the first sample entry: version, flags and number of entries go before its size and its name."""
    name = descriptions[12:16]
    return name.decode("ascii").strip() if len(name) == 4 and name.isalnum() else ""


def _frame_rate(reader: Reader, media: Box) -> float:
    """Frames by the time that they take: pairs of how many frames take how many units each."""
    scale, _ = _time(reader.at(media, b"mdhd"))
    table = reader.at(media, b"minf", b"stbl", b"stts")[8:]
    numbers = [int.from_bytes(table[at : at + 4], "big") for at in range(0, len(table) - len(table) % 8, 4)]
    frames = sum(numbers[::2])
    units = sum(count * each for count, each in zip(numbers[::2], numbers[1::2], strict=True))
    return _within(round(frames * scale / units, 3) if units else 0.0, _FASTEST)


def _within(number: float, most: float) -> float:
    return number if math.isfinite(number) and 0 < number <= most else 0.0
