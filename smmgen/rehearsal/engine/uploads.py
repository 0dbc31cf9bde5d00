"""What an uploaded file really is, by its bytes: the name and the declared type prove nothing."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from smmgen.rehearsal.engine.http import Upload
from smmgen.rehearsal.engine.memory import Memory

_IMAGE_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
_START = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75", "video/x-ms-wmv"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"WEBVTT", "text/vtt"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
)
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"avif": "image/avif",
           b"heic": "image/heic", b"mif1": "image/heif"}  # fmt: skip


_MP4_TYPES = ("video/mp4", "video/quicktime", "video/3gpp", "audio/mp4")


class BrokenImage(ValueError):
    """Bytes that start like a picture and are not one."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture: MIME type and size in pixels."""

    type: str
    width: int
    height: int

    @property
    def ratio(self) -> float:
        """The longer side over the shorter."""
        return max(self.width, self.height) / min(self.width, self.height)


def sniff(data: bytes) -> str:
    """The MIME type that the first bytes show; `application/octet-stream` where they show none."""
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return "video/3gpp" if brand.startswith(b"3g") else _BRANDS.get(brand, "video/mp4")
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}.get(data[8:12], "riff")
    for start, kind in _START:
        if data.startswith(start):
            return kind
    return _sniff_bits(data)


def _sniff_bits(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "audio/mpeg"
    return "application/octet-stream"


def picture(data: bytes) -> Picture:
    """Decode a JPEG, PNG, GIF or WebP to its last byte. Raises `BrokenImage`, also for one that is cut short."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _open(data) as image:
                image.verify()
            with _open(data) as image:
                image.load()
                return Picture(_IMAGE_TYPES[image.format or ""], image.width, image.height)
    except (OSError, SyntaxError, ValueError, KeyError, Image.DecompressionBombError) as error:
        raise BrokenImage(str(error)) from error


def problem(data: bytes, types: Sequence[str] = (), most: int | None = None) -> str:
    """Why a network would not take this file, "" where it would: its size, its type by its bytes, an end that is
    missing."""
    found = sniff(data)
    if not data:
        return "the file is empty"
    if most is not None and len(data) > most:
        return f"the file has {len(data)} bytes, at most {most}"
    if types and found not in types:
        return f"the file is {found}, not one of {', '.join(types)}"
    return "" if is_whole(data) else f"the file is broken or cut short: {found}"


def is_whole(data: bytes) -> bool:
    """False for a picture or an MP4 file that is broken or cut short; of other files nobody can tell."""
    found = sniff(data)
    if found in _IMAGE_TYPES.values():
        try:
            picture(data)
        except BrokenImage:
            return False
    return found not in _MP4_TYPES or is_whole_mp4(data)


def keep(state: Memory, upload: Upload, words: str = "") -> None:
    """Remember an uploaded file for the page that shows what was posted."""
    kind = sniff(upload.data)
    small = thumbnail(upload.data) if kind.startswith("image/") else ""
    state.keep_file(upload.sha256, upload.filename, kind, len(upload.data), small, words)


def thumbnail(data: bytes) -> str:
    """A small JPEG of a picture as a `data:` address; "" of anything else."""
    out = io.BytesIO()
    try:
        with warnings.catch_warnings(), _open(data) as image:
            warnings.simplefilter("ignore")
            image.draft("RGB", (THUMBNAIL, THUMBNAIL))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((THUMBNAIL, THUMBNAIL))
            layer = upright.convert("RGBA")
            flat = Image.new("RGB", layer.size, "white")
            flat.paste(layer, mask=layer.getchannel("A"))
            flat.save(out, "JPEG", quality=75)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


THUMBNAIL = 320
"""Pixels of its longer side."""


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "GIF", "WEBP", "MPO"])


def is_whole_mp4(data: bytes) -> bool:
    """Whether the boxes of an MP4 family file (ISO/IEC 14496-12) fill it exactly: a file cut short does not."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        elif size == 0:
            return True
        if size < 8:
            return False
        at += size
    return at == len(data) and data[4:8] == b"ftyp"
