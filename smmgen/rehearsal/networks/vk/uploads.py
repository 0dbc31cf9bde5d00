"""VK: files for a wall, from the upload server's address to the saved thing (dev.vk.com, "Uploading files")."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.bodies import read_multipart
from smmgen.rehearsal.engine.http import Account, Answer, Call, Refused, Upload, sha256
from smmgen.rehearsal.networks.vk.params import Visitor, bad, failed

_PHOTO_BYTES, _DOC_BYTES = 50 * 1024 * 1024, 200 * 1024 * 1024
_PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif")
_VIDEO_TYPES = (
    "video/mp4", "video/quicktime", "video/3gpp", "video/x-msvideo", "video/mpeg", "video/x-flv", "video/x-ms-wmv",
    "audio/mpeg",
)  # fmt: skip
_NOT_DOCUMENTS = ("audio/mpeg", "application/x-msdownload", "application/x-executable")
_FIELDS = {"photo": "photo", "doc": "file", "video": "video_file"}

Params = Mapping[str, Any]


def user_id(account: Account) -> int:
    """The person behind an account's user token."""
    return 100_000_000 + int(sha256(account.account.encode())[:6], 16)


def server_for(kind: str, call: Call, visitor: Visitor, params: Params) -> dict[str, Any]:
    """photos.getWallUploadServer and docs.getWallUploadServer. Files go to the user, or to the group that is named."""
    group = check_group(visitor, params)
    url = _open(call, kind, {"account": visitor.account.account, "group": group})
    if kind == "doc":
        return {"upload_url": url}
    return {"album_id": -14, "upload_url": url, "user_id": user_id(visitor.account)}


def check_group(visitor: Visitor, params: Params) -> int:
    """The group a file is for, 0 for the user's own wall."""
    group: int = params.get("group_id", 0)
    if group < 0:
        raise bad("group_id is positive, without the minus of a wall")
    if group and -group != int(visitor.account.target or 0):
        raise failed(15, "no access to this group")
    if visitor.is_community and not group:
        raise bad("group_id is undefined")
    return group


def receive(call: Call, kind: str, ticket: str) -> Answer:
    """A file comes to an upload address. The upload host has an error shape of its own."""
    opened = call.state.get("vk", "ticket", ticket)
    if call.method != "POST" or opened is None or opened["kind"] != kind:
        raise Refused(Answer(404, {"error": "unknown upload address"}))
    form = read_multipart(call)
    field = _FIELDS[kind]
    if form.values or set(form.files) != {field}:
        raise _upload_error(f"ERR_UPLOAD_FILE_NOT_UPLOADED: one file in the field {field} is needed")
    upload = form.files[field]
    _CHECKS[kind](upload)
    uploads.keep(call.state, "vk", upload)
    return Answer(200, _RECEIVERS[kind](call, ticket, opened, upload))


def save_photo(call: Call, visitor: Visitor, params: Params) -> list[dict[str, Any]]:
    """photos.saveWallPhoto. A photo for a group's wall still belongs to the user who uploaded it."""
    kept = call.state.get("vk", "upload", params["hash"])
    if kept is None or kept["kind"] != "photo":
        raise failed(121)
    if kept["server"] != params["server"]:
        raise failed(118)
    if kept["photo"] != params["photo"]:
        raise failed(129)
    if kept["group"] != params.get("group_id", 0) or kept["account"] != visitor.account.account:
        raise bad("group_id is not the one the address was asked for")
    if len(params.get("caption", "")) > 2048:
        raise bad("caption is too long")
    call.state.drop("vk", "upload", params["hash"])
    call.state.describe_file("vk", kept["sha256"], params.get("caption", ""))
    owner, number, key = user_id(visitor.account), call.state.next("vk", "media"), secrets.token_hex(9)
    remember(call, "photo", owner, number, {"key": key, "sha256": kept["sha256"]})
    size = {
        "type": "w",
        "width": kept["width"],
        "height": kept["height"],
        "url": f"{call.base}/vk/photo/{number}.jpg",
    }
    return [{
        "id": number, "owner_id": owner, "album_id": -14, "user_id": owner, "date": int(call.now), "access_key": key,
        "has_tags": False, "sizes": [size], "text": params.get("caption", ""),
    }]  # fmt: skip


def save_doc(call: Call, visitor: Visitor, params: Params) -> dict[str, Any]:
    """docs.save."""
    kept = call.state.get("vk", "upload", params["file"])
    if kept is None or kept["kind"] != "doc" or kept["account"] != visitor.account.account:
        raise failed(105)
    call.state.drop("vk", "upload", params["file"])
    owner = -kept["group"] or user_id(visitor.account)
    number = call.state.next("vk", "media")
    remember(call, "doc", owner, number, {"key": None, "sha256": kept["sha256"]})
    extension = kept["name"].rpartition(".")[2]
    doc = {
        "id": number, "owner_id": owner, "title": params.get("title") or kept["name"], "size": kept["size"],
        "ext": extension, "date": int(call.now), "type": 8, "url": f"{call.base}/vk/doc/{number}",
    }  # fmt: skip
    return {"type": "doc", "doc": doc}


