"""Whether files are whole: every format, cut anywhere, with bytes turned over, and what decoders forgive."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from smmgen.media.integrity import damage, is_checked
from smmgen.media.pictures import look
from smmgen.media.probe import sniff


def noise(width: int, height: int) -> Image.Image:
    pixels = random.Random(1).randbytes(width * height * 3)
    return Image.frombytes("RGB", (width, height), pixels)


def encoded(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    out = BytesIO()
    (image or noise(40, 30)).save(out, kind, **options)
    return out.getvalue()


def moving(kind: str, **options: Any) -> bytes:
    frames = [noise(40, 30).rotate(90 * turn) for turn in range(4)]
    return encoded(kind, frames[0], save_all=True, append_images=frames[1:], duration=80, loop=0, **options)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


FTYP = box(b"ftyp", b"isom\0\0\x02\0isom")
WHOLE = {
    "jpeg": encoded("JPEG"),
    "grey jpeg": encoded("JPEG", noise(40, 30).convert("L")),
    "cmyk jpeg": encoded("JPEG", noise(40, 30).convert("CMYK")),
    "progressive jpeg": encoded("JPEG", progressive=True),
    "png": encoded("PNG"),
    "palette png": encoded("PNG", noise(40, 30).quantize(4), bits=2),
    "16-bit png": encoded("PNG", Image.new("I;16", (40, 30), 40_000)),
    "transparent png": encoded("PNG", noise(40, 30).convert("RGBA")),
    "gif": encoded("GIF"),
    "webp": encoded("WEBP"),
    "lossless webp": encoded("WEBP", lossless=True),
    "webp with a tag": encoded("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
    "moving gif": moving("GIF"),
    "moving png": moving("PNG"),
    "moving webp": moving("WEBP"),
    "avif": encoded("AVIF"),
    "mp4": FTYP + box(b"free") + box(b"mdat", bytes(90)) + box(b"moov", bytes(60)),
    "mp4 for streaming": FTYP + box(b"moov", bytes(60)) + struct.pack(">I4sQ", 1, b"mdat", 16 + 90) + bytes(90),
    "mp4 to the end": FTYP + box(b"moov", bytes(60)) + struct.pack(">I4s", 0, b"mdat") + bytes(90),
    "webm": b"\x1aE\xdf\xa3\x87B\x82\x84webm" + b"\x18\x53\x80\x67\x40\x40" + bytes(64),
}
"""Of each, every shorter beginning is broken, with the exceptions of `FORGIVEN`."""
FORGIVEN = {"gif": 1, "moving gif": 1, "mp4 to the end": 90}
"""Bytes at the end that may be missing: the trailer of a GIF; what is left open has no end to miss."""

each = pytest.mark.parametrize("name", WHOLE)


def broken(data: bytes) -> str:
    return damage(BytesIO(data), sniff(data[:4096])[1], len(data))


@each
def test_whole(name: str) -> None:
    assert is_checked(sniff(WHOLE[name])[1])
    assert broken(WHOLE[name]) == ""


@each
def test_cut_short(name: str) -> None:
    data = WHOLE[name]
    ends = {64, len(data) // 3, len(data) // 2, len(data) - 20, len(data) - 1}
    for end in sorted(end for end in ends if end < len(data) - FORGIVEN.get(name, 0)):
        assert broken(data[:end]) in ("is cut short", "is damaged"), end


@pytest.mark.parametrize("name", [name for name in WHOLE if "png" in name])
def test_a_wrong_checksum_in_the_pixels(name: str) -> None:
    data = bytearray(WHOLE[name])
    data[data.index(b"IDAT") + 20] ^= 1
    assert broken(bytes(data)) == "is damaged"


def test_a_wrong_checksum_in_a_comment_is_forgiven() -> None:
    comment = struct.pack(">I", 9) + b"tEXtA\0comment" + b"\0\0\0\0"
    data = WHOLE["png"]
    assert broken(data[:33] + comment + data[33:]) == ""


def test_what_follows_the_end_does_not_matter() -> None:
    for name in ("jpeg", "png", "gif", "webp"):
        assert broken(WHOLE[name] + b"\0trailer of a camera") == "", name
    assert broken(WHOLE["mp4"] + bytes(100)) == ""


def test_a_jpeg_whose_lower_half_was_never_written() -> None:
    data = WHOLE["jpeg"]
    assert broken(data[: len(data) // 2] + bytes(len(data) // 2)) == "is cut short"


def test_a_head_without_a_body() -> None:
    jpeg, png = WHOLE["jpeg"], WHOLE["png"]
    assert broken(jpeg[: jpeg.index(b"\xff\xc0") + 19]) != ""
    assert broken(png[:33] + png[-12:]) == "is cut short"
    assert broken(WHOLE["gif"][:13] + b";") == "is cut short"
    assert broken(FTYP + box(b"mdat", bytes(90))) == "is cut short"
    assert broken(FTYP) == "is cut short"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_one_broken_frame(kind: str) -> None:
    data = bytearray(moving(kind, lossless=True))
    start = len(data) * 5 // 8
    data[start : start + 200] = b"\xff" * 200
    assert broken(bytes(data)) != ""


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("colour", "depth"), [(0, 1), (0, 16), (2, 8), (3, 4), (4, 8), (6, 16)])
def test_the_bytes_of_a_png_are_counted(colour: int, depth: int, interlaced: bool) -> None:
    """Seven rows of nine pixels; the sizes of the passes are those of the specification's own table for 9 x 7."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    passes = [(2, 1), (1, 1), (3, 1), (2, 2), (5, 2), (4, 4), (9, 3)] if interlaced else [(9, 7)]
    wanted = sum(high * (1 + (wide * bits + 7) // 8) for wide, high in passes)
    for missing, verdict in ((0, ""), (1, "is cut short")):
        header = struct.pack(">IIBBBBB", 9, 7, depth, colour, 0, 0, interlaced)
        chunks = [
            (b"IHDR", header),
            (b"PLTE", bytes(3)),
            (b"IDAT", zlib.compress(bytes(wanted - missing))),
            (b"IEND", b""),
        ]
        assert broken(png(chunks)) == verdict


def png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_damage_anywhere_ends_in_a_verdict(name: str, at: int, data: bytes) -> None:
    whole = WHOLE[name]
    at %= len(whole)
    assert broken(whole[:at] + data + whole[at + len(data) :]) in ("", "is cut short", "is damaged")


def test_many_passes_over_many_pixels_are_not_decoded() -> None:
    """An attack: a progressive JPEG of few bytes whose every pass visits every pixel. What stands behind the picture is
    none of its passes."""
    data = encoded("JPEG", Image.new("L", (4000, 4000)), progressive=True)
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    assert broken(data[:start] + scan * 200 + b"\xff\xd9") == "takes too long to decode"
    assert broken(data[:start] + scan * 50 + b"\xff\xd9") == ""
    assert broken(data + scan * 200) == ""


def gif(*frames: tuple[int, int, int, int]) -> bytes:
    """A screen of one pixel, and frames (left, top, width, height) of one black pixel each."""
    drawn = b"".join(b"," + struct.pack("<HHHHB", *frame, 0) + b"\x02\x02\x44\x01\0" for frame in frames)
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + drawn + b";"


SMALL = (0, 0, 1, 1)


@pytest.mark.parametrize("frame", [(0, 0, 65535, 65535), (0, 0, 11000, 11000), (65534, 65534, 1, 1)])
@pytest.mark.parametrize("before", [(), (SMALL,)])
def test_a_gif_whose_frames_reach_far_beyond_its_screen(
    before: tuple[tuple[int, int, int, int], ...], frame: tuple[int, int, int, int]
) -> None:
    """An attack: a few bytes that make a decoder ask for gigabytes."""
    assert broken(gif(*before, frame)) == "is damaged"
    assert broken(gif(*before, SMALL)) == ""


def test_animated() -> None:
    assert [name for name, data in WHOLE.items() if look(BytesIO(data), sniff(data)[1]).animated] == [
        "moving gif",
        "moving png",
        "moving webp",
    ]


def test_fill_bytes_are_not_followed_for_ever() -> None:
    assert look(BytesIO(b"\xff\xd8\xff\xe0\0\2" + b"\xff" * 1_000_000), "image/jpeg").width == 0
