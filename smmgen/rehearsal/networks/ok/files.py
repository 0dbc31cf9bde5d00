"""Odnoklassniki: photos and videos, from the address a method gives to what a topic names."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from smmgen.rehearsal.engine import pieces, uploads
from smmgen.rehearsal.engine.bodies import Malformed, read_multipart
from smmgen.rehearsal.engine.http import Answer, Refused, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.ok.params import bad, error, require_group

_PHOTOS = ("image/jpeg", "image/png", "image/gif", "image/webp")
_VIDEOS = (
    "video/mp4", "video/quicktime", "video/3gpp", "video/x-msvideo", "video/mpeg", "video/x-flv", "video/x-ms-wmv",
    "video/webm",
)  # fmt: skip
_LIFE = 86_400
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")

Kept = dict[str, Any]


def photo_address(visit: Visit) -> dict[str, Any]:
    """photosV2.getUploadUrl. With a group and no album the photos are for its topics."""
    params = visit.params
    require_group(visit, params.get("gid"))
    if "aid" in params or params.get("placeholders"):
        raise bad("photos for albums and placeholders are not rehearsed")
    count = params.get("count", 1)
    if not 1 <= count <= visit.limits["photos"]:
        raise bad(f"count is 1 to {visit.limits['photos']:g}")
    names = [_photo_id() for _ in range(count)]
    ticket = _open(visit, "photo", {"names": names})
    expires = datetime.fromtimestamp(visit.now + _LIFE, UTC)
    return {
        "photo_ids": names, "upload_url": f"{visit.base}/ok-upload/{ticket}",
        "expires": expires.strftime("%Y-%m-%d %H:%M:%S.0"), "expires_ms": int(expires.timestamp() * 1000),
    }  # fmt: skip


def video_address(visit: Visit) -> dict[str, Any]:
    """video.getUploadUrl. The size may be 0 where it is not known yet."""
    params = visit.params
    require_group(visit, params.get("gid"))
    size = params["file_size"]
    if 0 < size < visit.limits["video_least_bytes"]:
        raise bad("FileToSmall")
    if size > visit.limits["video_bytes"]:
        raise bad("FileToLarge")
    number = str(8_000_000_000 + visit.state.next("video"))
    kept = {"account": visit.account.account, "sha256": None, "is_closed": False, "size": size}
    visit.state.put("video", number, kept)
    ticket = _open(visit, "video", {"video": number})
    return {"video_id": int(number), "upload_url": f"{visit.base}/ok-upload/{ticket}"}


def update_video(visit: Visit) -> Answer:
    """video.update closes the upload: without it nobody sees the video. It answers with nothing."""
    number = visit.params["vid"]
    kept = visit.state.get("video", number)
    if kept is None or kept["account"] != visit.account.account:
        raise bad(f"there is no video {number}")
    if kept["sha256"] is None:
        raise bad(f"the video {number} has no file")
    visit.state.put("video", number, {**kept, "is_closed": True, "title": visit.params.get("title", "")})
    return Answer(200, None)


def receive(visit: Visit) -> Any:
    """A file comes to its address. The upload host answers with errors of the same shape."""
    opened = visit.state.get("ticket", visit.parts["ticket"])
    if opened is None or visit.now > opened["until"]:
        raise _failed("the upload address is not valid")
    return _photos(visit, opened) if opened["kind"] == "photo" else _video(visit, opened)


def photo(visit: Visit, token: str) -> Kept | None:
    kept: Kept | None = visit.state.get("photo", token)
    return kept if kept is not None and kept["account"] == visit.account.account else None


def video(visit: Visit, number: str) -> Kept | None:
    kept: Kept | None = visit.state.get("video", number)
    return kept if kept is not None and kept["account"] == visit.account.account else None


def _photos(visit: Visit, opened: Kept) -> dict[str, Any]:
    """Files in the fields pic1, pic2 ..., as many as were asked for. Each has a token afterwards."""
    try:
        form = read_multipart(visit)
    except Malformed as failure:
        raise _failed(str(failure)) from failure
    fields = [f"pic{number}" for number in range(1, len(opened["names"]) + 1)]
    if form.values or set(form.files) != set(fields):
        raise _failed(f"the files are {', '.join(fields)}")
    made = {}
    for name, field in zip(opened["names"], fields, strict=True):
        upload = form.files[field]
        problem = uploads.problem(upload.data, _PHOTOS)
        if problem:
            raise _failed(f"{field}: {problem}")
        token = secrets.token_urlsafe(48)
        kept = {"account": opened["account"], "sha256": upload.sha256, "photo": name}
        visit.state.put("photo", token, kept)
        uploads.keep(visit.state, upload)
        made[name] = {"token": token}
    visit.state.drop("ticket", visit.parts["ticket"])
    return {"photos": made}


def _video(visit: Visit, opened: Kept) -> Any:
    upload = _piece(visit) if "content-range" in visit.headers else _whole(visit)
    if upload is None:
        return Answer(201, None)
    problem = uploads.problem(upload.data, _VIDEOS, int(visit.limits["video_bytes"]))
    if problem:
        raise _failed(f"BadFormat: {problem}")
    kept = visit.state.get("video", opened["video"])
    if kept["size"] and kept["size"] != len(upload.data):
        raise _failed(f"the file has {len(upload.data)} bytes, and file_size said {kept['size']}")
    visit.state.put("video", opened["video"], {**kept, "sha256": upload.sha256})
    uploads.keep(visit.state, upload)
    return Answer(200, None)


def _whole(visit: Visit) -> Upload:
    try:
        form = read_multipart(visit)
    except Malformed as failure:
        raise _failed(str(failure)) from failure
    if form.values or len(form.files) != 1:
        raise _failed("one file is needed")
    return next(iter(form.files.values()))


def _piece(visit: Visit) -> Upload | None:
    found, ticket = _RANGE.fullmatch(visit.headers["content-range"]), visit.parts["ticket"]
    first, last, total = map(int, found.groups()) if found else (0, 0, 0)
    if last - first + 1 != len(visit.body) or last >= total:
        raise _failed("Content-Range is not that of the piece")
    try:
        pieces.add(visit.state, ticket, first, visit.body)
    except ValueError as failure:
        raise _failed(str(failure)) from failure
    if last + 1 < total:
        return None
    return Upload("video", visit.content_type, pieces.take(visit.state, ticket))


def _open(visit: Visit, kind: str, about: Kept) -> str:
    ticket = secrets.token_urlsafe(16)
    opened = {"kind": kind, "account": visit.account.account, "until": visit.now + _LIFE, **about}
    visit.state.put("ticket", ticket, opened)
    return ticket


def _photo_id() -> str:
    """Base64, as the real ones: it may hold `+`, `/` and `=`."""
    return base64.b64encode(secrets.token_bytes(31) + b"\xff").decode()


def _failed(detail: str) -> Refused:
    return error(100, "{reason}")(reason=detail)
