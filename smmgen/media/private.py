"""What a camera or a program wrote about a picture that is nobody's business: the place, serial numbers, the owner.

It is found and taken out without decoding a pixel: the picture stays what it was, whatever the machine. Exif goes but
for the orientation; XMP and IPTC go where they name any of these. JPEG (ITU-T T.81), PNG (W3C, third edition) and WebP
(RFC 9649) are looked through; tags as in Exif 3.0 (CIPA DC-008), sets of IPTC as in IIM 4.2.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import BinaryIO

from smmgen.media import heif
from smmgen.media.parts import Part, parts, slice_of
from smmgen.media.pictures import orientation_of

_TAGS = frozenset({
    0x013B, 0x013C, 0x8298, 0x8825, 0x9286, 0x927C, 0x9C9C, 0x9C9D, 0xA420, 0xA430, 0xA431, 0xA435, 0xA437, 0xA438,
    0xC62F,
})  # fmt: skip
"""Artist, computer, copyright, place, comment, the maker's notes, comment and author for Windows, the picture's number,
owner, serial numbers of body and lens, photographer and editor, and the serial number as DNG has it."""
_XMP = re.compile(
    rb"GPS|SerialNumber|OwnerName|:creator|:Artist|:Author|ImageUniqueID|:City|:Location|:Country|:State|:rights|:Person"
    rb"|MotionPhoto|MicroVideo"
)
"""The last two: a film with a place of its own stands behind the picture."""
_IPTC = re.compile(rb"\x1c\x02[\x1a\x1b\x50\x52\x55\x5a\x5c\x5f\x64\x65\x6e\x73\x74\x76\x7a]")
"""Content location, by-line, city, sublocation, province, country, credit, source, copyright, contact, writer."""
_TEXTS = re.compile(rb"(?i)author|artist|copyright|creator|gps|location|raw profile type (exif|iptc|xmp|app1)")
"""Keywords of PNG; programs write the profiles of other formats there."""
_XMP_TEXT = b"XML:com.adobe.xmp\0"
_MOST_BYTES = 1 << 20
"""Of one part that are looked at; a longer one is taken for private."""
_ENTRIES = 1000
_EXIF_IFD = 0x8769


def is_private(file: BinaryIO, mime: str) -> bool:
    """It holds what is not to be sent, or in HEIC and AVIF anything that may be. Raises OSError."""
    if mime in heif.MIMES:
        return heif.look(file).described
    return any(_names_someone(file, mime, part) for part in parts(file, mime, to_end=False))


def without_private(file: BinaryIO, mime: str) -> bytes:
    """The file without it: pixels, colour profile and orientation stay. Raises OSError.

    What stands behind a JPEG's end goes too: there phones put films, and pictures with an Exif of their own.
    """
    last = Part(b"", 0, 0, _HEADS[mime])
    kept = [slice_of(file, 0, last.end)]
    for last in parts(file, mime):
        kept.append(_kept(file, mime, last))
    if mime == "image/webp":
        return _webp(kept)
    if last.kind not in _ENDS:  # decoders go on behind what is no part
        file.seek(last.end)
        kept.append(file.read())
    return b"".join(kept)


_HEADS = {"image/jpeg": 2, "image/png": 8, "image/webp": 12}
"""Bytes before the first part."""
_ENDS = (b"\xd9", b"IEND")


def _kept(file: BinaryIO, mime: str, part: Part) -> bytes:
    """The part, or what is left of it: the orientation."""
    if not _names_someone(file, mime, part):
        return slice_of(file, part.start, part.end)
    orientation = _turn(file, mime, part)
    return _MADE[mime](_exif(orientation)) if orientation else b""


# What is private


def _names_someone(file: BinaryIO, mime: str, part: Part) -> bool:
    if part.kind not in _MAY_TELL[mime]:
        return False
    if part.end - part.body > _MOST_BYTES:
        return True
    body = slice_of(file, part.body, part.end)
    if part.kind in (b"\xe1", b"EXIF", b"eXIf") and not body.startswith(_ADOBE):
        return bool(_tags(body.removeprefix(b"Exif\0\0")) & _TAGS)
    if part.kind == b"\xe2":  # more pictures behind this one
        return body.startswith(b"MPF\0")
    if part.kind == b"\xed":
        return bool(_IPTC.search(body))
    if part.kind in (b"tEXt", b"zTXt", b"iTXt"):
        is_packed = body.startswith(_XMP_TEXT + b"\1")
        return bool(_TEXTS.match(body)) or is_packed or (body.startswith(_XMP_TEXT) and bool(_XMP.search(body)))
    return bool(_XMP.search(body))


_ADOBE = b"http://ns.adobe.com/"
_MAY_TELL = {
    "image/jpeg": frozenset({b"\xe1", b"\xe2", b"\xed"}),
    "image/png": frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"}),
    "image/webp": frozenset({b"EXIF", b"XMP "}),
}


def _tags(tiff: bytes) -> set[int]:
    """Tags of the first table and of the one that it leads to for Exif's own."""
    order = "<" if tiff[:2] == b"II" else ">"
    found: set[int] = set()
    try:
        tables = [struct.unpack_from(f"{order}I", tiff, 4)[0]]
        while tables and len(found) < _ENTRIES:
            start = tables.pop()
            count = struct.unpack_from(f"{order}H", tiff, start)[0]
            for at in range(start + 2, start + 2 + 12 * count, 12):
                tag, _, _, value = struct.unpack_from(f"{order}HHII", tiff, at)
                if tag == _EXIF_IFD and tag not in found:
                    tables.append(value)
                found.add(tag)
    except struct.error:  # cut short: what was read counts
        pass
    return found


# The orientation that stays


def _turn(file: BinaryIO, mime: str, part: Part) -> int:
    """The orientation that a part of Exif asks for; 0 where it asks for none."""
    if part.kind not in (b"\xe1", b"EXIF", b"eXIf") or part.end - part.body > _MOST_BYTES:
        return 0
    body = slice_of(file, part.body, part.end)
    found = 1 if body.startswith(_ADOBE) else orientation_of(body.removeprefix(b"Exif\0\0"))
    return found if found > 1 else 0


def _exif(orientation: int) -> bytes:
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _segment(exif: bytes) -> bytes:
    return struct.pack(">HH", 0xFFE1, len(exif) + 8) + b"Exif\0\0" + exif


def _png_chunk(exif: bytes) -> bytes:
    return struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))


def _webp_chunk(exif: bytes) -> bytes:
    return b"EXIF" + struct.pack("<I", len(exif)) + exif + bytes(len(exif) % 2)


_MADE = {"image/jpeg": _segment, "image/png": _png_chunk, "image/webp": _webp_chunk}


def _webp(kept: list[bytes]) -> bytes:
    """With the length and the flags that say which chunks there are."""
    flags = {b"EXIF": 0x08, b"XMP ": 0x04}
    there = {part[:4] for part in kept[1:]}
    for at, part in enumerate(kept):
        if at and part[:4] == b"VP8X":
            said = part[8] & ~sum(flags.values()) | sum(flag for kind, flag in flags.items() if kind in there)
            kept[at] = part[:8] + bytes([said]) + part[9:]
    body = b"".join(kept[1:])
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
