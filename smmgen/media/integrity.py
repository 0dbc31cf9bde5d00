"""Whether a file is whole: pictures are decoded, of videos the outer boxes are followed.

Every check is bounded in memory and time. PNG is inflated here, block by block; JPEG, GIF and WebP are decoded by
Pillow, which is imported only for those. What decoders forgive is forgiven: a GIF without its trailer, a wrong checksum
of a comment in a PNG.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from smmgen.media import matroska
from smmgen.media.decoders import prepare
from smmgen.media.parts import passes
from smmgen.media.pictures import Picture, gif_frames, jpeg_segments, look

if TYPE_CHECKING:
    from PIL import Image

VERSION = 1
"""Changes with what is checked: what an older version found whole is looked at again."""

MAX_PIXELS = 100_000_000
"""No picture may have more: every network refuses such a one, and a few bytes can promise billions."""
DECODED_BYTES = 200_000_000
"""A picture that needs more memory is not decoded, only followed from the outside."""
DECODED_PIXELS = 500_000_000
"""The same for pictures with more, all frames and passes taken together."""

DAMAGED = "is damaged"
CUT = "is cut short"
SLOW = "takes too long to decode"
MAX_PASSES = 100
"""Programs write a JPEG in about ten passes over its pixels; each takes as long as decoding a picture."""
_BLOCK = 1 << 16
_MAX_BOXES = 10_000


def damage(file: BinaryIO, mime: str, size: int) -> str:
    """What is wrong with a file of this type and of `size` bytes, such as "is cut short"; "" where nothing is known.

    Raises OSError when it cannot be read.
    """
    check = _CHECKS.get(mime)
    if check is None:
        return ""
    file.seek(0)
    try:
        return check(file, size)
    except (struct.error, IndexError):
        return CUT


def is_checked(mime: str) -> bool:
    """There is something to know about files of this type."""
    return mime in _CHECKS


def is_slow(file: BinaryIO, mime: str) -> bool:
    """Decoding it takes minutes: a JPEG can have thousands of passes over its pixels."""
    return mime == "image/jpeg" and _area(look(file, mime)) * passes(file) > DECODED_PIXELS


# PNG (W3C, third edition): chunks that matter have the right checksum, and the pixels inflate to their exact number.

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_INFLATED = 2_000_000_000
"""Bytes; what an animation has beyond them is not looked at."""


class _Png:
    """The pixels of one frame after another."""

    def __init__(self) -> None:
        self.damage, self.inflated = "", 0
        self._depth, self._interlaced = 0, False
        self._wanted, self._found = 0, 0
        self._stream = zlib.decompressobj()

    def header(self, body: bytes) -> None:
        width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
        self._depth, self._interlaced = depth * _CHANNELS.get(colour, 0), bool(interlaced)
        self.frame(width, height)

    def frame(self, width: int, height: int) -> None:
        """Begin a frame of this size."""
        steps = _ADAM7 if self._interlaced else ((0, 0, 1, 1),)
        sizes = [(-((x - width) // across), -((y - height) // down)) for x, y, across, down in steps]
        rows = [(high, 1 + (wide * self._depth + 7) // 8) for wide, high in sizes if wide > 0 and high > 0]
        self._wanted, self._found = sum(high * row for high, row in rows), 0
        self._stream = zlib.decompressobj()
        if not self._wanted or not self._depth:
            self.damage = DAMAGED

    def pixels(self, data: bytes) -> None:
        """Take some more in; what comes after the last pixel does not matter."""
        try:
            while data and self._found < self._wanted and self.inflated < _INFLATED:
                count = len(self._stream.decompress(data, _BLOCK))
                self._found += count
                self.inflated += count
                data = self._stream.unconsumed_tail
        except zlib.error:
            self.damage = DAMAGED

    def end(self) -> None:
        """End the frame, and check that it was complete."""
        if self._found < self._wanted and self.inflated < _INFLATED:
            self.damage = self.damage or CUT


def _png(file: BinaryIO, size: int) -> str:
    png, drawn = _Png(), False
    file.seek(8)
    while not png.damage:
        length, kind = struct.unpack(">I4s", file.read(8))
        if file.tell() + length + 4 > size:
            return CUT
        if kind == b"IEND":
            png.end()
            break
        if kind not in (b"IHDR", b"PLTE", b"IDAT", b"fcTL", b"fdAT"):
            file.seek(length + 4, 1)
            continue
        checksum, skipped = zlib.crc32(kind), 4 if kind == b"fdAT" else 0
        for block in _blocks(file, length):
            checksum = zlib.crc32(block, checksum)
            if kind == b"IHDR":
                png.header(block)
            elif kind == b"fcTL" and drawn:
                png.end()
                png.frame(*struct.unpack_from(">II", block, 4))
            elif kind in (b"IDAT", b"fdAT"):
                png.pixels(block[skipped:])
                skipped, drawn = 0, True
        if checksum != struct.unpack(">I", file.read(4))[0]:
            return DAMAGED
    return png.damage


def _blocks(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0 and (block := file.read(min(length, _BLOCK))):
        length -= len(block)
        yield block


# JPEG (ITU-T T.81), GIF (GIF89a), WebP (RFC 9649)


def _jpeg(file: BinaryIO, size: int) -> str:
    picture = look(file, "image/jpeg")
    segments = [marker for marker, _ in jpeg_segments(file)]
    if not picture.width or segments[-1:] != [0xDA]:
        return DAMAGED
    count, ended = _passes(file)
    if not ended:  # decoders fill up what is missing with grey
        return CUT
    pixels = _area(picture)
    if count > MAX_PASSES and pixels * count > DECODED_PIXELS and passes(file) > MAX_PASSES:
        return SLOW
    if pixels * count > DECODED_PIXELS or (picture.progressive and pixels * 6 > DECODED_BYTES):
        return ""
    return _decoded(file, "JPEG", lambda opened: opened.draft("", (1, 1)))


def _passes(file: BinaryIO) -> tuple[int, bool]:
    """How many passes over the pixels there are from here on, and whether the end of the picture is marked."""
    count, ended, last = 1, False, b""
    while block := file.read(_BLOCK):
        block = last + block
        count += block.count(b"\xff\xda")
        ended = ended or b"\xff\xd9" in block
        last = b"\xff" if block.endswith(b"\xff") else b""
    return count, ended


def _gif(file: BinaryIO, size: int) -> str:
    pixels = _area(look(file, "image/gif"))
    file.seek(0)
    count = sum(1 for _ in gif_frames(file))
    if not count:
        return CUT
    if pixels * 8 > DECODED_BYTES or pixels * count > DECODED_PIXELS:
        return ""
    return _decoded(file, "GIF", _every_frame)


def _webp(file: BinaryIO, size: int) -> str:
    end = struct.unpack("<I", file.read(8)[4:])[0] + 8
    if end > size:
        return CUT
    pixels = _area(look(file, "image/webp"))
    frames = _webp_frames(file, end)
    if not frames:
        return CUT
    if pixels * 16 > DECODED_BYTES or pixels * frames > DECODED_PIXELS:
        return ""
    return _decoded(file, "WEBP", _every_frame)


def _webp_frames(file: BinaryIO, size: int) -> int:
    at, frames = 12, 0
    while at + 8 <= size:
        file.seek(at)
        kind, length = struct.unpack("<4sI", file.read(8))
        at += 8 + length + length % 2
        if at - length % 2 > size:
            return 0
        frames += kind in (b"VP8 ", b"VP8L", b"ANMF")
    return frames


def _area(picture: Picture) -> int:
    return picture.width * picture.height


def _every_frame(opened: Image.Image) -> None:
    for number in range(getattr(opened, "n_frames", 1)):
        opened.seek(number)
        _require_area(opened)
        opened.load()


def _decoded(file: BinaryIO, kind: str, prepare: Callable[[Image.Image], object]) -> str:
    file.seek(0)
    try:
        with opened_picture(file, kind) as opened:
            prepare(opened)
            opened.load()
    except UNREADABLE as error:
        return reason(error)
    return ""


@contextmanager
def opened_picture(file: BinaryIO, kind: str) -> Iterator[Image.Image]:
    """Open the picture with Pillow, without its warnings. Raises one of `UNREADABLE`, also for too many pixels: a first
    frame may be larger than the header says."""
    from PIL import Image

    prepare(kind)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=(kind,)) as opened:
                _require_area(opened)
                yield opened
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from None


def _require_area(opened: Image.Image) -> None:
    if opened.width * opened.height > MAX_PIXELS:
        raise ValueError(f"{opened.width} × {opened.height} pixels")


UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error)
"""What `opened_picture` and Pillow raise for pictures that cannot be read."""


def reason(error: BaseException) -> str:
    """What an error of Pillow says about the picture."""
    return CUT if "truncated" in str(error) else DAMAGED


# Videos: ISO base media (ISO/IEC 14496-12), Matroska (RFC 9559), RIFF


def _iso(file: BinaryIO, size: int) -> str:
    """Boxes fill the file, and one of them says what is in the others. What follows a whole film is nobody's matter."""
    found, at = set[bytes](), 0
    for _ in range(_MAX_BOXES):
        if at + 8 > size:
            break
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = struct.unpack(">Q", file.read(8))[0]
        if not kind.isalnum() and {b"moov", b"mdat"} <= found:
            break
        if 0 < length < 8:
            return DAMAGED
        found.add(kind)
        at = at + length if length else size
    if at > size or not (b"meta" in found or (b"moov" in found and found & {b"mdat", b"moof"})):
        return CUT
    return ""


def _matroska(file: BinaryIO, size: int) -> str:
    """The segment, which is all but the header, ends within the file; a live recording does not know its size."""
    file.seek(4)
    header = matroska.size_of(file)
    file.seek(header, 1)
    if file.read(4) != matroska.SEGMENT:
        return CUT
    length = matroska.size_of(file)
    return CUT if length >= 0 and file.tell() + length > size else ""


def _riff(file: BinaryIO, size: int) -> str:
    length = struct.unpack("<I", file.read(8)[4:])[0]
    return CUT if length < 0xFFFF_FF00 and length + 8 > size else ""


_CHECKS: dict[str, Callable[[BinaryIO, int], str]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    **dict.fromkeys(("image/avif", "image/heic", "video/mp4", "video/quicktime", "audio/mp4"), _iso),
    **dict.fromkeys(matroska.MIMES, _matroska),
    "video/x-msvideo": _riff,
}
