"""VK: stories of a community, from the upload address to the story and its end after a day (dev.vk.ru, stories and the
upload of stories; VK API schema 5.199)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from smmgen.rehearsal.engine import uploads as files
from smmgen.rehearsal.engine.http import Account, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.vk import uploads
from smmgen.rehearsal.networks.vk.params import bad, failed, is_community

_PHOTO_BYTES = 10 * 1024 * 1024
_PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif")
_DAY = 86_400
_LINK = re.compile(r"https?://[^\s]+\.[^\s]+")

Params = Mapping[str, Any]


def server_for(kind: str, visit: Visit) -> dict[str, Any]:
    """stories.getPhotoUploadServer and stories.getVideoUploadServer. The link belongs to the upload."""
    params = visit.params
    group = uploads.check_group(visit) if "group_id" in params or not is_community(visit) else _own_group(visit.account)
    if not group:
        raise bad("group_id is undefined: the story would go to the user's own page")
    if not params.get("add_to_news") and not params.get("user_ids"):
        raise bad("add_to_news or user_ids is required")
    if "link_text" in params and "link_url" not in params:
        raise bad("link_text needs a link_url")
    if "link_url" in params and not _LINK.fullmatch(params["link_url"]):
        raise bad("link_url is not an address")
    link = {name: params[name] for name in ("link_text", "link_url") if name in params}
    about = {"account": visit.account.account, "owner": -group, "link": link}
    return {"upload_url": uploads.open_ticket(visit, kind, about), "user_ids": [], "peer_ids": []}


def _own_group(account: Account) -> int:
    return -int(account.target or 0)


def _check_photo(upload: Upload) -> None:
    if len(upload.data) > _PHOTO_BYTES:
        raise uploads.upload_error("ERR_UPLOAD_FILE_TOO_BIG: a story's photo is at most 10 MB")
    try:
        seen = files.picture(upload.data)
    except files.BrokenImage as error:
        raise uploads.upload_error("ERR_UPLOAD_BAD_IMAGE: not a whole JPG, PNG or GIF") from error
    if seen.type not in _PHOTO_TYPES:
        raise uploads.upload_error("ERR_UPLOAD_BAD_IMAGE: not a JPG, PNG or GIF")
    if seen.width + seen.height > 14_000:
        raise uploads.upload_error("ERR_UPLOAD_BAD_IMAGE_SIZE: width and height are at most 14000 together")


def _check_video(upload: Upload) -> None:
    if files.sniff(upload.data) != "video/mp4" or not files.is_whole_mp4(upload.data):
        raise uploads.upload_error("ERR_UPLOAD_BAD_FILE: not a whole MP4")


def _received(kind: str) -> Callable[[Visit, str, Params, Upload], dict[str, Any]]:
    """What the upload host answers. Nobody sees the file before it is saved."""

    def receive(visit: Visit, ticket: str, opened: Params, upload: Upload) -> dict[str, Any]:
        code = secrets.token_hex(32)
        kept = {**opened, "kind": "story", "type": kind, "sha256": upload.sha256}
        visit.state.put("upload", code, kept)
        return {"response": {"upload_result": code}, "_sig": secrets.token_hex(16)}

    return receive


ROUTES = {
    "photo_story": uploads.Route("file", _check_photo, _received("photo")),
    "video_story": uploads.Route("video_file", _check_video, _received("video")),
}


def save(visit: Visit) -> dict[str, Any]:
    """stories.save. That a second call makes no second story is written nowhere, so here it makes one."""
    codes: list[str] = visit.params.get("upload_results", [])
    if not codes:
        raise bad("upload_results is undefined")
    return {"count": len(codes), "items": [_saved(visit, code) for code in codes]}


def _saved(visit: Visit, code: str) -> dict[str, Any]:
    kept = visit.state.get("upload", code)
    if kept is None or kept["kind"] != "story":
        raise bad("upload_results: there is no such upload")
    owner_of = next(one for one in visit.accounts if one.account == kept["account"])
    if visit.token not in owner_of.secrets.values():
        raise failed(15, "no access to this group")
    owner, number = kept["owner"], visit.state.next("story")
    story = {"date": int(visit.now), "type": kept["type"], "link": kept["link"]}
    visit.state.put("story", f"{owner}_{number}", story)
    params = {**visit.received, **kept["link"]}
    visit.state.add_post(
        owner_of.account, "stories.save", f"story{owner}_{number}", params, now=visit.now, media=[kept["sha256"]],
        url=f"https://vk.com/story{owner}_{number}",
    )  # fmt: skip
    return _shown(owner, number, story)


def get_by_id(visit: Visit) -> dict[str, Any]:
    """stories.getById: a story that is over is an error, one that was deleted is left out."""
    items = []
    for name in visit.params["stories"]:
        story = visit.state.get("story", name)
        if story is None:
            continue
        if story["date"] + _DAY <= visit.now:
            raise failed(1600)
        owner, _, number = name.partition("_")
        items.append(_shown(int(owner), int(number), story))
    return {"count": len(items), "items": items}


def delete(visit: Visit) -> int:
    """stories.delete."""
    name = f"{visit.params['owner_id']}_{visit.params['story_id']}"
    if visit.state.get("story", name) is None or visit.params["owner_id"] != -_own_group(visit.account):
        raise failed(15, "no access to this story")
    visit.state.drop("story", name)
    visit.state.change_post(f"story{name}", "deleted")
    return 1


def _shown(owner: int, number: int, story: Params) -> dict[str, Any]:
    link = story["link"]
    told = {"link": {"text": link.get("link_text", "learn_more"), "url": link["link_url"]}} if link else {}
    return {
        "id": number, "owner_id": owner, "access_key": "story", "date": story["date"],
        "expires_at": story["date"] + _DAY, "type": story["type"], "is_deleted": False, "is_expired": False, **told,
    }  # fmt: skip
