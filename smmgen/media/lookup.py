"""A post's files, looked up and probed once each; crops are made here."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from smmgen.content.model import Fields, Media, Post
from smmgen.content.source import Field
from smmgen.diagnostics import Span
from smmgen.media import integrity, probe
from smmgen.media.probe import MediaProblem
from smmgen.media.types import MediaFile
from smmgen.networks.limits import Limits
from smmgen.safe_files import open_content

NO_LIMITS: Mapping[str, Limits] = MappingProxyType({})
DERIVED = "build/media"
"""Where pictures that were cropped are written."""


class Attachment(NamedTuple):
    """One file as one account names it: what it is, or why it cannot be used.

    `field` is where it is named for that account. `data` are the bytes of a picture that was cropped.
    """

    field: tuple[str | int, ...]
    name: str
    """As `Media.name` says it."""
    file: str
    media: MediaFile | None = None
    problem: MediaProblem | None = None
    data: bytes | None = None
    span: Span | None = None
    """Where the file's name stands, quotes included."""


def attachments(
    post: Post, project: Path, whole: Container[str] = (), limits: Mapping[str, Limits] = NO_LIMITS
) -> dict[str, list[Attachment]]:
    """Account name -> its files, the picture of the link card last.

    `whole`: SHA-256 of files that were found whole before and are not decoded again. `limits` by account: a file that
    is too large for all of them has no SHA-256, and is neither read nor cut.
    """
    seen: dict[Media, Attachment] = {}
    takes = _Takes(tuple(limits[name] for name in post.fields if name in limits))
    return {name: list(_of(post, name, fields, project, seen, whole, takes)) for name, fields in post.fields.items()}


class _Takes(NamedTuple):
    """What the accounts of a post take."""

    limits: tuple[Limits, ...]

    def most(self, kind: str) -> int:
        """Bytes of the largest file of this kind that one of them takes; a figure that is not sure is none."""
        found = [one.most(f"{kind}.bytes", only_sure=True) for one in self.limits]
        figures = [probe.MAX_BYTES if most is None else int(most) for most in found]
        return min(max(figures, default=probe.MAX_BYTES), probe.MAX_BYTES)


def _of(
    post: Post,
    account: str,
    fields: Fields,
    project: Path,
    seen: dict[Media, Attachment],
    whole: Container[str],
    takes: _Takes,
) -> Iterator[Attachment]:
    named: list[tuple[Media, Field]] = [(item, ("media", at, "file")) for at, item in enumerate(fields.media)]
    if fields.link and fields.link.image:
        named.append((Media(file=fields.link.image), ("link", "image")))
    for item, field in named:
        key = item.model_copy(update={"focus": tuple(item.focus) if item.focus else None})
        if key not in seen:
            seen[key] = _looked_up(post, project, item, whole, takes)
        written = post.written(account, field)
        yield seen[key]._replace(field=written, span=post.source.values.get(written))


def _looked_up(post: Post, project: Path, item: Media, whole: Container[str], takes: _Takes) -> Attachment:
    path = probe.find(project, post.path, item.file)
    if isinstance(path, MediaProblem):
        return Attachment((), item.name, item.file, problem=path)
    try:
        found = probe.probe(project, path, takes.most)
        problem = _problem(project, item, found, whole)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        problem = MediaProblem("unusable", f"`{item.file}` cannot be read: {reason}", "check its permissions")
    if problem:
        return Attachment((), item.name, item.file, problem=problem)
    file = _shown(found, item)
    return _cropped(project, item, file) if item.crop and file.sha256 else Attachment((), item.name, item.file, file)


def _shown(found: MediaFile, item: Media) -> MediaFile:
    """The file with what the post says of it. A cut picture has no focus: it is cut around it."""
    focus = (item.focus[0], item.focus[1]) if item.focus and not item.crop else None
    return replace(found, alt=item.alt or "", title=item.title or "", focus=focus)


def _problem(project: Path, item: Media, found: MediaFile, whole: Container[str]) -> MediaProblem | None:
    """What keeps a file from being used, by its bytes. Raises OSError."""
    if not found.size:
        return MediaProblem("broken", f"`{item.file}` is empty", _AGAIN)
    if found.size > probe.MAX_BYTES:
        message = (
            f"`{item.file}` has {found.size / 1e9:.1f} GB, and nothing larger than {probe.MAX_BYTES / 1e9:g} GB is read"
        )
        return MediaProblem("unusable", message, "make it smaller, or give its address as a `link`")
    if found.mime == probe.UNKNOWN and (what := _CALLED.get(PurePosixPath(item.file).suffix.lower())):
        return MediaProblem("broken", f"`{item.file}` is no {what}: its first bytes match none", _AGAIN)
    if found.width * found.height > integrity.MAX_PIXELS:
        message = f"`{item.file}` has {found.width} × {found.height} pixels"
        most = f"{integrity.MAX_PIXELS // 1_000_000} megapixels"
        return MediaProblem("large", message, f"make it smaller: a picture may have {most}")
    if not found.sha256 or item.crop or found.sha256 in whole:  # a picture that is cut is decoded for that
        return None
    damage = _flaw(project, found.path, found.sha256, found.mime, found.size)
    return MediaProblem("broken", f"`{item.file}` {damage}", _AGAIN) if damage else None


@lru_cache(maxsize=1024)
def _flaw(project: Path, path: str, sha256: str, mime: str, size: int) -> str:
    """Found once a run for all posts that name the file. Raises OSError."""
    with open_content(project, path) as file:
        return integrity.damage(file, mime, size)


_AGAIN = "export it once more, or copy it again from where it came"
_CALLED = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".heif", ".bmp"), "picture"),
    **dict.fromkeys((".mp4", ".m4v", ".webm", ".mkv", ".avi"), "video"),
}
"""What people expect of a file by its name."""


def _cropped(project: Path, item: Media, file: MediaFile) -> Attachment:
    from smmgen.media.crop import crop

    data = crop(project, file.path, item.crop or "", item.focus)
    if isinstance(data, MediaProblem):
        return Attachment((), item.name, item.file, problem=data)
    digest = sha256(data).hexdigest()
    kind, mime, picture = probe.look_at(BytesIO(data))
    suffix = _ENDINGS[mime]
    cut = replace(
        file,
        path=f"{DERIVED}/{digest[:16]}{suffix}",
        sha256=digest,
        size=len(data),
        kind=kind,
        mime=mime,
        width=picture.width,
        height=picture.height,
        animated=picture.animated,
        disputed=1,
    )
    return Attachment((), item.name, item.file, cut, data=data)


_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
