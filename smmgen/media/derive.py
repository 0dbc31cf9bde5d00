"""Makes the version of a picture that a network needs. Needs Pillow; import it late.

Turned as Exif says, on white where JPEG has no transparency; metadata is dropped, a colour profile kept. The same file,
version and Pillow give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import PIL
from PIL import Image, features

from smmgen.media.crop import FORMATS, HALVED_FROM, MAX_PIXELS, MAX_PROGRESSIVE, TURNS, lying, on_white, turn
from smmgen.media.decoders import absent, heic_version
from smmgen.media.integrity import UNREADABLE, is_slow, opened_picture
from smmgen.media.probe import look_at
from smmgen.media.sizes import Ratios, scaled
from smmgen.media.types import Version

VERSION = 1
"""Changes with what is made of a picture."""
_CODECS = ("jpg", "libjpeg_turbo", "zlib", "zlib_ng", "webp", "avif")
MADE_BY = f"{VERSION} {PIL.__version__} {[features.version(name) for name in _CODECS]} {heic_version()}"
"""What the bytes depend on beside the picture and its version."""

_QUALITIES = (90, 82, 74)
_SMALLER = 0.9
"""Of each side, where a picture is still too heavy."""
_SCALED = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
MAX_CLEAR = 16_000_000
"""Pixels of a picture with transparency: it is copied before it is scaled."""
_DEEP = ("I", "F")
"""Modes with more than 8 bits a channel, which Pillow does not scale down to 8."""


def derive(file: BinaryIO, version: Version) -> bytes | None:
    """The picture as the version says, or as much smaller as its bytes require; None where it cannot be made: too many
    pixels for the memory or the time that is allowed, damage, a depth of colour that is not converted."""
    file.seek(0)
    _, mime, picture = look_at(file)
    most = MAX_PROGRESSIVE if picture.progressive else MAX_PIXELS.get(mime, 0)
    if picture.width * picture.height > most or is_slow(file, mime) or absent(mime):
        return None
    try:
        with opened_picture(file, FORMATS[mime]) as opened:
            if not _is_bearable(opened, most):
                return None
            profile = opened.info.get("icc_profile")
            pixels = HALVED_FROM // 2 if picture.progressive else HALVED_FROM
            is_large = opened.format == "JPEG" and opened.width * opened.height > pixels
            made = _shown(opened, turn(opened, picture), version, is_large)
    except UNREADABLE:
        return None
    return _written(made, version, profile)


def _is_bearable(opened: Image.Image, most: int) -> bool:
    most = min(most, MAX_CLEAR) if opened.has_transparency_data else most
    return not opened.mode.startswith(_DEEP) and opened.width * opened.height <= most


def _shown(opened: Image.Image, orientation: int, version: Version, is_large: bool) -> Image.Image:
    """Cut, scaled and turned, in this order: what is turned is small. `is_large`: at half its size at most, as in
    `crop`."""
    left, top, right, bottom = version.box
    size = version.width, version.height
    if is_large and version.width * 2 > right - left:
        size = scaled(right - left, bottom - top, 0.5, version.ratios)
    width, height = opened.size
    shrunk = max(size[0] / (right - left), size[1] / (bottom - top))
    opened.draft("", (math.ceil(width * shrunk), math.ceil(height * shrunk)))  # JPEG only
    steps = (opened.width / width, opened.height / height) * 2
    box = [min(side * step, most) for side, step, most in zip(
        lying(version.box, width, height, orientation), steps, opened.size * 2, strict=True
    )]  # fmt: skip
    part = opened if opened.mode in _SCALED else opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    part = part.resize(
        size[::-1] if orientation >= 5 else size, Image.Resampling.LANCZOS, (box[0], box[1], box[2], box[3])
    )
    return part.transpose(TURNS[orientation]) if orientation in TURNS else part


def _written(made: Image.Image, version: Version, profile: bytes | None) -> bytes | None:
    most = math.inf if version.most is None else version.most
    made.info.clear()
    if version.types[0] == "image/png" and len(data := _png(made, profile)) <= most:
        return data
    flat = on_white(made)
    flat.info.clear()
    profile = _fitting(profile, flat.mode)
    return next((data for data in _lighter(flat, most, version.ratios, profile) if len(data) <= most), None)


def _lighter(flat: Image.Image, most: float, ratios: Ratios, profile: bytes | None) -> Iterator[bytes]:
    """JPEGs of fewer and fewer bytes: of lower quality, then smaller, beginning where `most` bytes may be enough."""
    for quality in _QUALITIES:
        yield (data := _jpeg(flat, quality, profile))
    factor, last = math.sqrt(most / len(data)), flat.size
    while (size := scaled(*flat.size, factor, ratios)) != last:
        yield _jpeg(flat.resize(size, Image.Resampling.LANCZOS), _QUALITIES[-1], profile)
        factor, last = factor * _SMALLER, size


def _png(picture: Image.Image, profile: bytes | None) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", icc_profile=_fitting(profile, picture.mode))
    return out.getvalue()


def _jpeg(picture: Image.Image, quality: int, profile: bytes | None) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling="4:2:0", icc_profile=profile)
    return out.getvalue()


def _fitting(profile: bytes | None, mode: str) -> bytes | None:
    """The profile where it speaks of colours of this mode (ICC.1:2022, 7.2.8: the data's colour space)."""
    space = {"RGB": b"RGB ", "RGBA": b"RGB ", "L": b"GRAY", "LA": b"GRAY"}.get(mode)
    return profile if profile and profile[16:20] == space else None
