"""Telegram: files, by upload or by the `file_id` of an earlier one (Telegram Bot API, InputFile and InputMedia)."""

from __future__ import annotations

import hashlib
from typing import Any

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.http import Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.telegram.params import TOO_LARGE, bad
from smmgen.rehearsal.networks.telegram.text import check_text

MOST_CAPTION = 1024
_PHOTO_BYTES = 10 * 1024 * 1024
_FILE_BYTES = 50 * 1024 * 1024
_THUMBNAIL_BYTES, _THUMBNAIL_SIDE = 200_000, 320
_TYPES: dict[str, tuple[str, ...]] = {
    "photo": ("image/jpeg", "image/png", "image/webp"),
    "video": ("video/mp4", "video/quicktime"),
    "animation": ("image/gif", "video/mp4"),
    "audio": ("audio/mpeg", "audio/mp4"),
}
_ITEM_FIELDS: dict[str, dict[str, type]] = {
    "photo": {"show_caption_above_media": bool, "has_spoiler": bool},
    "video": {
        "thumbnail": str, "cover": str, "start_timestamp": int, "show_caption_above_media": bool, "width": int,
        "height": int, "duration": int, "supports_streaming": bool, "has_spoiler": bool,
    },
    "audio": {"thumbnail": str, "duration": int, "performer": str, "title": str},
    "document": {"thumbnail": str, "disable_content_type_detection": bool},
    "animation": {
        "thumbnail": str, "width": int, "height": int, "duration": int, "show_caption_above_media": bool,
        "has_spoiler": bool,
    },
}  # fmt: skip
_COMMON_FIELDS: dict[str, type] = {"type": str, "media": str, "caption": str, "caption_entities": list}


class Files:
    """The files of one call; in the end each of them must have been used."""

    def __init__(self, visit: Visit, bot: str) -> None:
        self._call, self._bot, self._unused = visit, bot, dict(visit.files)
        self.sha256s: list[str] = []

    def take(self, kind: str, name: str, value: Any) -> dict[str, Any]:
        """The file of a field, as the server tells of it: a part of that name, `attach://part`, or a `file_id`."""
        part = name if value is None else str(value).removeprefix("attach://")
        if value is not None and not str(value).startswith("attach://"):
            return self._known(kind, part)
        if part not in self._unused:
            raise bad(f"there is no file {part!r} in the request" if part else "file must be non-empty")
        upload = self._unused.pop(part)
        _CHECKS.get(kind, _check_file)(upload, kind)
        self.sha256s.append(upload.sha256)
        uploads.keep(self._call.state, upload)
        return self._remember(kind, upload)

    def has(self, name: str) -> bool:
        return name in self._unused

    def finish(self) -> None:
        if self._unused:
            raise bad(f"the request has files nobody asked for: {', '.join(sorted(self._unused))}")

    def _known(self, kind: str, file_id: str) -> dict[str, Any]:
        if file_id.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        found = self._call.state.get("file", file_id)
        if found is None or found["bot"] != self._bot:
            raise bad("wrong remote file identifier specified: no such file of this bot")
        if found["kind"] != kind:
            raise bad(f"can't use file of type {found['kind']} as {kind}")
        self.sha256s.append(found["sha256"])
        told: dict[str, Any] = found["told"]
        return told

    def _remember(self, kind: str, upload: Upload) -> dict[str, Any]:
        file_id = "AgACAgIAAx" + hashlib.sha256(f"{self._bot}{kind}{upload.sha256}".encode()).hexdigest()[:40]
        told: dict[str, Any] = {
            "file_id": file_id,
            "file_unique_id": upload.sha256[:16],
            "file_size": len(upload.data),
        }
        if kind in ("photo", "thumbnail"):
            seen = uploads.picture(upload.data)
            told |= {"width": seen.width, "height": seen.height}
        else:
            told |= {"file_name": upload.filename, "mime_type": uploads.sniff(upload.data)}
        kept = {"bot": self._bot, "kind": kind, "sha256": upload.sha256, "told": told}
        self._call.state.put("file", file_id, kept)
        return told


def read_group(items: list[Any], files: Files) -> list[dict[str, Any]]:
    """The messages of an album. Documents go with documents and audio with audio only; photos and videos mix."""
    if not 2 <= len(items) <= 10:
        raise bad("wrong number of media: 2-10 are needed")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if "animation" in kinds:
        raise bad("an animation can't be part of an album")
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad("documents and audio can't be mixed with other media types in one album")
    return [read_item(item, files) for item in items]


def read_item(item: Any, files: Files) -> dict[str, Any]:
    """What a message holds of an InputMedia."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in _ITEM_FIELDS:
        raise bad(f"type {kind!r} of InputMedia is not known")
    types = {**_COMMON_FIELDS, **_ITEM_FIELDS[kind]}
    for name, value in item.items():
        if name not in types or type(value) is not types[name]:
            raise bad(f"can't parse InputMedia: field {name!r} of a {kind}")
    if not item.get("media"):
        raise bad("media not found")
    told = files.take(kind, "", item["media"])
    for extra in ("thumbnail", "cover"):
        if extra in item:
            files.take("photo" if extra == "cover" else extra, extra, item[extra])
    caption, entities = item.get("caption", ""), item.get("caption_entities", [])
    check_text(caption, entities, MOST_CAPTION, "message caption", bad)
    message = {kind: [told] if kind == "photo" else told}
    return {**message, "caption": caption, "caption_entities": entities} if caption else message


def _check_file(upload: Upload, kind: str) -> None:
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > _FILE_BYTES:
        raise TOO_LARGE()
    found = uploads.sniff(upload.data)
    if kind in _TYPES and found not in _TYPES[kind]:
        raise bad(f"wrong type of the file: {found} is sent as {kind}")
    if found in ("video/mp4", "audio/mp4", "video/quicktime") and not uploads.is_whole_mp4(upload.data):
        raise bad(f"the {kind} is cut short")
    if found == "image/gif":
        _decoded(upload)


def _check_photo(upload: Upload, kind: str) -> None:
    _check_file(upload, kind)
    if len(upload.data) > _PHOTO_BYTES:
        size = len(upload.data)
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {_PHOTO_BYTES} bytes")
    seen = _decoded(upload)
    if seen.width + seen.height > 10_000 or seen.ratio > 20:
        raise bad("PHOTO_INVALID_DIMENSIONS")


def _check_thumbnail(upload: Upload, kind: str) -> None:
    seen = _decoded(upload)
    small = len(upload.data) < _THUMBNAIL_BYTES and max(seen.width, seen.height) <= _THUMBNAIL_SIDE
    if seen.type != "image/jpeg" or not small:
        raise bad(f"the {kind} must be a JPEG under {_THUMBNAIL_BYTES} bytes and {_THUMBNAIL_SIDE} px")


def _decoded(upload: Upload) -> uploads.Picture:
    try:
        return uploads.picture(upload.data)
    except uploads.BrokenImage as error:
        raise bad("IMAGE_PROCESS_FAILED") from error


_CHECKS = {"photo": _check_photo, "thumbnail": _check_thumbnail}
