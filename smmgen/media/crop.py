"""Cropping a picture to a ratio with bounded memory. Needs Pillow; import it late.

A picture is cut before it is turned and converted, so that at most the picture and its part are in memory. A large JPEG
is decoded at half its size, which costs a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from PIL import Image

from smmgen.media.decoders import absent
from smmgen.media.integrity import UNREADABLE, is_slow, opened_picture, reason
from smmgen.media.parts import passes
from smmgen.media.pictures import Picture
from smmgen.media.probe import MediaProblem, look_at
from smmgen.media.sizes import Box, around
from smmgen.safe_files import open_content

HALVED_FROM = 24_500_000
"""A JPEG of more pixels is cut from half its size: 6000 pixels across become 3000, more than any feed shows."""
MAX_PIXELS = {
    "image/jpeg": 80_000_000,
    "image/png": 25_000_000,
    "image/gif": 25_000_000,
    "image/webp": 12_500_000,
    "image/heic": 25_000_000,
    "image/avif": 20_000_000,
}
"""What can be cut within 256 MB of memory; WebP is decoded with two canvases."""
MAX_PROGRESSIVE = 24_500_000
"""The same for a JPEG whose passes are kept until the last one; it is halved from 12 megapixels on."""
MOVING_BYTES = 180_000_000
"""What an animation may need: about 20 megapixels of all its frames together, after the cut."""
_CANVAS = {"PNG": 12, "GIF": 12, "WEBP": 16}
"""Bytes a pixel while frames are decoded."""
_KEPT = {"PNG": 12, "GIF": 8, "WEBP": 8}
"""Bytes a pixel of the frames that are kept until they are written."""
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/avif": "AVIF",
}
_QUALITY = 92
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of this orientation upright (CIPA DC-008, tag 0x0112)."""


def crop(project: Path, path: str, ratio: str, focus: Sequence[float] | None = None) -> bytes | MediaProblem:
    """The picture cut to `ratio` (`4:5`, width to height) around `focus` (x, y from -1, left and bottom, to 1).

    `path`: in the project. PNG stays PNG, an animation stays what it is, all else becomes JPEG on white. Turned as Exif
    says; metadata is dropped, a colour profile kept. The same file and Pillow give the same bytes. Raises OSError when
    the file cannot be opened.
    """
    with open_content(project, path) as file:
        return _crop(file, PurePosixPath(path).name, ratio, focus or (0, 0))


def _crop(file: BinaryIO, name: str, ratio: str, focus: Sequence[float]) -> bytes | MediaProblem:
    _, mime, picture = look_at(file)
    if (missing := absent(mime)) or mime not in FORMATS:
        hint = missing or "use JPEG, PNG, GIF, WebP, HEIC or AVIF"
        return MediaProblem("unusable", f"`{name}` is not a picture that can be cropped", hint)
    most = MAX_PROGRESSIVE if picture.progressive else MAX_PIXELS[mime]
    if problem := _too_many_pixels(name, picture, most):
        return problem
    if is_slow(file, mime):
        hint = "save it again as a JPEG that is not progressive"
        return MediaProblem("large", f"`{name}` takes too long to be cropped: it has {passes(file)} passes", hint)
    try:
        with opened_picture(file, FORMATS[mime]) as opened:
            if problem := _too_many_pixels(name, opened, most):
                return problem
            if picture.animated:
                return _moving(opened, name, ratio, focus)
            return _still(opened, picture, ratio, focus)
    except UNREADABLE as error:
        return MediaProblem("broken", f"`{name}` {reason(error)}", "export the picture again")


def _too_many_pixels(name: str, picture: Picture | Image.Image, most: int) -> MediaProblem | None:
    if picture.width * picture.height <= most:
        return None
    message = f"`{name}` has too many pixels to be cropped: {picture.width} × {picture.height}"
    return MediaProblem("large", message, f"make it smaller than {most / 1e6:g} megapixels, or cut it yourself")


# Still pictures


