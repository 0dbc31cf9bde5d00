"""VK: files for a wall, from the upload server's address to the saved thing (dev.vk.com, "Uploading files")."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.bodies import read_multipart
from smmgen.rehearsal.engine.http import Account, Answer, Refused, Upload, sha256
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.vk.params import bad, failed, is_community

_PHOTO_BYTES, _DOC_BYTES = 50 * 1024 * 1024, 200 * 1024 * 1024
_PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif")
_VIDEO_TYPES = (
    "video/mp4", "video/quicktime", "video/3gpp", "video/x-msvideo", "video/mpeg", "video/x-flv", "video/x-ms-wmv",
    "audio/mpeg",
)  # fmt: skip
_NOT_DOCUMENTS = ("audio/mpeg", "application/x-msdownload", "application/x-executable")

Params = Mapping[str, Any]


class Route(NamedTuple):
    """An upload address: the field of the file, the check of it, and what becomes of it."""

    field: str
    check: Callable[[Upload], None]
    receive: Callable[[Visit, str, Params, Upload], dict[str, Any]]


def user_id(account: Account) -> int:
    """The person behind an account's user token."""
    return 100_000_000 + int(sha256(account.account.encode())[:6], 16)


def server_for(kind: str, visit: Visit) -> dict[str, Any]:
    """photos.getWallUploadServer and docs.getWallUploadServer. Files go to the user, or to the group that is named."""
    group = check_group(visit)
    url = open_ticket(visit, kind, {"account": visit.account.account, "group": group})
    if kind == "doc":
        return {"upload_url": url}
    return {"album_id": -14, "upload_url": url, "user_id": user_id(visit.account)}


def check_group(visit: Visit) -> int:
    """The group a file is for, 0 for the user's own wall."""
    group: int = visit.params.get("group_id", 0)
    if group < 0:
        raise bad("group_id is positive, without the minus of a wall")
    if group and -group != int(visit.account.target or 0):
        raise failed(15, "no access to this group")
    if is_community(visit) and not group:
        raise bad("group_id is undefined")
    return group


def receive(routes: Mapping[str, Route], visit: Visit) -> dict[str, Any]:
    """A file comes to an upload address. The upload host has an error shape of its own."""
    kind, ticket = visit.parts["kind"], visit.parts["ticket"]
    opened = visit.state.get("ticket", ticket)
    if visit.method != "POST" or opened is None or opened["kind"] != kind:
        raise Refused(Answer(404, {"error": "unknown upload address"}))
    form = read_multipart(visit)
    route = routes[kind]
    if form.values or set(form.files) != {route.field}:
        raise upload_error(f"ERR_UPLOAD_FILE_NOT_UPLOADED: one file in the field {route.field} is needed")
    upload = form.files[route.field]
    route.check(upload)
    uploads.keep(visit.state, upload)
    return route.receive(visit, ticket, opened, upload)


def save_photo(visit: Visit) -> list[dict[str, Any]]:
    """photos.saveWallPhoto. A photo for a group's wall still belongs to the user who uploaded it."""
    params = visit.params
    kept = visit.state.get("upload", params["hash"])
    if kept is None or kept["kind"] != "photo":
        raise failed(121)
    if kept["server"] != params["server"]:
        raise failed(118)
    if kept["photo"] != params["photo"]:
        raise failed(129)
    if kept["group"] != params.get("group_id", 0) or kept["account"] != visit.account.account:
        raise bad("group_id is not the one the address was asked for")
    visit.state.drop("upload", params["hash"])
    visit.state.describe_file(kept["sha256"], params.get("caption", ""))
    owner, number, key = user_id(visit.account), visit.state.next("media"), secrets.token_hex(9)
    remember(visit, "photo", owner, number, {"key": key, "sha256": kept["sha256"]})
    size = {
        "type": "w",
        "width": kept["width"],
        "height": kept["height"],
        "url": f"{visit.base}/vk/photo/{number}.jpg",
    }
    return [{
        "id": number, "owner_id": owner, "album_id": -14, "user_id": owner, "date": int(visit.now), "access_key": key,
        "has_tags": False, "sizes": [size], "text": params.get("caption", ""),
    }]  # fmt: skip


def save_doc(visit: Visit) -> dict[str, Any]:
    """docs.save."""
    params = visit.params
    kept = visit.state.get("upload", params["file"])
    if kept is None or kept["kind"] != "doc" or kept["account"] != visit.account.account:
        raise failed(105)
    visit.state.drop("upload", params["file"])
    owner = -kept["group"] or user_id(visit.account)
    number = visit.state.next("media")
    remember(visit, "doc", owner, number, {"key": None, "sha256": kept["sha256"]})
    extension = kept["name"].rpartition(".")[2]
    doc = {
        "id": number, "owner_id": owner, "title": params.get("title") or kept["name"], "size": kept["size"],
        "ext": extension, "date": int(visit.now), "type": 8, "url": f"{visit.base}/vk/doc/{number}",
    }  # fmt: skip
    return {"type": "doc", "doc": doc}


