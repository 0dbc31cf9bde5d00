"""Media files: finding them, identifying them, and cropping pictures to a ratio.

What a file is comes from its first bytes, never from its name. What pictures and videos say of themselves comes from
their headers (`smmgen.media.pictures`; `video`, `matroska` and `avi` of the same package); `smmgen.media.integrity`
tells whether a file is whole.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from smmgen.media import artificial, avi, matroska, private, video
from smmgen.media.film import Film
from smmgen.media.pictures import Picture, look
from smmgen.media.types import MediaFile
from smmgen.safe_files import open_content, real_name
from smmgen.suggest import nearest, only

SHARED = "content/media"
MAX_BYTES = 1_000_000_000
"""A larger file is not read, whoever might take it: it is hashed, checked and copied in every build that meets it."""
_HEAD = 4096
_MAX_PARTS = 20
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|[\\/]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class MediaProblem(NamedTuple):
    """Why a file cannot be used.

    `kind`: missing, outside (of the project, or not a path in it), unusable, broken, or large (too many pixels).
    `instead`: the spelling that surely was meant; `likely`: the one that may have been meant.
    """

    kind: str
    message: str
    hint: str = ""
    instead: str = ""
    likely: str = ""


def candidates(post_path: str, file: str) -> tuple[str, ...]:
    """Where a file is looked for, in order: beside the post, then in content/media. Relative to the project.

    Names are stored composed (NFC) by most programs, decomposed (NFD) by some of macOS: both forms mean one name.
    """
    if _misplaced(file):
        return ()
    places = (posixpath.normpath(posixpath.join(folder, file)) for folder in (posixpath.dirname(post_path), SHARED))
    forms = (form for place in places if _inside(place) for form in _forms(place))
    return tuple(dict.fromkeys(forms))


def _forms(place: str) -> tuple[str, ...]:
    if place.isascii():
        return (place,)
    return place, unicodedata.normalize("NFC", place), unicodedata.normalize("NFD", place)


def find(project: Path, post_path: str, file: str) -> str | MediaProblem:
    """The file's POSIX path relative to the project, or why there is none.

    It must be a file below the project's folder after all symlinks are followed, and no part of its path hidden.
    """
    if message := _misplaced(file):
        return MediaProblem("outside", message, *_shorter(project, post_path, file) or _ELSEWHERE)
    places = candidates(post_path, file)
    if not places:
        message = f"`{file}` leads out of the project, or to a hidden file"
        return MediaProblem("outside", message, *_shorter(project, post_path, file) or _ELSEWHERE)
    place = next((place for place in places if os.path.lexists(project / place)), None)
    if place is None:
        hint = _shorter(project, post_path, file) or _similar(project, file, places)
        return MediaProblem("missing", f"there is no file `{file}`", *hint)
    return _checked(project, place, file)


_Hint = tuple[str, str, str]
"""What to do, the spelling that surely was meant, and the one that may have been meant."""
_ELSEWHERE = ("put the file next to the post or into content/media", "", "")


def _shorter(project: Path, post_path: str, file: str) -> _Hint | None:
    """A hint for `content/media/latte.jpg` and the like, where a file is found by the end of what is written."""
    whole = "" if _SCHEME.match(file) else file.replace("\\", "/").replace("\0", "")
    names = whole.split("/")
    for start in range(min(len(names), _MAX_PARTS)):
        short = "/".join(names[start:])
        if names[start] in ("", ".", "..") or short == file:
            continue
        found = [place for place in candidates(post_path, short) if os.path.isfile(project / place)]
        if found and f"/{whole}".endswith(f"/{found[0]}"):
            return f"write `{short}`: files are looked up next to the post, then in content/media", short, ""
        if found:
            return f"did you mean `{short}` in {_composed(posixpath.dirname(found[0]))}?", "", short
    return None


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
    real = real_name(project, place)
    if real is None:
        hint = "copy the file itself next to the post"
        return MediaProblem("outside", f"`{file}` is a symbolic link that leads out of the project", hint)
    if os.path.isdir(project / real):
        return MediaProblem("unusable", f"`{file}` is a folder", "name a file in it")
    if not os.path.exists(project / real):
        return MediaProblem("missing", f"`{file}` is a link to nothing", "link to a file, or copy it here")
    if not os.path.isfile(project / real):
        return MediaProblem("unusable", f"`{file}` is a pipe or a device, not a file", "put the file itself there")
    return place


def _similar(project: Path, file: str, places: tuple[str, ...]) -> _Hint:
    """A hint with the most similar name in the folders that were searched."""
    folders: dict[str, str] = {}
    for folder in reversed([posixpath.dirname(place) for place in places]):
        if real_name(project, folder) is not None and os.path.isdir(project / folder):
            folders.update(dict.fromkeys(os.listdir(project / folder), folder))
    name = posixpath.basename(places[0])
    if (found := nearest(name, folders)) is None:
        return "looked for " + " and ".join(f"`{place}`" for place in dict.fromkeys(map(_composed, places))), "", ""
    right = posixpath.join(posixpath.dirname(file), _composed(found))
    if _composed(found).casefold() == _composed(name).casefold():
        return f"write `{right}`: capital letters count", right, ""
    likely = right if only(name, folders) == found else ""
    return f"did you mean `{_composed(found)}` in {_composed(folders[found])}?", "", likely


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def probe(project: Path, relative: str, most: Callable[[str], int] = lambda kind: MAX_BYTES) -> MediaFile:
    """What the file is, by its own bytes, and its SHA-256: "" where it is larger than `most` of its kind, for then
    nobody takes it and it is not read to its end. Raises OSError."""
    with open_content(project, relative) as file:
        size = os.fstat(file.fileno()).st_size
        kind, mime, picture = look_at(file)
        film = _film(file, mime)
        secret, is_artificial = private.is_private(file, mime), artificial.says_so(file)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest() if size <= most(kind) else ""
    return MediaFile(
        relative, digest, size, kind, mime, picture.width, picture.height, animated=picture.animated,
        disputed=picture.disputed, film=film, private=secret, artificial=is_artificial,
    )  # fmt: skip


_FILMS: dict[str, Callable[[BinaryIO], Film]] = {
    **dict.fromkeys(video.MIMES, video.look),
    **dict.fromkeys(matroska.MIMES, matroska.look),
    avi.MIME: avi.look,
}
"""MIME type -> the reader of its headers."""


def _film(file: BinaryIO, mime: str) -> Film:
    look = _FILMS.get(mime)
    return look(file) if look else Film()


def look_at(file: BinaryIO) -> tuple[str, str, Picture]:
    """Kind, MIME type and, of a picture, what its headers say. Raises OSError."""
    kind, mime = sniff(file.read(_HEAD))
    return kind, mime, look(file, mime) if kind == "image" else Picture()


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
UNKNOWN = "application/octet-stream"
_UNKNOWN = ("document", UNKNOWN)


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
