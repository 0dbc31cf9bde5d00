"""A post's files, looked up and probed once each; crops, and the versions that networks need, are made here."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from smmgen.content.model import Fields, Media, Post
from smmgen.content.source import Field
from smmgen.diagnostics import Span
from smmgen.media import integrity, probe
from smmgen.media.derived import Original, cleared, described, fitted, named
from smmgen.media.fitting import Takes, version
from smmgen.media.probe import MediaProblem
from smmgen.media.types import MediaFile, Version
from smmgen.safe_files import open_content

NO_LIMITS: Mapping[str, Takes] = MappingProxyType({})
MAX_FITTED = 200_000_000
"""Bytes; a larger picture is not made smaller."""


class Attachment(NamedTuple):
    """One file as one account names it: what it is, or why it cannot be used.

    `field` is where it is named for that account. `data` are the bytes of a picture that was cropped or made to fit.
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
    is_cut: bool = False
    """The writer asked for a crop."""


def attachments(
    post: Post, project: Path, whole: Container[str] = (), takes: Mapping[str, Takes] = NO_LIMITS
) -> dict[str, list[Attachment]]:
    """Account name -> its files, the picture of the link card last.

    `whole`: SHA-256 of files that were found whole before and are not decoded again. `takes` by account: a file that
    is too large for all of them has no SHA-256, and is neither read nor cut.
    """
    found = _Found(post, project, whole, takes)
    return {name: list(found.of(name, fields)) for name, fields in post.fields.items()}


class _Found:
    """The files of one post, each looked up, and each of its versions made, once."""

    def __init__(self, post: Post, project: Path, whole: Container[str], takes: Mapping[str, Takes]) -> None:
        self._post, self._project, self._whole, self._takes = post, project, whole, takes
        self._seen: dict[Media, Attachment] = {}
        self._sent: dict[tuple[Media, Version | None], Attachment] = {}

    def of(self, account: str, fields: Fields) -> Iterator[Attachment]:
        """Those of an account. Only what is sent as media is made to fit: the picture of a link card is sent in other
        ways."""
        takes = self._takes.get(account, Takes())
        named: list[tuple[Media, Field, Takes | None]] = [
            (item, ("media", at, "file"), takes) for at, item in enumerate(fields.media)
        ]
        if fields.link and fields.link.image:
            named.append((Media(file=fields.link.image), ("link", "image"), None))
        for item, field, taken in named:
            written = self._post.written(account, field)
            found = self._version(item, taken)
            yield found._replace(field=written, span=self._post.source.values.get(written))

    def _version(self, item: Media, takes: Takes | None) -> Attachment:
        """The file as it is sent to whoever takes these."""
        key = item.model_copy(update={"focus": tuple(item.focus) if item.focus else None})
        if key not in self._seen:
            self._seen[key] = _looked_up(self._post, self._project, item, self._whole, self._most)
        found = self._seen[key]
        if found.media is None or not found.media.sha256:
            return found
        wanted = version(found.media, takes) if takes else None
        if (key, wanted) not in self._sent:
            self._sent[key, wanted] = _sent(self._project, found, found.media, wanted)
        return self._sent[key, wanted]

    def _most(self, kind: str) -> int:
        """Bytes of the largest file of this kind that one account takes; a figure that is not sure is none."""
        takes = self._takes.values()
        found = [one.limits.most(f"{kind}.bytes", only_sure=True) for one in takes]
        figures = [probe.MAX_BYTES if most is None else int(most) for most in found]
        if kind == "image":
            figures.append(MAX_FITTED)
        return min(max(figures, default=probe.MAX_BYTES), probe.MAX_BYTES)


def _sent(project: Path, attached: Attachment, file: MediaFile, wanted: Version | None) -> Attachment:
    """The version of the file, or at least the file without what is private; the file itself where that is all right
    or nothing can be made of it."""
    original, made = Original(project, file.path, file.sha256, attached.data), None
    with suppress(OSError):  # it has just been removed; who sends it says so
        if wanted and (made := fitted(original, wanted)):
            file = replace(file, fitted=True, focus=file.focus if wanted.is_whole else None)
        elif file.private:
            made = cleared(original, file.mime)
    if made is None:
        return attached
    return attached._replace(media=replace(described(made, file), source=attached.media), data=made.data)


def _looked_up(post: Post, project: Path, item: Media, whole: Container[str], most: Callable[[str], int]) -> Attachment:
    path = probe.find(project, post.path, item.file)
    if isinstance(path, MediaProblem):
        return Attachment((), item.name, item.file, problem=path)
    try:
        found = probe.probe(project, path, most)
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
    flaw = _flaw(project, found.path, found.sha256, found.mime, found.size)
    if flaw == integrity.SLOW:
        return MediaProblem("large", f"`{item.file}` {flaw}", "save it again as a JPEG that is not progressive")
    return MediaProblem("broken", f"`{item.file}` {flaw}", _AGAIN) if flaw else None


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
    cut = replace(described(named(data), file), disputed=1)
    return Attachment((), item.name, item.file, cut, data=data, is_cut=True)
