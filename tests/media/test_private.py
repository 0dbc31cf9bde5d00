"""What is taken out of a picture before it is sent, and what stays."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from smmgen.media.parts import MIMES
from smmgen.media.pictures import look
from smmgen.media.private import is_private, without_private

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SECRET = b"Secret-4711"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description %s="' + SECRET + b'"/></x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
DIGITAL_SOURCE = XMP.replace(SECRET, b"trainedAlgorithmicMedia") % b"Iptc4xmpExt:DigitalSourceType"


def exif(tag: int, value: Any, table: int = 0, orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    (found.get_ifd(table) if table else found)[tag] = value
    return found


def picture(kind: str, **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((60, 40)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as opened:
        return opened.convert("RGB").tobytes()


def cleared(data: bytes, mime: str) -> bytes:
    return without_private(BytesIO(data), mime)


PRIVATE: dict[str, dict[str, Any]] = {
    "place": {"exif": exif(1, "N", 0x8825)},
    "owner": {"exif": exif(0xA430, SECRET.decode(), 0x8769)},
    "serial number": {"exif": exif(0xA431, SECRET.decode(), 0x8769)},
    "serial number of the lens": {"exif": exif(0xA435, SECRET.decode(), 0x8769)},
    "the maker's notes": {"exif": exif(0x927C, SECRET, 0x8769)},
    "artist": {"exif": exif(0x013B, SECRET.decode())},
    "place in XMP": {"xmp": XMP % b"exif:GPSLatitude"},
    "creator in XMP": {"xmp": XMP % b"dc:creator"},
    "serial number in XMP": {"xmp": XMP % b"aux:SerialNumber"},
    "a film behind the picture": {"xmp": XMP % b"GCamera:MotionPhoto"},
}
HARMLESS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "orientation": {"exif": exif(0x0112, 6)},
    "the camera's model": {"exif": exif(0x0110, "Camera")},
    "the time": {"exif": exif(0x9003, "2026:11:26 10:00:00", 0x8769)},
    "colour profile": {"icc_profile": PROFILE},
    "that it was generated": {"xmp": DIGITAL_SOURCE},
}


def saved(kind: str, options: dict[str, Any]) -> bytes:
    if kind == "PNG" and "xmp" in options:
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", options["xmp"].decode())
        return picture(kind, pnginfo=info)
    return picture(kind, **options)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("options", PRIVATE.values(), ids=PRIVATE)
def test_private(options: dict[str, Any], kind: str) -> None:
    data, mime = saved(kind, options), FORMATS[kind]
    assert is_private(BytesIO(data), mime)
    sent = cleared(data, mime)
    assert SECRET not in sent
    assert not is_private(BytesIO(sent), mime)
    assert pixels(sent) == pixels(data)
    with Image.open(BytesIO(sent)) as opened:
        opened.verify()
    assert cleared(sent, mime) == sent


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("options", HARMLESS.values(), ids=HARMLESS)
def test_harmless(options: dict[str, Any], kind: str) -> None:
    data, mime = saved(kind, options), FORMATS[kind]
    assert not is_private(BytesIO(data), mime)
    assert cleared(data, mime) == data


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_and_profile_stay(kind: str, orientation: int) -> None:
    data, mime = (
        picture(kind, exif=exif(1, "N", 0x8825, orientation), icc_profile=PROFILE),
        FORMATS[kind],
    )
    sent = cleared(data, mime)
    assert look(BytesIO(sent), mime) == look(BytesIO(data), mime)
    with Image.open(BytesIO(sent)) as opened:
        assert opened.getexif().get(0x0112, 1) == orientation
        assert opened.getexif().get_ifd(0x8825) == {}
        assert opened.info["icc_profile"] == PROFILE


@pytest.mark.parametrize("progressive", [False, True])
def test_what_a_phone_puts_behind_the_picture_goes(progressive: bool) -> None:
    """Such as a film, or a larger picture with an Exif of its own."""
    data = picture("JPEG", exif=exif(1, "N", 0x8825), progressive=progressive)
    behind = picture("JPEG", exif=exif(0xA431, SECRET.decode(), 0x8769))
    assert cleared(data + behind, "image/jpeg") == cleared(data, "image/jpeg")
    listed = data[:2] + b"\xff\xe2\x00\x08MPF\0\0\0" + picture("JPEG")[2:]
    assert is_private(BytesIO(listed), "image/jpeg")
    assert b"MPF" not in cleared(listed, "image/jpeg")


def test_what_decoders_skip_loses_no_pixels() -> None:
    data = picture("JPEG", exif=exif(1, "N", 0x8825))
    start = data.index(b"\xff\xdb")
    stray = data[:start] + b"stray" + data[start:]
    sent = cleared(stray, "image/jpeg")
    assert pixels(sent) == pixels(stray)
    assert not is_private(BytesIO(sent), "image/jpeg")


def test_iptc() -> None:
    def segment(dataset: int) -> bytes:
        record = b"\x1c\x02" + bytes([dataset]) + struct.pack(">H", len(SECRET)) + SECRET
        body = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
        return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body

    data = picture("JPEG")
    by_line, keyword = (data[:2] + segment(dataset) + data[2:] for dataset in (0x50, 0x19))
    assert cleared(by_line, "image/jpeg") == data
    assert not is_private(BytesIO(keyword), "image/jpeg")


def test_texts_of_a_png_stand_behind_the_pixels_too() -> None:
    data = picture("PNG")
    chunk = b"tEXtAuthor\0" + SECRET
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert cleared(data[:-12] + text + data[-12:], "image/png") == data


@given(st.sampled_from(sorted(MIMES)), st.binary(max_size=200), st.integers(0, 2000))
def test_damage_is_no_error(mime: str, noise: bytes, at: int) -> None:
    kind = next(name for name, one in FORMATS.items() if one == mime)
    data = bytearray(picture(kind, exif=exif(1, "N", 0x8825)))
    data[at : at + len(noise)] = noise
    head = bytes(data[:12]).ljust(12, b"\0")
    for broken in (head + bytes(data[12:]), head + bytes(data[12 : 12 + at])):
        is_private(BytesIO(broken), mime)
        without_private(BytesIO(broken), mime)