def _still(opened: Image.Image, picture: Picture, ratio: str, focus: Sequence[float]) -> bytes:
    kind, profile = opened.format, opened.info.get("icc_profile")
    if opened.width * opened.height > (HALVED_FROM // 2 if picture.progressive else HALVED_FROM):
        opened.draft("", (opened.width // 2, opened.height // 2))
    part = _upright(opened, turn(opened, picture), ratio, focus)
    opened.close()
    part.info.clear()
    out = BytesIO()
    if kind == "PNG":
        part.save(out, "PNG", icc_profile=profile)
        return out.getvalue()
    flat = on_white(part)
    profile = profile if part.mode == flat.mode else None
    flat.info.clear()
    flat.save(out, "JPEG", quality=_QUALITY, subsampling="4:2:0", icc_profile=profile)
    return out.getvalue()


def turn(opened: Image.Image, picture: Picture) -> int:
    """The orientation of what is decoded; Pillow gives the one of an AVIF picture's own properties as that of Exif."""
    if opened.format == "AVIF":
        return int(opened.getexif().get(0x0112, 1))
    return max(picture.orientation, picture.disputed)


def _upright(opened: Image.Image, orientation: int, ratio: str, focus: Sequence[float]) -> Image.Image:
    """The part, cut out first and turned then."""
    width, height = opened.size
    shown = (height, width) if orientation >= 5 else (width, height)
    part = opened.crop(lying(box(*shown, ratio, focus), width, height, orientation))
    return part.transpose(TURNS[orientation]) if orientation in TURNS else part


def lying(cut: Box, width: int, height: int, orientation: int) -> Box:
    """A box of the picture as shown -> the same box of the picture as it is stored, `width` and `height` in size."""
    left, top, right, bottom = cut
    if orientation >= 5:
        left, top, right, bottom = top, left, bottom, right
    if orientation in (2, 3, 7, 8):
        left, right = width - right, width - left
    if orientation in (3, 4, 6, 7):
        top, bottom = height - bottom, height - top
    return left, top, right, bottom


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L"):
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    flat = Image.new("RGB", layer.size, "white")
    flat.paste(layer, mask=layer.getchannel("A"))
    return flat


# Animations


def _moving(opened: Image.Image, name: str, ratio: str, focus: Sequence[float]) -> bytes | MediaProblem:
    kind, loop, count = str(opened.format), opened.info.get("loop"), getattr(opened, "n_frames", 1)
    cut = box(opened.width, opened.height, ratio, focus)
    pixels = (cut[2] - cut[0]) * (cut[3] - cut[1])
    if opened.width * opened.height * _CANVAS[kind] + count * pixels * _KEPT[kind] > MOVING_BYTES:
        frames = f"{count} frames of {opened.width} × {opened.height}"
        message = f"`{name}` is too large an animation to be cropped: {frames}"
        return MediaProblem("large", message, "cut it yourself, or turn it into a video")
    shown = [(frame, duration) for frame, duration in _frames(opened, cut)]
    first, *rest = _opaque([frame for frame, _ in shown])
    clear = first.mode == "RGBA"
    options: dict[str, object] = {"duration": [duration for _, duration in shown]}
    if loop is not None:
        options["loop"] = loop
    if kind == "GIF":
        options["disposal"] = 2 if clear else 1
    if kind == "WEBP":
        options |= {"quality": _QUALITY, "method": 2}
    out = BytesIO()
    first.save(out, kind, save_all=True, append_images=rest, **options)
    return out.getvalue()


def _frames(opened: Image.Image, cut: Box) -> Iterator[tuple[Image.Image, int]]:
    """Each frame as it is shown, with its duration in milliseconds."""
    start = 1 if opened.info.get("default_image") else 0  # of a PNG: a still picture for who cannot animate
    for number in range(start, getattr(opened, "n_frames", 1)):
        opened.seek(number)
        if opened.width * opened.height > MAX_PIXELS["image/gif"]:
            raise ValueError(f"frame {number + 1} is larger than the animation")
        frame = opened.crop(cut).convert("RGBA")
        frame.info.clear()
        yield frame, round(opened.info.get("duration", 100))


def _opaque(frames: list[Image.Image]) -> list[Image.Image]:
    """Without the channel of transparency where no frame needs it."""
    if any(frame.getchannel("A").getextrema() != (255, 255) for frame in frames):
        return frames
    return [frame.convert("RGB") for frame in frames]


# Where to cut


def box(width: int, height: int, ratio: str, focus: Sequence[float]) -> Box:
    """Left, top, right, bottom of the largest part of this ratio whose middle is as near to the focus as can be."""
    across, down = (int(part) for part in ratio.split(":"))
    part_width = min(width, max(1, round(height * across / down)))
    part_height = min(height, max(1, round(width * down / across)))
    return around(width, height, (part_width, part_height), (focus[0], focus[1]))
