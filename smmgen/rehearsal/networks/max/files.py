"""MAX: files, from the address that `POST /uploads` gives to the token that a message names."""

from __future__ import annotations

import re
import secrets
from typing import Any

from smmgen.rehearsal.engine import pieces, uploads
from smmgen.rehearsal.engine.bodies import Malformed, read_multipart
from smmgen.rehearsal.engine.http import Answer, Refused, Upload
from smmgen.rehearsal.engine.stage import Visit

_IMAGES = (
    "image/jpeg", "image/png", "image/gif", "image/tiff", "image/bmp", "image/heic", "image/heif",
)  # fmt: skip
_VIDEOS = ("video/mp4", "video/quicktime", "video/webm")
_SIDE = 7680
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")
_NAME = re.compile(r'attachment; ?filename="([^"]+)"')

Kept = dict[str, Any]


def open_upload(visit: Visit) -> dict[str, Any]:
    """POST /uploads. Videos and audio have their token at once, images and files once they are uploaded."""
    kind, ticket = visit.params["type"], secrets.token_urlsafe(16)
    token = _token() if kind in ("video", "audio") else ""
    opened = {"kind": kind, "token": token, "account": visit.account.account}
    visit.state.put("ticket", ticket, opened)
    if token:
        _keep(visit, token, {**opened, "sha256": None})
    return {"url": f"{visit.base}/max-upload/{ticket}", **({"token": token} if token else {})}


def receive(visit: Visit) -> Any:
    """A file comes to its address: whole in the field `data`, or in pieces with `Content-Range`."""
    opened = visit.state.get("ticket", visit.parts["ticket"])
    if opened is None:
        raise refused(404, "unknown upload address")
    upload = _piece(visit) if "content-range" in visit.headers else _whole(visit)
    if upload is None:
        return Answer(200, {})
    problem = _problem(visit, opened["kind"], upload)
    if problem:
        raise refused(400, problem)
    return _receive(visit, opened, upload)


def uploaded(visit: Visit, token: str) -> Kept | None:
    """What this account has under a token; its `sha256` is None before the file is there."""
    kept: Kept | None = visit.state.get("file", token)
    return kept if kept is not None and kept["account"] == visit.account.account else None


def is_ready(visit: Visit, token: str, kept: Kept) -> bool:
    """Whether a file is processed: the first messages with it, `not_ready_tries`, come too early."""
    if kept["sha256"] is None:
        return False
    if kept["kind"] == "image" or kept["tries"] >= visit.limits["not_ready_tries"]:
        return True
    visit.state.put("file", token, {**kept, "tries": kept["tries"] + 1})
    return False


def refused(status: int, message: str) -> Refused:
    return Refused(Answer(status, {"code": "upload.error", "message": message}))


def _whole(visit: Visit) -> Upload:
    try:
        form = read_multipart(visit)
    except Malformed as error:
        raise refused(400, str(error)) from error
    if form.values or set(form.files) != {"data"}:
        raise refused(400, "one file in the field data is needed")
    return form.files["data"]


def _piece(visit: Visit) -> Upload | None:
    """The whole file once its last piece is there, None before. Pieces come in order."""
    ticket, found = visit.parts["ticket"], _RANGE.fullmatch(visit.headers["content-range"])
    named = _NAME.fullmatch(visit.headers.get("content-disposition", ""))
    if not found or not named or "multipart" in visit.content_type:
        raise refused(400, "a piece has Content-Range and Content-Disposition, and is the whole body")
    first, last, total = map(int, found.groups())
    if last - first + 1 != len(visit.body) or last >= total:
        raise refused(416, "Content-Range is not that of the piece")
    try:
        pieces.add(visit.state, ticket, first, visit.body)
    except ValueError as error:
        raise refused(416, str(error)) from error
    if last + 1 < total:
        return None
    return Upload(named[1], visit.content_type, pieces.take(visit.state, ticket))


def _receive(visit: Visit, opened: Kept, upload: Upload) -> Any:
    kind = opened["kind"]
    token = opened["token"] or _token()
    about = {"sha256": upload.sha256, "name": upload.filename, "size": len(upload.data)}
    number = visit.state.next("file")
    _keep(visit, token, {**opened, **about, "token": token, "number": number})
    uploads.keep(visit.state, upload)
    if kind == "image":
        return {"photos": {secrets.token_urlsafe(12): {"token": token}}}
    return {} if opened["token"] else {"fileId": number, "token": token}


def _problem(visit: Visit, kind: str, upload: Upload) -> str:
    found = uploads.sniff(upload.data)
    if not upload.data:
        return "the file is empty"
    if len(upload.data) > visit.limits[f"{kind}_bytes"]:
        return f"File is too large: {len(upload.data)} bytes"
    right = {"image": found in _IMAGES, "video": found in _VIDEOS, "audio": found.startswith("audio/")}
    if not right.get(kind, True):
        return "File extension is forbidden"
    if not uploads.is_whole(upload.data):
        return "the file is broken or cut short"
    return _too_wide(upload.data) if kind == "image" else ""


def _too_wide(data: bytes) -> str:
    try:
        seen = uploads.picture(data)
    except uploads.BrokenImage:  # of a kind that is not decoded here
        return ""
    return f"an image has at most {_SIDE}x{_SIDE} pixels" if max(seen.width, seen.height) > _SIDE else ""


def _keep(visit: Visit, token: str, file: Kept) -> None:
    visit.state.put("file", token, {"tries": 0, **file})


def _token() -> str:
    return secrets.token_urlsafe(40)
