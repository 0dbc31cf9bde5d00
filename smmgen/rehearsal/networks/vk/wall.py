"""VK: posts and comments of a wall (dev.vk.com, wall.post; VK API schema 5.199)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.vk.params import bad, failed, is_community

_ATTACHMENT = re.compile(r"(photo|video|doc|poll)(-?\d+)_(\d+)(?:_(\w+))?")
_ELSEWHERE = re.compile(r"(audio|page|note|album|market|market_album|audio_playlist)-?\d+_\d+(_\w+)?")
_LINK = re.compile(r"https?://[^\s,]+\.[^\s,]+")
_COMMUNITY_MAY_ATTACH = ("photo", "doc", "link")

Params = Mapping[str, Any]
Item = tuple[str, str]
T = TypeVar("T")


def post(visit: Visit) -> dict[str, Any]:
    """wall.post: a new post, a scheduled one, or one that is scheduled already and goes out now."""
    params = visit.params
    if visit.token.startswith("vk2.a."):
        raise failed(1051)
    owner = _own_wall(visit, params)
    if "post_id" in params:
        return _publish_now(visit, owner, params)
    if known := visit.state.known("post", _guid(owner, params), visit.now - visit.limits["guid_seconds"]):
        return {"post_id": int(known)}
    items = read_attachments(visit, params)
    _check_post(visit, params, items)
    number = visit.state.next(f"post {owner}")
    content = {key: value for key, value in params.items() if key != "guid"}
    visit.state.put("post", f"{owner}_{number}", {"date": int(visit.now), **content})
    visit.state.note("post", _guid(owner, params), number, visit.now)
    visit.state.add_post(
        visit.account.account, "wall.post", f"wall{owner}_{number}", visit.received, now=visit.now,
        media=_media(visit, items), url=f"https://vk.com/wall{owner}_{number}", at=params.get("publish_date"),
    )  # fmt: skip
    return {"post_id": number}


def publish_due(visit: Visit) -> None:
    """Scheduled posts whose time has come go out, with ids of their own; `postponed_id` names the old one."""
    for key, kept in list(visit.state.find("post").items()):
        if 0 < kept.get("publish_date", 0) <= visit.now:
            owner, _, waited = key.rpartition("_")
            new = f"{owner}_{visit.state.next(f'post {owner}')}"
            content = {name: value for name, value in kept.items() if name != "publish_date"}
            visit.state.drop("post", key)
            visit.state.put("post", new, {**content, "date": kept["publish_date"], "postponed_id": int(waited)})
            visit.state.publish_scheduled(f"wall{key}", f"wall{new}", f"https://vk.com/wall{new}")


def edit(visit: Visit) -> dict[str, Any]:
    """wall.edit."""
    params = visit.params
    key, kept = _existing(visit, _own_wall(visit, params), params["post_id"])
    if "publish_date" in params and not _is_scheduled(visit, kept):
        raise bad("publish_date is for scheduled posts")
    items = read_attachments(visit, params)
    _check_post(visit, params, items)
    lasting = {name: kept[name] for name in ("date", "postponed_id") if name in kept}
    visit.state.put("post", key, {**lasting, **params})
    state = "scheduled" if _is_scheduled(visit, params) else "published"
    visit.state.change_post(
        f"wall{key}", state, edit=visit.received, media=_media(visit, items), at=params.get("publish_date")
    )
    return {"post_id": params["post_id"]}


def open_comments(is_open: bool, visit: Visit) -> int:
    """wall.openComments, wall.closeComments: 1 where that changed something."""
    params = visit.params
    key, kept = _existing(visit, _own_wall(visit, params), params["post_id"])
    was_open = not kept.get("close_comments", False)
    visit.state.put("post", key, {**kept, "close_comments": not is_open})
    state = "scheduled" if _is_scheduled(visit, kept) else "published"
    visit.state.change_post(f"wall{key}", state, edit={"close_comments": not is_open})
    return int(was_open is not is_open)


def delete(visit: Visit) -> int:
    """wall.delete: the comments go along."""
    params = visit.params
    key, _ = _existing(visit, _own_wall(visit, params), params["post_id"])
    visit.state.drop("post", key)
    visit.state.change_post(f"wall{key}", "deleted")
    for number in _comments(visit, key):
        _drop_comment(visit, key, number)
    return 1


def get(visit: Visit) -> dict[str, Any]:
    """wall.get: newest first."""
    params = visit.params
    owner, wanted = params.get("owner_id", params.get("domain")), params.get("filter", "all")
    if owner is None:
        raise bad("owner_id is undefined")
    posts = visit.state.find("post").items()
    found = [_shown(visit, key, kept) for key, kept in posts if key.startswith(f"{owner}_")]
    if wanted in ("others", "suggests", "archived", "donut"):
        found = []
    kind = "postpone" if wanted == "postponed" else "post"
    items = sorted((item for item in found if item["post_type"] == kind), key=lambda item: -item["id"])
    return {"count": len(items), "items": _page(params, items, 20)}


def get_by_id(visit: Visit) -> dict[str, Any]:
    """wall.getById: those that exist, in the order asked for."""
    params = visit.params
    found = [(key, visit.state.get("post", key)) for key in params["posts"]]
    return {"items": [_shown(visit, key, kept) for key, kept in found if kept is not None]}


def create_comment(visit: Visit) -> dict[str, Any]:
    """wall.createComment."""
    params = visit.params
    owner = _own_wall(visit, params)
    if known := visit.state.known("comment", _guid(owner, params), visit.now - visit.limits["guid_seconds"]):
        return {"comment_id": int(known), "parents_stack": []}
    key, kept = _existing(visit, owner, params["post_id"])
    if kept.get("close_comments"):
        raise failed(213)
    items = read_attachments(visit, params)
    if not params.get("message", "").strip() and not items and "sticker_id" not in params:
        raise bad("message is undefined")
    if "from_group" in params and params["from_group"] not in (0, -owner):
        raise bad("from_group is the number of the group, without a minus")
    replied = params.get("reply_to_comment")
    if replied is not None and visit.state.get("comment", f"{owner}_{replied}") is None:
        raise bad("reply_to_comment: no such comment")
    number = visit.state.next(f"post {owner}")
    visit.state.put("comment", f"{owner}_{number}", dict(params))
    visit.state.note("comment", _guid(owner, params), number, visit.now)
    name = f"wall{key}?reply={number}"
    visit.state.add_post(
        visit.account.account, "wall.createComment", name, visit.received, now=visit.now,
        media=_media(visit, items), url=f"https://vk.com/{name}", kind="comment",
    )  # fmt: skip
    return {"comment_id": number, "parents_stack": []}


def get_comments(visit: Visit) -> dict[str, Any]:
    """wall.getComments: oldest first unless `desc`."""
    params = visit.params
    owner = params.get("owner_id", 0)
    key, _ = _existing(visit, owner, params.get("post_id", 0))
    numbers = sorted(_comments(visit, key), reverse=params.get("sort") == "desc")
    items = [
        {
            "id": number, "from_id": owner, "owner_id": owner, "post_id": params["post_id"], "parents_stack": [],
            "date": int(visit.now), "text": visit.state.get("comment", f"{owner}_{number}").get("message", ""),
        }
        for number in _page(params, numbers, 10)
    ]  # fmt: skip
    return {"count": len(numbers), "items": items, "current_level_count": len(numbers), "can_post": True}


def edit_comment(visit: Visit) -> int:
    """wall.editComment."""
    params = visit.params
    owner, number = _own_wall(visit, params), params["comment_id"]
    kept = _existing_comment(visit, owner, number)
    items = read_attachments(visit, params)
    if not params.get("message", "").strip() and not items:
        raise bad("message is undefined")
    new = {name: params[name] for name in ("message", "attachments") if name in params}
    lasting = {name: value for name, value in kept.items() if name not in ("message", "attachments")}
    visit.state.put("comment", f"{owner}_{number}", {**lasting, **new})
    name = f"wall{owner}_{kept['post_id']}?reply={number}"
    visit.state.change_post(name, "published", edit=visit.received)
    return 1


def delete_comment(visit: Visit) -> int:
    """wall.deleteComment."""
    params = visit.params
    owner, number = _own_wall(visit, params), params["comment_id"]
    kept = _existing_comment(visit, owner, number)
    _drop_comment(visit, f"{owner}_{kept['post_id']}", number)
    return 1


def _existing_comment(visit: Visit, owner: int, number: int) -> dict[str, Any]:
    kept: dict[str, Any] | None = visit.state.get("comment", f"{owner}_{number}")
    if kept is None:
        raise failed(104)
    return kept


def _comments(visit: Visit, post: str) -> list[int]:
    """Numbers of the comments below a post, `-1_17`."""
    owner, _, number = post.rpartition("_")
    found = visit.state.find("comment").items()
    return [
        int(key.rpartition("_")[2])
        for key, kept in found
        if key.startswith(f"{owner}_") and str(kept.get("post_id")) == number
    ]


def _drop_comment(visit: Visit, post: str, number: int) -> None:
    visit.state.drop("comment", f"{post.rpartition('_')[0]}_{number}")
    visit.state.change_post(f"wall{post}?reply={number}", "deleted")


def read_attachments(visit: Visit, params: Params) -> list[Item]:
    """The attachments as (type, text), each of which must exist."""
    texts: list[str] = params.get("attachments", [])
    if len(set(texts)) < len(texts):
        raise bad("attachments: one is given twice")
    items = [(_attachment_type(visit, text), text) for text in texts]
    if is_community(visit) and any(kind not in _COMMUNITY_MAY_ATTACH for kind, _ in items):
        raise failed(27, "a community token attaches photos, documents and a link only")
    _check_numbers(Counter(kind for kind, _ in items))
    return items


def _attachment_type(visit: Visit, text: str) -> str:
    if _LINK.fullmatch(text):
        return "link"
    if _ELSEWHERE.fullmatch(text):
        return text[: re.search(r"-?\d", text).start()]  # type: ignore[union-attr]
    match = _ATTACHMENT.fullmatch(text)
    if match is None:
        raise bad(f"attachments: {text!r} is neither a link nor {{type}}{{owner_id}}_{{media_id}}")
    thing = visit.state.get("thing", _thing_key(text))
    if thing is None or (match[4] and match[4] != thing["key"]):
        raise bad(f"attachments: there is no {text}")
    if match[1] == "video" and not (thing["sha256"] or thing["link"]):
        raise bad(f"attachments: {text} has no file yet")
    return match[1]


def _check_numbers(count: Counter[str]) -> None:
    if count["photo"] + count["video"] > 10:
        raise bad("attachments: at most 10 photos and videos")
    if count["audio"] > 10 or count["audio_playlist"] > 1:
        raise bad("attachments: at most 10 tracks or one playlist")
    for kind in ("poll", "doc", "link"):
        if count[kind] > 1:
            raise bad(f"attachments: only one {kind}")


def _check_post(visit: Visit, params: Params, items: list[Item]) -> None:
    message, kinds = params.get("message", ""), {kind for kind, _ in items}
    if not message.strip() and not items:
        raise bad("message or attachments is undefined")
    if not message.strip() and kinds == {"poll"}:
        raise bad("a poll cannot be alone")
    if len(message.encode("utf-16-le")) // 2 > visit.limits["message_length"]:
        raise bad("message is too long")
    if params.get("publish_date", visit.now + 1) <= visit.now:
        raise bad("publish_date is not in the future")
    _check_place(params)
    if {"link_title", "link_photo_id"} & set(params) and "link" not in kinds:
        raise bad("link_title and link_photo_id need a link among the attachments")
    if "copyright" in params and not _LINK.fullmatch(params["copyright"]):
        raise bad("copyright is a link")


def _check_place(params: Params) -> None:
    if ("lat" in params) != ("long" in params):
        raise bad("lat and long come together")
    if not (-90 <= params.get("lat", 0) <= 90 and -180 <= params.get("long", 0) <= 180):
        raise bad("lat is -90..90 and long -180..180")


def _own_wall(visit: Visit, params: Params) -> int:
    owner: int = params["owner_id"]
    if owner != int(visit.account.target or 0):
        raise failed(214, "you have no access to this wall")
    if params.get("from_group") and owner > 0:
        raise bad("from_group is for walls of communities")
    return owner


def _publish_now(visit: Visit, owner: int, params: Params) -> dict[str, Any]:
    key, kept = _existing(visit, owner, params["post_id"])
    if not _is_scheduled(visit, kept):
        raise bad("post_id is not a scheduled post")
    visit.state.put("post", key, {name: value for name, value in kept.items() if name != "publish_date"})
    visit.state.change_post(f"wall{key}", "published")
    return {"post_id": params["post_id"]}


def _existing(visit: Visit, owner: int, number: int) -> tuple[str, dict[str, Any]]:
    key = f"{owner}_{number}"
    kept = visit.state.get("post", key)
    if kept is None:
        raise failed(210)
    return key, kept


def _is_scheduled(visit: Visit, kept: Params) -> bool:
    return bool(kept.get("publish_date", 0) > visit.now)


def _guid(owner: int, params: Params) -> str:
    return f"{owner} {params['guid']}" if params.get("guid") else ""


def _page(params: Params, items: Sequence[T], count: int) -> Sequence[T]:
    """The part of a list that was asked for; `count` items by default."""
    start = params.get("offset", 0)
    return items[start : start + params.get("count", count)]


def _media(visit: Visit, items: list[Item]) -> list[str]:
    found = [visit.state.get("thing", _thing_key(text)) for _, text in items]
    return [thing["sha256"] for thing in found if thing and thing.get("sha256")]


def _thing_key(text: str) -> str:
    """`photo1_2_key` is kept as `photo1_2`."""
    return "_".join(text.split("_")[:2])


def _shown(visit: Visit, key: str, kept: Params) -> dict[str, Any]:
    owner, number = map(int, key.split("_"))
    attached = [{"type": re.match("[a-z]+", text)[0]} for text in kept.get("attachments", [])]  # type: ignore[index]
    return {
        "id": number, "owner_id": owner, "from_id": owner, "date": kept.get("publish_date", kept["date"]),
        "text": kept.get("message", ""), "post_type": "postpone" if _is_scheduled(visit, kept) else "post",
        "attachments": attached, "marked_as_ads": int(kept.get("mark_as_ads", False)),
        "comments": {"count": len(_comments(visit, key)), "can_post": int(not kept.get("close_comments", False))},
        **({"postponed_id": kept["postponed_id"]} if "postponed_id" in kept else {}),
    }  # fmt: skip
