"""HEIC and AVIF: what their headers say, and that they are converted as they are shown."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from smmgen.media import decoders
from smmgen.media.derive import derive
from smmgen.media.heif import Headers, look
from smmgen.media.probe import look_at
from smmgen.media.types import Version


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def sides(width: int, height: int) -> bytes:
    return box(b"ispe", struct.pack(">III", 0, width, height))


def heic(
    properties: tuple[bytes, ...], *given: int, brand: bytes = b"heic", kinds: tuple[bytes, ...] = (b"hvc1",)
) -> bytes:
    """Headers whose second item is the picture, with the properties of these numbers."""
    ipma = struct.pack(">IIHBBHB", 0, 2, 1, 1, 1, 2, len(given)) + bytes(0x80 | number for number in given)
    items = b"".join(box(b"infe", struct.pack(">IHH4sB", 2 << 24, at, 0, kind, 0)) for at, kind in enumerate(kinds, 1))
    inside = (
        box(b"hdlr", bytes(4) + b"\0\0\0\0pict"),
        box(b"pitm", struct.pack(">IH", 0, 2)),
        box(b"iinf", struct.pack(">IH", 0, len(kinds)) + items),
        box(b"iprp", box(b"ipco", b"".join(properties)) + box(b"ipma", ipma)),
    )
    return box(b"ftyp", brand + b"\0\0\0\0mif1" + brand) + box(b"meta", bytes(4) + b"".join(inside))


TILE, WHOLE = sides(512, 512), sides(4032, 3024)
TURN, HALF = box(b"irot", b"\1"), box(b"irot", b"\2")
PART = box(b"clap", struct.pack(">IIIIiIiI", 8000, 2, 3000, 1, 0, 1, 0, 1))
CASES: dict[str, tuple[bytes, Headers]] = {
    "the picture's sides, not those of a tile": (heic((TILE, WHOLE), 2), Headers(4032, 3024)),
    "a quarter turn": (heic((TILE, WHOLE, TURN), 2, 3), Headers(3024, 4032)),
    "a half turn": (heic((TILE, WHOLE, HALF), 2, 3), Headers(4032, 3024)),
    "a part of it": (heic((TILE, WHOLE, PART, TURN), 2, 3, 4), Headers(3000, 4000)),
    "a turn of another item": (heic((TILE, WHOLE, TURN), 2), Headers(4032, 3024)),
    "Exif": (heic((TILE, WHOLE), 2, kinds=(b"hvc1", b"hvc1", b"Exif")), Headers(4032, 3024, described=True)),
    "XMP": (heic((TILE, WHOLE), 2, kinds=(b"mime",)), Headers(4032, 3024, described=True)),
    "a sequence": (heic((TILE, WHOLE), 2, brand=b"hevc"), Headers(4032, 3024, animated=True)),
    "a property that is not there": (heic((TILE,), 9), Headers()),
    "no properties": (box(b"ftyp", b"heic") + box(b"meta", bytes(4)), Headers()),
    "nothing": (b"", Headers()),
}


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES)
def test_headers(data: bytes, expected: Headers) -> None:
    assert look(BytesIO(data)) == expected


@given(st.integers(0, 300), st.binary(min_size=1, max_size=20))
def test_damage_is_no_error(at: int, noise: bytes) -> None:
    data = bytearray(heic((TILE, WHOLE, TURN), 2, 3, kinds=(b"hvc1", b"Exif")))
    data[at : at + len(noise)] = noise
    for broken in (data, data[:at]):
        look(BytesIO(bytes(broken)))


needs_avif = pytest.mark.skipif(bool(decoders.absent("image/avif")), reason="this Pillow has no AVIF")
needs_heic = pytest.mark.skipif(bool(decoders.absent("image/heic")), reason="pillow-heif is not installed")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [pytest.param("AVIF", marks=needs_avif), pytest.param("HEIF", marks=needs_heic)])
def test_it_is_upright(kind: str, orientation: int) -> None:
    """Red above and blue below, once it is turned as its properties say."""
    from PIL import ImageOps

    upright = Image.new("RGB", (80, 60), "red")
    upright.paste("blue", (0, 30, 80, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = ImageOps.exif_transpose(with_tag(upright, inverse(orientation)))
    data = saved(turned, kind, exif=exif.tobytes())
    seen = look_at(BytesIO(data))[2]
    assert (seen.width, seen.height) == (80, 60)
    sent = derive(BytesIO(data), Version(("image/jpeg",), (0, 0, 80, 60), 80, 60))
    assert sent is not None
    with Image.open(BytesIO(sent)) as opened:
        assert opened.format == "JPEG"
        assert opened.size == (80, 60)
        assert not opened.getexif()
        above, below = (opened.getpixel((40, y)) for y in (10, 50))
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[0] > 200 > 100 > above[2]
    assert below[2] > 200 > 100 > below[0]


def test_without_a_decoder_it_is_not_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoders, "find_spec", lambda name: None)
    assert "smmgen[heic]" in decoders.absent("image/heic")
    data = heic((TILE, WHOLE), 2)
    assert derive(BytesIO(data), Version(("image/jpeg",), (0, 0, 4032, 3024), 403, 302)) is None


def inverse(orientation: int) -> int:
    return {6: 8, 8: 6}.get(orientation, orientation)


def with_tag(picture: Image.Image, orientation: int) -> Image.Image:
    picture = picture.copy()
    picture.getexif()[0x0112] = orientation
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    decoders.prepare(kind)
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
