"""Cutting a picture to a ratio. The only user of Pillow; import it late."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from smmgen.content.media import MediaProblem, sniff
from smmgen.content.pictures import dimensions

MAX_PIXELS = 60_000_000
"""Larger pictures are not decoded: 60 megapixels are 240 MB of memory."""
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_QUALITY = 92

Box = tuple[int, int, int, int]


def crop(path: Path, ratio: str, focus: Sequence[float] | None = None) -> bytes | MediaProblem:
    """The picture cut to `ratio` (`4:5`, width to height) around `focus` (x, y from -1, left and bottom, to 1).

    PNG stays PNG, all else becomes JPEG on white. Turned as Exif says; metadata is dropped, a colour profile kept.
    The same file and Pillow give the same bytes. Raises OSError when the file cannot be opened.
    """
    with path.open("rb") as file:
        mime = sniff(file.read(64))[1]
        size = dimensions(file, mime)
    if mime not in _FORMATS or 0 in size:
        return MediaProblem(
            "unusable", f"`{path.name}` is no picture that can be cropped", "use JPEG, PNG, GIF or WebP"
        )
    if size[0] * size[1] > MAX_PIXELS:
        message = f"`{path.name}` is too large to crop: {size[0]}x{size[1]} pixels"
        return MediaProblem("unusable", message, f"make it smaller than {MAX_PIXELS // 1_000_000} megapixels")
    try:
        return _cropped(path, _FORMATS[mime], ratio, focus or (0, 0))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return MediaProblem("unusable", f"`{path.name}` is damaged", "export the picture again")


def _cropped(path: Path, kind: str, ratio: str, focus: Sequence[float]) -> bytes:
    with Image.open(path, formats=(kind,)) as opened:
        picture = ImageOps.exif_transpose(opened)
        part = picture.crop(box(picture.width, picture.height, ratio, focus))
        profile = opened.info.get("icc_profile")
    out = BytesIO()
    if kind == "PNG":
        part.info.clear()
        part.save(out, "PNG", icc_profile=profile)
        return out.getvalue()
    flat = _on_white(part)
    profile = profile if part.mode == flat.mode else None
    flat.info.clear()
    flat.save(out, "JPEG", quality=_QUALITY, subsampling="4:2:0", icc_profile=profile)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "L"):
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    flat = Image.new("RGB", layer.size, "white")
    flat.paste(layer, mask=layer.getchannel("A"))
    return flat


def box(width: int, height: int, ratio: str, focus: Sequence[float]) -> Box:
    """Left, top, right, bottom of the largest part of this ratio whose middle is as near to the focus as can be."""
    across, down = (int(part) for part in ratio.split(":"))
    part_width = min(width, max(1, round(height * across / down)))
    part_height = min(height, max(1, round(width * down / across)))
    left = _start(width, part_width, (focus[0] + 1) / 2)
    top = _start(height, part_height, (1 - focus[1]) / 2)
    return left, top, left + part_width, top + part_height


def _start(whole: int, part: int, middle: float) -> int:
    return max(0, min(whole - part, round(whole * middle - part / 2)))