def save_video(call: Call, visitor: Visitor, params: Params) -> dict[str, Any]:
    """video.save: first the video, then its file."""
    group = check_group(visitor, params)
    if params.get("wallpost"):
        raise bad("wallpost would post by itself: attach the video with wall.post")
    if len(params.get("name", "")) > 128 or len(params.get("description", "")) > 5000:
        raise bad("name is at most 128 and description at most 5000 characters")
    owner = -group or user_id(visitor.account)
    number, key = call.state.next("vk", "media"), secrets.token_hex(9)
    remember(call, "video", owner, number, {"key": key, "sha256": None, "link": params.get("link")})
    url = _open(call, "video", {"owner": owner, "video": number})
    told = {"title": params.get("name", ""), "description": params.get("description", "")}
    return {"upload_url": url, "video_id": number, "owner_id": owner, "access_key": key, **told}


def remember(call: Call, kind: str, owner: int, number: int, thing: Mapping[str, Any]) -> None:
    """Keep a thing that can be attached as `{kind}{owner}_{number}`."""
    call.state.put("vk", "thing", f"{kind}{owner}_{number}", dict(thing))


def _open(call: Call, kind: str, about: Mapping[str, Any]) -> str:
    ticket = secrets.token_urlsafe(16)
    call.state.put("vk", "ticket", ticket, {"kind": kind, **about})
    return f"{call.base}/vk/upload/{kind}/{ticket}"


def _receive_photo(call: Call, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    seen, code = uploads.picture(upload.data), secrets.token_hex(16)
    photo = json.dumps([{"markers_restarted": True, "photo": f"{upload.sha256[:10]}:x", "sizes": []}])
    kept = {
        "kind": "photo", "server": 800_000 + call.state.next("vk", "server"), "photo": photo,
        "sha256": upload.sha256, "width": seen.width, "height": seen.height, "group": opened["group"],
        "account": opened["account"],
    }  # fmt: skip
    call.state.put("vk", "upload", code, kept)
    return {"server": kept["server"], "photo": photo, "hash": code}


def _receive_doc(call: Call, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    code = f"{opened['group']}|0|{secrets.token_hex(16)}|{upload.filename}"
    kept = {
        "kind": "doc", "sha256": upload.sha256, "name": upload.filename, "size": len(upload.data),
        "group": opened["group"], "account": opened["account"],
    }  # fmt: skip
    call.state.put("vk", "upload", code, kept)
    return {"file": code}


def _receive_video(call: Call, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    name = f"video{opened['owner']}_{opened['video']}"
    call.state.put("vk", "thing", name, {**call.state.get("vk", "thing", name), "sha256": upload.sha256})
    call.state.drop("vk", "ticket", ticket)
    told = {"size": len(upload.data), "owner_id": opened["owner"], "video_id": opened["video"]}
    return {**told, "video_hash": upload.sha256[:18]}


def _check_photo(upload: Upload) -> None:
    if len(upload.data) > _PHOTO_BYTES:
        raise _upload_error("ERR_UPLOAD_FILE_TOO_BIG: a photo is at most 50 MB")
    try:
        seen = uploads.picture(upload.data)
    except uploads.BrokenImage as error:
        raise _upload_error("ERR_UPLOAD_BAD_IMAGE: not a whole JPG, PNG or GIF") from error
    if seen.type not in _PHOTO_TYPES:
        raise _upload_error("ERR_UPLOAD_BAD_IMAGE: not a JPG, PNG or GIF")
    if seen.width + seen.height > 14_000 or seen.ratio > 20:
        raise _upload_error("ERR_UPLOAD_BAD_IMAGE_SIZE: width and height 14000 together, sides at most 1:20")


def _check_doc(upload: Upload) -> None:
    if not upload.data or len(upload.data) > _DOC_BYTES:
        raise _upload_error("ERR_UPLOAD_FILE_TOO_BIG: a document has 1 byte to 200 MB")
    extension = upload.filename.lower().rpartition(".")[2]
    if uploads.sniff(upload.data) in _NOT_DOCUMENTS or extension in ("mp3", "exe", "bat", "msi", "apk"):
        raise _upload_error("ERR_UPLOAD_BAD_FILE: neither MP3 nor programs")


def _check_video(upload: Upload) -> None:
    found = uploads.sniff(upload.data)
    if found not in _VIDEO_TYPES:
        raise _upload_error("ERR_UPLOAD_BAD_FILE: not a video")
    if found in ("video/mp4", "video/quicktime", "video/3gpp") and not uploads.is_whole_mp4(upload.data):
        raise _upload_error("ERR_UPLOAD_BAD_FILE: the video is cut short")


def _upload_error(text: str) -> Refused:
    return Refused(Answer(200, {"error": text}))


_CHECKS = {"photo": _check_photo, "doc": _check_doc, "video": _check_video}
_RECEIVERS: dict[str, Callable[[Call, str, Params, Upload], dict[str, Any]]] = {
    "photo": _receive_photo,
    "doc": _receive_doc,
    "video": _receive_video,
}
