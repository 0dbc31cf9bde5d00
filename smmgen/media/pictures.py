"""Reading the headers of a picture without decoding pixels. Sources: the formats' own specifications.

PNG (W3C, third edition), GIF (GIF89a), WebP (RFC 9649), JPEG (ITU-T T.81, annex B) and the orientation tag of Exif
(CIPA DC-008, tag 0x0112), because browsers and networks turn the picture before they show it; HEIC and AVIF are read in
`heif`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal, NamedTuple

from smmgen.media import heif

_MAX_SEGMENTS = 500
"""Segments of a JPEG, chunks of a PNG or a WebP that are looked at: what we need stands among the first."""
_MAX_BLOCKS = 1_000_000
"""Of a GIF, at most 255 bytes each."""
_MAX_EXIF = 65_536
_MAX_FILL = 4096
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


class Picture(NamedTuple):
    """`width` and `height` in pixels as shown, 0 where the header is unknown, cut off or nonsense.

    `orientation` is the one of Exif (1 to 8) that browsers heed. `disputed` is one that only some programs heed, so
    that the picture is upright here and lies there. `animated`: it has more than one frame. `progressive`: a JPEG whose
    passes are kept in memory until the last one.
    """

    width: int = 0
    height: int = 0
    orientation: int = 1
    disputed: int = 1
    animated: bool = False
    progressive: bool = False


def look(file: BinaryIO, mime: str) -> Picture:
    """What the headers say."""
    reader = _READERS.get(mime)
    if reader is None:
        return Picture()
    file.seek(0)
    try:
        return reader(file)
    except (struct.error, IndexError):
        return Picture()


def _shown(width: int, height: int, orientation: int, *, animated: bool = False, progressive: bool = False) -> Picture:
    if orientation >= 5:
        width, height = height, width
    return Picture(width, height, orientation, animated=animated, progressive=progressive)


def _png(file: BinaryIO) -> Picture:
    """The Exif chunk counts where it stands before the pixels: browsers show them as they come (css-images-3)."""
    width, height = struct.unpack(">II", file.read(24)[16:])
    file.seek(33)
    orientation, animated = 1, False
    for _ in range(_MAX_SEGMENTS):
        head = file.read(8)
        if len(head) < 8:
            break
        length, kind = struct.unpack(">I4s", head)
        if kind == b"eXIf" and length <= _MAX_EXIF:
            orientation = orientation_of(file.read(length))
            file.seek(4, 1)
            continue
        if kind == b"acTL":
            animated = int.from_bytes(file.read(4), "big") > 1
            length -= 4
        if kind in (b"IDAT", b"IEND"):
            break
        file.seek(length + 4, 1)
    return _shown(width, height, orientation, animated=animated)


def _gif(file: BinaryIO) -> Picture:
    width, height = struct.unpack("<HH", file.read(10)[6:])
    file.seek(0)
    frames = gif_frames(file)
    try:
        animated = next(frames, None) is not None and next(frames, None) is not None
    except (struct.error, IndexError):
        animated = False
    return Picture(width, height, animated=animated)


def gif_frames(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Width and height of every frame, each once its bytes have been passed.

    Raises struct.error or IndexError where the file ends within a block.
    """
    flags = file.read(13)[10]
    file.seek(_table(flags), 1)
    for _ in range(_MAX_BLOCKS):
        start = file.read(1)
        if start in (b"", b";"):  # many programs leave the trailer away
            return
        if start == b",":
            _, _, width, height, flags = struct.unpack("<HHHHB", file.read(9))
            file.seek(_table(flags) + 1, 1)
            _pass_blocks(file)
            yield width, height
        elif start == b"!":
            file.seek(1, 1)
            _pass_blocks(file)
        else:
            raise IndexError


def _table(flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _pass_blocks(file: BinaryIO) -> None:
    for _ in range(_MAX_BLOCKS):
        length = file.read(1)[0]
        if length == 0:
            return
        if len(file.read(length)) < length:
            raise IndexError


def _webp(file: BinaryIO) -> Picture:
    """Chromium does not heed the tag of a WebP, Safari and most programs do."""
    head = file.read(30)
    if head[12:16] == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        tag = _webp_tag(file) if head[20] & 0x08 else 1
        return Picture(width, height, disputed=tag, animated=bool(head[20] & 0x02))
    if head[12:16] == b"VP8L":
        bits = struct.unpack("<I", head[21:25])[0]
        return Picture((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", head[26:30])
    return Picture(width & 0x3FFF, height & 0x3FFF)


def _webp_tag(file: BinaryIO) -> int:
    file.seek(30)
    for _ in range(_MAX_SEGMENTS):
        head = file.read(8)
        if len(head) < 8:
            return 1
        kind, length = struct.unpack("<4sI", head)
        if kind == b"EXIF" and length <= _MAX_EXIF:
            return orientation_of(file.read(length).removeprefix(b"Exif\0\0"))
        file.seek(length + length % 2, 1)
    return 1


def _jpeg(file: BinaryIO) -> Picture:
    orientation = 1
    for marker, length in jpeg_segments(file):
        if marker in _FRAME_MARKERS:
            _, height, width = struct.unpack(">BHH", file.read(5))
            return _shown(width, height, orientation, progressive=marker in _PROGRESSIVE)
        if marker == 0xE1 and orientation == 1:
            segment = file.read(length)
            orientation = orientation_of(segment[6:]) if segment.startswith(b"Exif\0\0") else 1
    return Picture()


def jpeg_segments(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Marker and length of each segment up to the first pass over the pixels (0xDA); the file stands at its bytes.

    Raises struct.error or IndexError where the file ends or is none.
    """
    file.seek(2)
    for _ in range(_MAX_SEGMENTS):
        marker = _marker(file)
        if marker in _ALONE:
            continue
        length = struct.unpack(">H", file.read(2))[0] - 2
        after = file.tell() + max(length, 0)
        yield marker, length
        if marker == 0xDA:
            return
        file.seek(after)


def _marker(file: BinaryIO) -> int:
    """The next marker's second byte; fill bytes (0xFF) may stand before it, though no program writes many."""
    if file.read(1) != b"\xff":
        raise IndexError
    for _ in range(_MAX_FILL):
        if (byte := file.read(1)) != b"\xff":
            return byte[0]
    raise IndexError


def orientation_of(tiff: bytes) -> int:
    """1 to 8, as the tag says; 1 where there is none."""
    order: Literal["<", ">"] = "<" if tiff[:2] == b"II" else ">"
    try:
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        count = struct.unpack_from(f"{order}H", tiff, start)[0]
        entries = (struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * index) for index in range(count))
        tag = next((value for tag, _, _, value in entries if tag == 0x0112), 1)
    except struct.error:
        return 1
    return tag if 1 <= tag <= 8 else 1


def _heif(file: BinaryIO) -> Picture:
    """Turned by its own properties, which all decoders heed."""
    headers = heif.look(file)
    return Picture(headers.width, headers.height, animated=headers.animated)


_READERS: dict[str, Callable[[BinaryIO], Picture]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
    **dict.fromkeys(heif.MIMES, _heif),
}
