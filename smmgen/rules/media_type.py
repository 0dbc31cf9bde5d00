"""The name of a file says one type, and its content is another.

smmgen goes by the content, but some networks and many programs go by the name: a WebP picture named .jpg works on some
and is refused by others.

Wrong: `file: webp-inside.jpg`, a picture that was saved as WebP.

Right: save it as JPEG, or name it `webp-inside.webp`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from smmgen.diagnostics import Severity
from smmgen.media.lookup import Attachment
from smmgen.media.probe import UNKNOWN
from smmgen.rules.base import Finding, code

CODE = code("SMM303", "media-type", Severity.ERROR, fact=False, docs=__doc__)

TYPES = {
    ".jpg": ("image/jpeg",),
    ".jpeg": ("image/jpeg",),
    ".png": ("image/png",),
    ".gif": ("image/gif",),
    ".webp": ("image/webp",),
    ".avif": ("image/avif",),
    ".heic": ("image/heic",),
    ".heif": ("image/heic",),
    ".bmp": ("image/bmp",),
    ".tif": ("image/tiff",),
    ".tiff": ("image/tiff",),
    ".mp4": ("video/mp4",),
    ".m4v": ("video/mp4",),
    ".mov": ("video/quicktime", "video/mp4"),
    ".webm": ("video/webm",),
    ".mkv": ("video/x-matroska", "video/webm"),
    ".avi": ("video/x-msvideo",),
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/mp4", "video/mp4"),
    ".ogg": ("audio/ogg",),
    ".flac": ("audio/flac",),
    ".wav": ("audio/wav",),
    ".pdf": ("application/pdf",),
}
"""What a file of this name may hold, the usual type first. Written out, so that every machine says the same."""


def check_file(attached: Attachment) -> Iterator[Finding]:
    media = attached.media.written if attached.media else None
    if media is None or media.mime == UNKNOWN:
        return
    suffix = PurePosixPath(attached.file).suffix.lower()
    named = TYPES.get(suffix)
    if named and media.mime not in named and not attached.is_cut:
        right = next((ending for ending, types in TYPES.items() if media.mime in types), "")
        yield Finding(
            f"`{attached.file}` is named {suffix} but contains {media.mime}",
            f"save it as {named[0]}" + (f", or name it {right}" if right else ""),
        )
