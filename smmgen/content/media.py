"""Files beside a post: where they are, what they are, and cutting pictures to a ratio.

What a file is comes from its first bytes, never from its name. Dimensions come from the headers of JPEG, PNG, GIF and
WebP, read here (see `smmgen.content.pictures`) so that building a project does not import Pillow.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from smmgen.content.nearest import nearest
from smmgen.content.pictures import dimensions

SHARED = "content/media"
_HEAD = 4096
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|[\\/]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class MediaInfo(NamedTuple):
    """`kind`: image, video, audio or document. `width` and `height` as shown, 0 where unknown; `size` in bytes."""

    sha256: str
    size: int
    kind: str
    mime: str
    width: int = 0
    height: int = 0


class MediaProblem(NamedTuple):
    """Why a file cannot be used. `kind`: missing, outside (of the project, or not a path in it) or unusable."""

    kind: str
    message: str
    hint: str = ""


def candidates(post_path: str, file: str) -> tuple[str, ...]:
    """Where a file is looked for, in order: beside the post, then in content/media. Relative to the project."""
    if _misplaced(file):
        return ()
    places = (posixpath.normpath(posixpath.join(folder, file)) for folder in (posixpath.dirname(post_path), SHARED))
    return tuple(dict.fromkeys(place for place in places if _inside(place)))


def find(project: Path, post_path: str, file: str) -> str | MediaProblem:
    """The file's POSIX path relative to the project, or why there is none.

    It must be a file below the project's folder after all symlinks are followed, and no part of its path hidden.
    """
    if message := _misplaced(file):
        return MediaProblem("outside", message, "put the file beside the post or into content/media")
    places = candidates(post_path, file)
    if not places:
        message = f"`{file}` leads out of the project, or to a hidden file"
        return MediaProblem("outside", message, "put the file beside the post or into content/media")
    place = next((place for place in places if os.path.lexists(project / place)), None)
    if place is None:
        return MediaProblem("missing", f"there is no file `{file}`", _similar(project, places))
    return _checked(project, place, file)


def _misplaced(file: str) -> str:
    if _SCHEME.match(file):
        return f"`{file}` is an address, not a file of the project"
    if not file.strip() or "\0" in file:
        return "the file has no name"
    if _DRIVE.match(file):
        return f"`{file}` is an absolute path"
    return f"`{file}` has backslashes; write `/`" if "\\" in file else ""


def _inside(place: str) -> bool:
    return not any(part.startswith(".") for part in place.split("/"))


def _checked(project: Path, place: str, file: str) -> str | MediaProblem:
    real = os.path.realpath(project / place)
    root = _real(str(project))
    if not real.startswith(root + os.sep) or not _inside(os.path.relpath(real, root).replace(os.sep, "/")):
        hint = "copy the file itself beside the post"
        return MediaProblem("outside", f"`{file}` is a symbolic link that leads out of the project", hint)
    if os.path.isdir(real):
        return MediaProblem("unusable", f"`{file}` is a folder", "name a file in it")
    if not os.path.isfile(real):
        return MediaProblem("missing", f"`{file}` is a link to nothing", "link to a file, or copy it here")
    return place


@lru_cache(maxsize=8)
def _real(project: str) -> str:
    return os.path.realpath(project)


def _similar(project: Path, places: tuple[str, ...]) -> str:
    """A hint with the most similar name in the folders that were searched."""
    folders: dict[str, str] = {}
    for folder in reversed([posixpath.dirname(place) for place in places]):
        if os.path.isdir(project / folder):
            folders.update(dict.fromkeys(os.listdir(project / folder), folder))
    if (found := nearest(posixpath.basename(places[0]), folders)) is not None:
        return f"did you mean `{found}` in {folders[found]}?"
    return "looked for " + " and ".join(f"`{place}`" for place in places)


def probe(project: Path, relative: str) -> MediaInfo:
    """What the file is, by its own bytes, and its SHA-256. Raises OSError."""
    with (project / relative).open("rb") as file:
        kind, mime = sniff(file.read(_HEAD))
        width, height = dimensions(file, mime) if kind == "image" else (0, 0)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return MediaInfo(digest, os.fstat(file.fileno()).st_size, kind, mime, width, height)


_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "image", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
    (b"GIF87a", "image", "image/gif"),
    (b"GIF89a", "image", "image/gif"),
    (b"BM", "image", "image/bmp"),
    (b"II*\0", "image", "image/tiff"),
    (b"MM\0*", "image", "image/tiff"),
    (b"OggS", "audio", "audio/ogg"),
    (b"fLaC", "audio", "audio/flac"),
    (b"ID3", "audio", "audio/mpeg"),
    (b"%PDF-", "document", "application/pdf"),
    (b"PK\x03\x04", "document", "application/zip"),
)
_RIFF = {b"WEBP": ("image", "image/webp"), b"WAVE": ("audio", "audio/wav"), b"AVI ": ("video", "video/x-msvideo")}
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), ("image", "image/avif")),
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"), ("image", "image/heic")),
    **dict.fromkeys((b"M4A ", b"M4B "), ("audio", "audio/mp4")),
    b"qt  ": ("video", "video/quicktime"),
}
_UNKNOWN = ("document", "application/octet-stream")


def sniff(head: bytes) -> tuple[str, str]:
    """Kind and MIME type by the first bytes (4 KiB are enough); a document of unknown type when nothing fits."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], _UNKNOWN)
    if head[4:8] == b"ftyp":
        return _iso(head)
    if head[:4] == b"\x1aE\xdf\xa3":
        return ("video", "video/webm") if b"webm" in head[:64] else ("video", "video/x-matroska")
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "audio", "audio/aac"
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3):
        return "audio", "audio/mpeg"
    return next(((kind, mime) for start, kind, mime in _SIGNATURES if head.startswith(start)), _UNKNOWN)


def _iso(head: bytes) -> tuple[str, str]:
    """ISO base media (ISO/IEC 14496-12): the major brand decides; a generic image brand asks the compatible ones."""
    brand, end = head[8:12], min(int.from_bytes(head[:4], "big"), len(head))
    compatible = [head[at : at + 4] for at in range(16, end - 3, 4)]
    if brand in (b"mif1", b"msf1") and any(other in (b"avif", b"avis") for other in compatible):
        return "image", "image/avif"
    return _BRANDS.get(brand, ("video", "video/mp4"))
