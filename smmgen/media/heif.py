"""The headers of HEIC and AVIF pictures (ISO/IEC 23008-12): sides as shown, and whether there is metadata.

The picture is the primary item (`pitm`); its sides (`ispe`, 6.5.3), what of it is shown (`clap`, 6.5.9) and turns
(`irot`, 6.5.10) are properties that `ipma` gives to it. Exif and XMP are items of their own (annex A, and ISO/IEC
14496-12, 8.11.6).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from smmgen.media.boxes import Box, Reader

MIMES = frozenset({"image/heic", "image/avif"})
_MOVING = frozenset({b"avis", b"msf1", b"hevc", b"hevx", b"hevm", b"hevs"})


class Headers(NamedTuple):
    """`width` and `height` in pixels as shown, 0 where unknown. `described`: with Exif or XMP."""

    width: int = 0
    height: int = 0
    animated: bool = False
    described: bool = False


def look(file: BinaryIO) -> Headers:
    """What the headers say. Raises OSError."""
    reader = Reader(file)
    try:
        return _headers(reader)
    except (struct.error, IndexError):
        return Headers()


def _headers(reader: Reader) -> Headers:
    brand = reader.at(reader.whole, b"ftyp")[:4]
    meta = reader.find(reader.whole, b"meta")
    if meta is None:
        return Headers()
    inside = Box(meta.kind, meta.start + 4, meta.end)  # after version and flags
    width, height = _sides(reader, inside)
    return Headers(width, height, brand in _MOVING, _is_described(reader, inside))


def _sides(reader: Reader, meta: Box) -> tuple[int, int]:
    item, properties = _primary(reader.at(meta, b"pitm")), reader.find(meta, b"iprp")
    container = reader.find(properties, b"ipco") if properties else None
    if properties is None or container is None:
        return 0, 0
    known = list(reader.boxes(container))
    width, height = 0, 0
    for number in _associated(reader.at(properties, b"ipma"), item):
        box = known[number - 1]
        if box.kind == b"ispe":
            width, height = struct.unpack_from(">II", reader.read(box), 4)
        elif box.kind == b"clap":
            across, per_width, down, per_height = struct.unpack_from(">IIII", reader.read(box))
            width, height = across // max(per_width, 1), down // max(per_height, 1)
        elif box.kind == b"irot" and reader.read(box)[0] & 1:  # a quarter turn, or three
            width, height = height, width
    return width, height


def _primary(pitm: bytes) -> int:
    return int(struct.unpack_from(">I" if pitm[0] else ">H", pitm, 4)[0])


def _associated(ipma: bytes, item: int) -> Iterator[int]:
    """Numbers of the item's properties, from 1, in the order in which they are applied."""
    wide, entries = ipma[3] & 1, struct.unpack_from(">I", ipma, 4)[0]
    at = 8
    for _ in range(entries):
        (one,), at = struct.unpack_from(">I" if ipma[0] else ">H", ipma, at), at + (4 if ipma[0] else 2)
        count, at = ipma[at], at + 1
        numbers = struct.unpack_from(f">{count}{'H' if wide else 'B'}", ipma, at)
        if one == item:
            yield from (number & (0x7FFF if wide else 0x7F) for number in numbers if number & 0x7FFF)
            return
        at += count * (2 if wide else 1)


def _is_described(reader: Reader, meta: Box) -> bool:
    """One of the items is Exif or a document, such as XMP."""
    items = reader.find(meta, b"iinf")
    if items is None:
        return False
    version = reader.read(items)[0]
    inside = Box(items.kind, items.start + (8 if version else 6), items.end)
    return any(_type(reader.read(box)) in (b"Exif", b"mime") for box in reader.boxes(inside) if box.kind == b"infe")


def _type(infe: bytes) -> bytes:
    """Of an item; its number before it has 16 bits, or 32 from version 3 on."""
    return infe[10:14] if infe[0] >= 3 else infe[8:12]
