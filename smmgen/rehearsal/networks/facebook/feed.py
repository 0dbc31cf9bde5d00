"""Facebook Pages: posts, their edits and their comments. There is no key against duplicates, but error 506."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import bad, failed, missing
from smmgen.rehearsal.graph.nodes import Kept, chosen, edge, next_id, own_user, owned, stamp
from smmgen.rehearsal.graph.tokens import user_id
from smmgen.rehearsal.networks.facebook import params

_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+")


def create(visit: Visit) -> dict[str, str]:
    """POST /{page}/feed: text, a link, or photos that were uploaded and not published."""
    own_user(visit)
    given = visit.params
    params.check_text(given.get("message", ""))
    params.check_audience(given)
    if not given.get("message", "").strip() and not {"link", "attached_media"} & set(given):
        raise bad("Missing message or attachment")
    if "link" in given and not _LINK.fullmatch(given["link"]):
        raise failed(100, "(#100) The url you supplied is invalid", 1609005)
    if not given.get("place", "1").isdecimal():
        raise bad("Param place must be the ID of a Page")
    photos = [_photo(visit, one) for one in given.get("attached_media", [])]
    at = params.when(visit, 30)
    _check_duplicate(visit, at)
    post = add(visit, "POST /feed", at, [photo["sha256"] for _, photo in photos], given.get("message", ""))
    for name, photo in photos:
        visit.state.put("photo", name, {**photo, "post": post})
    return {"id": post}


def add(visit: Visit, method: str, at: float | None, media: Sequence[str], message: str, **more: Any) -> str:
    """A new post; its id is that of the page and its own."""
    page = user_id(visit.account)
    number = next_id(visit, 122_000_000_000_000)
    name = f"{page}_{number}"
    content = {key: visit.received[key] for key in ("link", "attached_media") if key in visit.received}
    post = {
        "account": visit.account.account, "created": visit.now, "at": at, "message": message, "content": content,
        "media": list(media), "is_hidden": False, "is_pinned": False, **more,
    }  # fmt: skip
    visit.state.put("post", name, post)
    visit.state.add_post(
        visit.account.account, method, name, visit.received, now=visit.now, media=media, at=at,
        url=None if at else url(name),
    )  # fmt: skip
    return name


def publish_due(visit: Visit) -> None:
    """What was scheduled goes out, and keeps its id."""
    for name, post in visit.state.find("post").items():
        if post["at"] is not None and post["at"] <= visit.now:
            _go_out(visit, name, post, post["at"])


def update(visit: Visit, name: str) -> dict[str, bool]:
    """POST /{post}."""
    post, given = owned(visit, "post", name), visit.params
    if {"name", "description"} & set(given):
        raise bad("name and description are those of videos")
    params.check_text(given.get("message", ""))
    if ("scheduled_publish_time" in given or "is_published" in given) and post["at"] is None:
        raise bad("the post is published already")
    if "scheduled_publish_time" in given:
        params.check_time(visit, given["scheduled_publish_time"], 30)
    kept = {
        **post, "message": given.get("message", post["message"]), "at": given.get("scheduled_publish_time", post["at"]),
        "is_hidden": given.get("is_hidden", post["is_hidden"]), "is_pinned": given.get("is_pinned", post["is_pinned"]),
    }  # fmt: skip
    visit.state.put("post", name, kept)
    state = "published" if kept["at"] is None else "scheduled"
    visit.state.change_post(name, state, edit=dict(visit.received), at=kept["at"])
    if given.get("is_published"):
        _go_out(visit, name, kept, visit.now)
    return {"success": True}


def delete(visit: Visit, name: str) -> dict[str, bool]:
    """DELETE /{post}."""
    owned(visit, "post", name)
    visit.state.drop("post", name)
    visit.state.change_post(name, "deleted")
    return {"success": True}


def published(visit: Visit) -> dict[str, Any]:
    """GET /{page}/published_posts and /{page}/feed: the newest first."""
    own_user(visit)
    return edge(visit, _own(visit, is_waiting=False), "PagePost")


def scheduled(visit: Visit) -> dict[str, Any]:
    """GET /{page}/scheduled_posts."""
    own_user(visit)
    return edge(visit, _own(visit, is_waiting=True), "PagePost")


def stories(visit: Visit) -> dict[str, Any]:
    """GET /{page}/stories: the newest first. Those of more than a day are there only with an archive, which is off."""
    own_user(visit)
    own = visit.state.find("post").items()
    told = [
        {
            "id": name, "post_id": name, "status": "PUBLISHED", "creation_time": str(int(one["created"])),
            "media_type": one["story"]["type"], "media_id": one["story"]["id"], "at": one["created"],
            "url": f"https://facebook.com/stories/{name.partition('_')[2]}",
        }
        for name, one in own
        if one["account"] == visit.account.account and one.get("story") and one["created"] + 86_400 > visit.now
    ]  # fmt: skip
    found = edge(visit, sorted(told, key=lambda one: (one["at"], one["id"]), reverse=True), "Stories")
    for one in found["data"]:
        del one["id"]
    return found


def page(visit: Visit) -> dict[str, Any]:
    """GET /me, GET /{page}."""
    name = user_id(visit.account)
    tasks = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"]
    node = {
        "id": name, "name": visit.account.account, "link": f"https://www.facebook.com/{name}", "fan_count": 0,
        "followers_count": 0, "username": visit.account.account, "tasks": tasks, "is_published": True,
        "about": "", "category": "Brand", "instagram_business_account": None,
    }  # fmt: skip
    return chosen(visit, node, "Page")


def show(visit: Visit, name: str, post: Kept) -> Kept:
    """All that can be asked of a post."""
    waiting = post["at"] is not None
    media = [{"media_type": "photo"} for _ in post["media"]]
    return {
        "id": name, "message": post["message"] or None, "created_time": stamp(post["created"]),
        "updated_time": stamp(post["created"]), "permalink_url": url(name), "is_published": not waiting,
        "scheduled_publish_time": int(post["at"]) if waiting else None, "is_hidden": post["is_hidden"],
        "from": {"name": visit.account.account, "id": user_id(visit.account)}, "story": None, "full_picture": None,
        "attachments": {"data": media} if media else None, "status_type": "mobile_status_update", "place": None,
        "shares": None,
    }  # fmt: skip


def url(name: str) -> str:
    owner, _, number = name.partition("_")
    return f"https://www.facebook.com/{owner}/posts/{number}"


# comments


def comment(visit: Visit) -> dict[str, str]:
    """POST /{post}/comments, and below a comment a reply."""
    above, given = visit.parts["id"], visit.params
    kept = visit.state.get("comment", above)
    post = kept["post"] if kept else above
    if owned(visit, "post", post)["at"] is not None:
        raise missing(above)
    if not given.get("message", "").strip() and len(given) == 0:
        raise bad("Missing message or attachment")
    name = f"{post.partition('_')[2]}_{next_id(visit)}"
    said = {
        "account": visit.account.account, "post": post, "parent": above if kept else None, "created": visit.now,
        "message": given.get("message", ""), "is_hidden": False,
    }  # fmt: skip
    visit.state.put("comment", name, said)
    visit.state.add_post(
        visit.account.account, "POST /comments", name, {**visit.received, "parent": above}, now=visit.now,
        kind="comment",
    )  # fmt: skip
    return {"id": name}


def comments(visit: Visit) -> dict[str, Any]:
    """GET /{post}/comments: the oldest first."""
    above = visit.parts["id"]
    kind = "comment" if visit.state.get("comment", above) else "post"
    owned(visit, kind, above)
    found = visit.state.find("comment")
    below = {name: one for name, one in found.items() if above == (one["parent"] or one["post"])}
    shown = [{**show_comment(name, below[name]), "at": below[name]["created"]} for name in sorted(below)]
    return edge(visit, shown, "Comment")


def show_comment(name: str, one: Kept) -> Kept:
    return {
        "id": name, "message": one["message"], "created_time": stamp(one["created"]), "is_hidden": one["is_hidden"],
        "parent": {"id": one["parent"]} if one["parent"] else None, "from": None, "comment_count": 0, "like_count": 0,
    }  # fmt: skip


def update_comment(visit: Visit, name: str) -> dict[str, bool]:
    one = owned(visit, "comment", name)
    if unknown := set(visit.params) - {"message", "is_hidden"}:
        raise bad(f"{min(unknown)} is not a parameter of a comment")
    kept = {**one, **visit.params}
    visit.state.put("comment", name, kept)
    visit.state.change_post(name, "published", edit=dict(visit.received))
    return {"success": True}


def delete_comment(visit: Visit, name: str) -> dict[str, bool]:
    owned(visit, "comment", name)
    visit.state.drop("comment", name)
    visit.state.change_post(name, "deleted")
    return {"success": True}


def _photo(visit: Visit, item: Kept) -> tuple[str, Kept]:
    """A photo that was uploaded and not published yet, by its entry of `attached_media`."""
    if set(item) != {"media_fbid"} or not str(item["media_fbid"]).isdecimal():
        raise bad('Param attached_media has objects such as {"media_fbid": "1"}')
    name = str(item["media_fbid"])
    photo = owned(visit, "photo", name)
    if photo["post"] is not None:
        raise failed(100, "(#100) The photos were already posted.", 1366051)
    return name, photo


def _check_duplicate(visit: Visit, at: float | None) -> None:
    """The same text and the same rest as the page's last post of the day is refused."""
    if at is not None or not visit.params.get("message"):
        return
    last = next(iter(_own(visit, is_waiting=False)), None)
    content = {key: visit.received[key] for key in ("link", "attached_media") if key in visit.received}
    if last is None or visit.now - last["at"] > 86_400 or last["message"] != visit.params["message"]:
        return
    if visit.state.get("post", last["id"])["content"] == content:
        raise failed(506, "Duplicate status message", 1455006, title="Duplicate Status Update",
                     words="This status update is identical to the last one you posted.")  # fmt: skip


def _own(visit: Visit, *, is_waiting: bool) -> list[Kept]:
    found = visit.state.find("post").items()
    own = {name: one for name, one in found if one["account"] == visit.account.account and not one.get("story")}
    names = [name for name, one in own.items() if (one["at"] is not None) is is_waiting]
    newest = sorted(names, key=lambda name: (own[name]["created"], int(name.partition("_")[2])), reverse=True)
    return [{**show(visit, name, own[name]), "at": own[name]["created"]} for name in newest]


def _go_out(visit: Visit, name: str, post: Kept, at: float) -> None:
    visit.state.put("post", name, {**post, "at": None, "created": at})
    visit.state.publish_scheduled(name, name, url(name))