def save_video(visit: Visit) -> dict[str, Any]:
    """video.save: first the video, then its file."""
    params = visit.params
    group = check_group(visit)
    if params.get("wallpost"):
        raise bad("wallpost would post by itself: attach the video with wall.post")
    owner = -group or user_id(visit.account)
    number, key = visit.state.next("media"), secrets.token_hex(9)
    remember(visit, "video", owner, number, {"key": key, "sha256": None, "link": params.get("link")})
    url = open_ticket(visit, "video", {"owner": owner, "video": number})
    told = {"title": params.get("name", ""), "description": params.get("description", "")}
    return {"upload_url": url, "video_id": number, "owner_id": owner, "access_key": key, **told}


def remember(visit: Visit, kind: str, owner: int, number: int, thing: Mapping[str, Any]) -> None:
    """Keep a thing that can be attached as `{kind}{owner}_{number}`."""
    visit.state.put("thing", f"{kind}{owner}_{number}", dict(thing))


def open_ticket(visit: Visit, kind: str, about: Mapping[str, Any]) -> str:
    ticket = secrets.token_urlsafe(16)
    visit.state.put("ticket", ticket, {"kind": kind, **about})
    return f"{visit.base}/vk/upload/{kind}/{ticket}"


def _receive_photo(visit: Visit, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    seen, code = uploads.picture(upload.data), secrets.token_hex(16)
    photo = json.dumps([{"markers_restarted": True, "photo": f"{upload.sha256[:10]}:x", "sizes": []}])
    kept = {
        "kind": "photo", "server": 800_000 + visit.state.next("server"), "photo": photo,
        "sha256": upload.sha256, "width": seen.width, "height": seen.height, "group": opened["group"],
        "account": opened["account"],
    }  # fmt: skip
    visit.state.put("upload", code, kept)
    return {"server": kept["server"], "photo": photo, "hash": code}


def _receive_doc(visit: Visit, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    code = f"{opened['group']}|0|{secrets.token_hex(16)}|{upload.filename}"
    kept = {
        "kind": "doc", "sha256": upload.sha256, "name": upload.filename, "size": len(upload.data),
        "group": opened["group"], "account": opened["account"],
    }  # fmt: skip
    visit.state.put("upload", code, kept)
    return {"file": code}


def _receive_video(visit: Visit, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
    name = f"video{opened['owner']}_{opened['video']}"
    visit.state.put("thing", name, {**visit.state.get("thing", name), "sha256": upload.sha256})
    visit.state.drop("ticket", ticket)
    told = {"size": len(upload.data), "owner_id": opened["owner"], "video_id": opened["video"]}
    return {**told, "video_hash": upload.sha256[:18]}


def _check_photo(upload: Upload) -> None:
    if len(upload.data) > _PHOTO_BYTES:
        raise upload_error("ERR_UPLOAD_FILE_TOO_BIG: a photo is at most 50 MB")
    try:
        seen = uploads.picture(upload.data)
    except uploads.BrokenImage as error:
        raise upload_error("ERR_UPLOAD_BAD_IMAGE: not a whole JPG, PNG or GIF") from error
    if seen.type not in _PHOTO_TYPES:
        raise upload_error("ERR_UPLOAD_BAD_IMAGE: not a JPG, PNG or GIF")
    if seen.width + seen.height > 14_000 or seen.ratio > 20:
        raise upload_error("ERR_UPLOAD_BAD_IMAGE_SIZE: width and height 14000 together, sides at most 1:20")


def _check_doc(upload: Upload) -> None:
    if not upload.data or len(upload.data) > _DOC_BYTES:
        raise upload_error("ERR_UPLOAD_FILE_TOO_BIG: a document has 1 byte to 200 MB")
    extension = upload.filename.lower().rpartition(".")[2]
    if uploads.sniff(upload.data) in _NOT_DOCUMENTS or extension in ("mp3", "exe", "bat", "msi", "apk"):
        raise upload_error("ERR_UPLOAD_BAD_FILE: neither MP3 nor programs")


def _check_video(upload: Upload) -> None:
    found = uploads.sniff(upload.data)
    if found not in _VIDEO_TYPES:
        raise upload_error("ERR_UPLOAD_BAD_FILE: not a video")
    if found in ("video/mp4", "video/quicktime", "video/3gpp") and not uploads.is_whole_mp4(upload.data):
        raise upload_error("ERR_UPLOAD_BAD_FILE: the video is cut short")


def upload_error(text: str) -> Refused:
    return Refused(Answer(200, {"error": text}))


ROUTES = {
    "photo": Route("photo", _check_photo, _receive_photo),
    "doc": Route("file", _check_doc, _receive_doc),
    "video": Route("video_file", _check_video, _receive_video),
}
"""What an upload address is for -> its route."""
