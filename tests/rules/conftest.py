"""A stock of media files that cases take from: real ones, of one colour, and some that are broken."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image


def picture(kind: str, width: int, height: int, **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#c0392b").save(out, kind, **options)
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "white", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return out.getvalue()


def turned(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(kind, 60, 40, exif=exif)


def located() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", 600, 400, exif=exif)


def png(width: int, height: int) -> bytes:
    """Black, a bit a pixel: small however large it is."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height)) if height < 10_000 else b""
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(movie: bytes) -> bytes:
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", movie) + box(b"mdat", bytes(200))


MP4 = mp4(bytes(40))
MINUTE_AND_A_HALF = mp4(box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 90_500) + bytes(80)))


def film(
    entry: bytes,
    frames: int,
    scale: int,
    units: int,
    sides: tuple[int, int] = (0, 0),
    turned: bool = False,
    sound: bytes = b"",
) -> bytes:
    """Headers of a video: its sample entry, so many frames of so many units of 1/scale seconds, its stored sides, and
    the sample entry of its sound."""
    table = box(b"stsd", struct.pack(">II", 0, 1) + box(entry, bytes(78)))
    table += box(b"stts", struct.pack(">IIII", 0, 1, frames, units)) if units else b""
    media = box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, scale, frames * units) + bytes(4))
    media += box(b"hdlr", bytes(8) + b"vide" + bytes(13)) + box(b"minf", box(b"stbl", table))
    return mp4(box(b"trak", track_header(*sides, turned) + box(b"mdia", media)) + (heard(sound) if sound else b""))


def track_header(width: int, height: int, turned: bool) -> bytes:
    one = 1 << 16
    matrix = (0, one, 0, -one, 0, 0, 0, 0, 1 << 30) if turned else (one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    return box(b"tkhd", bytes(40) + struct.pack(">9i2I", *matrix, width * one, height * one))


def heard(entry: bytes) -> bytes:
    table = box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1) + box(entry, bytes(28))))
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"soun" + bytes(13)) + box(b"minf", table)))


def heic(width: int, height: int) -> bytes:
    """Headers of a picture with Exif, and no pixels: no decoder makes anything of it."""
    sides = box(b"ipco", box(b"ispe", struct.pack(">III", 0, width, height)))
    of_item = box(b"ipma", struct.pack(">IIHBB", 0, 1, 1, 1, 1))
    items = b"".join(
        box(b"infe", struct.pack(">IHH4sB", 2 << 24, number, 0, kind, 0))
        for number, kind in ((1, b"hvc1"), (2, b"Exif"))
    )
    inside = [
        box(b"pitm", struct.pack(">IH", 0, 1)),
        box(b"iinf", struct.pack(">IH", 0, 2) + items),
        box(b"iprp", sides + of_item),
    ]
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4) + b"".join(inside))


def generated() -> bytes:
    """With an XMP packet that says so."""
    address = b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    body = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:li>" + address + b"</rdf:li></x:xmpmeta>"
    whole = picture("JPEG", 600, 400)
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + whole[2:]


STOCK = {
    "generated.jpg": generated(),
    "latte.jpg": picture("JPEG", 1200, 900),
    "cat.png": png(800, 600),
    "panorama.png": png(9000, 2000),
    "ribbon.png": png(2001, 100),
    "poster.png": png(7000, 7000),
    "wave.gif": picture("GIF", 300, 200),
    "pour.mp4": MP4,
    "clip.mp4": MINUTE_AND_A_HALF,
    "edit.mp4": film(b"apch", 250, 25, 1),
    "phone.mp4": film(b"hvc1", 300, 30000, 1001),
    "cinema.mp4": film(b"avc1", 240, 24000, 1001),
    "game.mp4": film(b"avc1", 600, 120, 1),
    "slides.mp4": film(b"avc1", 40, 4, 1),
    "lying.mp4": film(b"avc1", 250, 25, 1, (1920, 1080), sound=b"mp4a"),
    "upright.mp4": film(b"avc1", 250, 25, 1, (1920, 1080), turned=True, sound=b"mp4a"),
    "small.mp4": film(b"avc1", 250, 25, 1, (360, 640), sound=b"mp4a"),
    "drone.mp4": film(b"avc1", 250, 25, 1, (3840, 2400), sound=b"mp4a"),
    "ribbon.mp4": film(b"avc1", 250, 25, 1, (1900, 100), sound=b"mp4a"),
    "camera.mov": film(b"avc1", 250, 25, 1, (1080, 1920), sound=b"sowt"),
    "spatial.mp4": film(b"avc1", 250, 25, 1, (1080, 1920), sound=b"apac"),
    "strange.mp4": film(b"xyz1", 40, 0, 0),
    "pour.mkv": b"\x1aE\xdf\xa3\x80\x18\x53\x80\x67\x88" + bytes(8),
    "song.mp3": b"ID3" + b"\0" * 60,
    "song.flac": b"fLaC" + b"\0" * 60,
    "menu.pdf": b"%PDF-1.7\n",
    "scan.tiff": b"II*\0" + b"\0" * 60,
    "inside.webp": picture("WEBP", 60, 40),
    "IMG_0001.heic": heic(4032, 3024),
    "phone.jpg": located(),
    "inside.avif": picture("AVIF", 60, 40),
    "steam.gif": moving("GIF"),
    "steam.webp": moving("WEBP"),
    "steam.png": moving("PNG"),
    "turned.webp": turned("WEBP"),
    "turned.png": turned("PNG"),
    "half.jpg": picture("JPEG", 600, 400)[:1500],
    "empty.png": b"",
    "page.jpg": b"<!doctype html><title>Not found</title>",
    "half.mp4": MP4[:-50],
    "map.png": png(20_000, 8_000),
    "blob.bin": b"\0\1\2\3",
}
SIZES = {
    "heavy.jpg": (STOCK["latte.jpg"], 12_000_000),
    "heavy.gif": (STOCK["steam.gif"], 12_000_000),
    "just-heavy.gif": (STOCK["steam.gif"], 10 * (1 << 20) + 1),
}


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    for name, data in STOCK.items():
        (folder / name).write_bytes(data)
    for name, (data, size) in SIZES.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.truncate(size)
    return folder
