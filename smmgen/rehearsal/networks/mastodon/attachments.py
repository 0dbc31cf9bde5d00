"""Mastodon: attachments (documentation, methods/media; entities/Instance)."""

from __future__ import annotations

import re
from typing import Any

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.mastodon.params import failed, invalid, missing
from smmgen.rehearsal.networks.mastodon.text import graphemes

IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp", "image/avif")
VIDEO_TYPES = ("video/webm", "video/mp4", "video/quicktime", "video/ogg")
AUDIO_TYPES = ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac")


def upload(visit: Visit) -> Answer:
    """A picture is ready at once, anything else after it was asked for a few times."""
    if "file" not in visit.files:
        raise invalid("File can't be blank")
    _check_words(visit)
    file, described = visit.files["file"], visit.params.get("description")
    kind = _check_file(visit, file)
    uploads.keep(visit.state, file, described or "")
    waits = 0 if kind == "image" else int(visit.limits["video_polls"])
    number = str(116_500_000_000_000_000 + visit.state.next("media") * 65_537)
    kept = {
        "account": visit.account.account, "sha256": file.sha256, "kind": kind, "waits": waits, "status": None,
        "described": described, "asynchronous": kind != "image",
    }  # fmt: skip
    visit.state.put("media", number, kept)
    return Answer(202 if kind != "image" else 200, shown(visit, number, kept, ready=kind == "image"))


def show(visit: Visit) -> Answer:
    """206 while it is being prepared, then 200."""
    number, kept = _found(visit)
    if kept["waits"] > 0:
        visit.state.put("media", number, {**kept, "waits": kept["waits"] - 1})
        return Answer(206, shown(visit, number, kept, ready=False))
    return Answer(200, shown(visit, number, kept, ready=True))


def update(visit: Visit) -> dict[str, Any]:
    """Other words for it, until it is attached."""
    number, kept = _found(visit)
    if kept["status"]:
        raise missing()
    _check_words(visit)
    kept["described"] = visit.params.get("description", kept["described"])
    visit.state.describe_file(kept["sha256"], kept["described"] or "")
    visit.state.put("media", number, kept)
    return shown(visit, number, kept, ready=not kept["waits"])


def _found(visit: Visit) -> tuple[str, dict[str, Any]]:
    number = visit.parts["id"]
    kept = visit.state.get("media", number)
    if kept is None or kept["account"] != visit.account.account:
        raise missing()
    return number, kept


def check_attached(call: Call, account: Account, numbers: list[str], status: str | None) -> list[dict[str, Any]]:
    """The attachments of a new status (`status` None) or of one that is edited."""
    if len(numbers) > call.limits["max_media_attachments"]:
        raise invalid(f"Cannot attach more than {call.limits['max_media_attachments']:g} files")
    if len(set(numbers)) < len(numbers):
        raise invalid("one file is attached twice")
    found = []
    for number in numbers:
        kept = call.state.get("media", number)
        if kept is None or kept["account"] != account.account or kept["status"] not in (None, status):
            raise invalid(f"Media {number} not found or already attached")
        if kept["waits"] > 0:
            raise invalid("Cannot attach files that have not finished processing. Try again in a moment!")
        found.append(kept)
    if len(found) > 1 and any(kept["kind"] != "image" for kept in found):
        raise invalid("Cannot attach a video to a post that already contains images")
    return found


def shown(call: Call, number: str, kept: dict[str, Any], *, ready: bool) -> dict[str, Any]:
    """A MediaAttachment; its `url` is null until it is ready."""
    url = f"{call.base}/mastodon/media/{number}"
    return {
        "id": number, "type": kept["kind"] if ready else "unknown", "url": url if ready else None,
        "preview_url": url, "remote_url": None, "description": kept["described"], "blurhash": None, "meta": {},
    }  # fmt: skip


def _check_words(visit: Visit) -> None:
    most, params = int(visit.limits["description_limit"]), visit.params
    if graphemes(params.get("description", "")) > most:
        raise invalid(f"Description is too long (maximum is {most} characters)")
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", params.get("focus", "0,0"))
    if match is None or any(abs(float(number)) > 1 for number in match.groups()):
        raise invalid("Focus is two numbers from -1.0 to 1.0 with a comma")


def _check_file(call: Call, file: Upload) -> str:
    """image, gifv, video or audio."""
    found = uploads.sniff(file.data)
    if found in IMAGE_TYPES:
        return _check_image(call, file)
    if found not in VIDEO_TYPES + AUDIO_TYPES:
        raise invalid("File content type is invalid, File is invalid")
    if len(file.data) > call.limits["video_size_limit"]:
        raise invalid("File file size must be less than 99 MB")
    if found in ("video/mp4", "video/quicktime", "audio/mp4") and not uploads.is_whole_mp4(file.data):
        raise _broken()
    return "video" if found in VIDEO_TYPES else "audio"


def _check_image(call: Call, file: Upload) -> str:
    if len(file.data) > call.limits["image_size_limit"]:
        raise invalid("File file size must be less than 16 MB")
    try:
        seen = uploads.picture(file.data)
    except uploads.BrokenImage as error:
        raise _broken() from error
    if seen.width * seen.height > call.limits["image_matrix_limit"]:
        raise invalid(f"File {seen.width}x{seen.height} images are not supported")
    return "gifv" if seen.type == "image/gif" else "image"


def _broken() -> Refused:
    return failed(422, "Error processing thumbnail for uploaded media")
