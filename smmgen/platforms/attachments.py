"""The files a post names, looked up and probed once each; crops are made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from smmgen.content import media
from smmgen.content.media import MediaProblem
from smmgen.content.model import Fields, Media, Post
from smmgen.content.pictures import dimensions
from smmgen.platforms.base import MediaFile

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


def attachments(post: Post, project: Path) -> dict[str, list[Attachment]]:
    """Account name -> its files, the picture of the link card last."""
    seen: dict[Media, Attachment] = {}
    return {name: list(_of(post, name, fields, project, seen)) for name, fields in post.fields.items()}


def _of(post: Post, account: str, fields: Fields, project: Path, seen: dict[Media, Attachment]) -> Iterator[Attachment]:
    for index, item in enumerate(fields.media):
        yield _once(post, project, item, seen)._replace(field=post.written(account, ("media", index, "file")))
    if fields.link and fields.link.image:
        found = _once(post, project, Media(file=fields.link.image), seen)
        yield found._replace(field=post.written(account, ("link", "image")))


def _once(post: Post, project: Path, item: Media, seen: dict[Media, Attachment]) -> Attachment:
    key = item.model_copy(update={"focus": tuple(item.focus) if item.focus else None})
    if key not in seen:
        seen[key] = _looked_up(post, project, item)
    return seen[key]


def _looked_up(post: Post, project: Path, item: Media) -> Attachment:
    path = media.find(project, post.path, item.file)
    if isinstance(path, MediaProblem):
        return Attachment((), item.name, item.file, problem=path)
    try:
        info = media.probe(project, path)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        problem = MediaProblem("unusable", f"`{item.file}` cannot be read: {reason}", "check its permissions")
        return Attachment((), item.name, item.file, problem=problem)
    focus = (item.focus[0], item.focus[1]) if item.focus else None
    file = MediaFile(path, *info, alt=item.alt or "", title=item.title or "", focus=focus)
    return _cropped(project, item, file) if item.crop else Attachment((), item.name, item.file, file)


def _cropped(project: Path, item: Media, file: MediaFile) -> Attachment:
    from smmgen.content.cropping import crop

    data = crop(project / file.path, item.crop or "", item.focus)
    if isinstance(data, MediaProblem):
        return Attachment((), item.name, item.file, problem=data)
    digest = sha256(data).hexdigest()
    kind, mime = media.sniff(data[:64])
    width, height = dimensions(BytesIO(data), mime)
    suffix = ".png" if mime == "image/png" else ".jpg"
    cut = replace(
        file,
        path=f"{DERIVED}/{digest[:16]}{suffix}",
        sha256=digest,
        size=len(data),
        kind=kind,
        mime=mime,
        width=width,
        height=height,
        focus=None,
    )
    return Attachment((), item.name, item.file, cut, data=data)
