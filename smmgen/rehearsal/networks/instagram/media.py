"""Instagram: containers, what they are published as, and their comments."""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine.http import Answer
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph import containers, media, rupload
from smmgen.rehearsal.graph.errors import bad, failed, missing
from smmgen.rehearsal.graph.nodes import Kept, chosen, edge, next_id, own_user, owned, stamp
from smmgen.rehearsal.graph.tokens import user_id
from smmgen.rehearsal.networks.instagram.params import check, refused

_FEED = media.Bounds(("image/jpeg",), 8 * 1024 * 1024, 4 / 5, 1.91)
_STORY = media.Bounds(("image/jpeg",), 8 * 1024 * 1024, 0.1, 10)
_COVER = media.Bounds(("image/jpeg",), 8 * 1024 * 1024)
_VIDEOS = {
    "REELS": (300_000_000, (3.0, 900.0)), "VIDEO": (300_000_000, (3.0, 60.0)), "STORIES": (100_000_000, (3.0, 60.0)),
}  # fmt: skip
_SUBCODES = {"unreachable": 2207052, "format": 2207005, "broken": 2207005, "large": 2207004, "ratio": 2207009}
_FAILURES = {"unreachable": 2207052, "format": 2207026, "large": 2207026, "length": 2207026}
_KINDS = {"IMAGE": "IMAGE", "VIDEO": "VIDEO", "REELS": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}


def create(visit: Visit) -> Any:
    """POST /{user}/media: a container. A picture is looked at now, a video later."""
    own_user(visit)
    given = visit.params
    kind = check(visit, given)
    if containers.within_a_day(visit, "container") >= visit.limits["containers"]:
        raise failed(4, "Application request limit reached", 2207042, words="400 containers a day")
    children = given.get("children", [])
    if containers.unfinished(visit, children):
        return refused(2207027, "The media is not ready for publishing, please wait for a moment").answer
    files, failure = _files(visit, kind, children)
    content = {"params": dict(visit.received), "typed": given, "kind": kind, "media": files, "children": children}
    has_media = kind in _VIDEOS or "image_url" in given
    name = containers.create(visit, content, has_media=has_media, error=failure)
    uri = f"{visit.base}/instagram-upload/ig-api-upload/v26.0/{name}"
    return {"id": name, **({"uri": uri} if "upload_type" in given else {})}


def receive(visit: Visit) -> dict[str, Any]:
    """The bytes of a video come to the upload host."""
    name = visit.parts["id"]
    kept = visit.state.get("container", name)
    if kept is None or "upload_type" not in kept["content"]["typed"]:
        raise missing(name)
    whole = rupload.received(visit, name, kept["account"])
    if whole is not None:
        most, seconds = _VIDEOS[kept["content"]["kind"]]
        film = media.judged_video(visit, whole, most, seconds)
        content = {**kept["content"], "media": [] if film.problem else [film.sha256]}
        error = _failure(film) if film.problem else ""
        visit.state.put("container", name, {**kept, "content": content, "error": error})
    return {"success": True, "message": "Upload successful."}


def publish(visit: Visit) -> Any:
    """POST /{user}/media_publish: once for each container."""
    own_user(visit)
    name = visit.params["creation_id"]
    if visit.state.get("container", name) is None:
        raise refused(2207008, f"There is no container {name}")
    status, kept = containers.asked(visit, name)
    content = kept["content"]
    if status == "IN_PROGRESS":
        return _not_ready()
    if content["typed"].get("is_carousel_item") or status == "PUBLISHED":
        raise refused(2207006, f"The container {name} cannot be published")
    if status == "EXPIRED":
        raise refused(2207020, "Create a new container")
    if status == "ERROR":
        raise refused(2207032, kept["error"])
    if containers.within_a_day(visit, "publication") >= visit.limits["posts"]:
        raise refused(2207042, "The account published all that it may today")
    return {"id": _publish(visit, name, content)}


def read(visit: Visit) -> dict[str, Any]:
    """GET /{id}: the account, a container, a medium or a comment."""
    name = visit.parts["id"]
    if name == user_id(visit.account):
        return profile(visit)
    if visit.state.get("media", name) is not None:
        return chosen(visit, show(visit, name, owned(visit, "media", name)), "Media")
    if visit.state.get("comment", name) is not None:
        return chosen(visit, _show_comment(visit, name, owned(visit, "comment", name)), "Comment")
    status, kept = containers.asked(visit, name)
    node = {"id": name, "status_code": status, "status": _told(status, kept), "copyright_check_status": None}
    return chosen(visit, node, "Container")


def listed(visit: Visit) -> dict[str, Any]:
    """GET /{user}/media: the newest first, no stories."""
    own_user(visit)
    return edge(visit, _own(visit, are_stories=False), "Media")


def stories(visit: Visit) -> dict[str, Any]:
    """GET /{user}/stories: those of the last 24 hours."""
    own_user(visit)
    alive = [one for one in _own(visit, are_stories=True) if visit.now - one["at"] < containers.LIFE]
    return edge(visit, alive, "Media")


def quota(visit: Visit) -> dict[str, Any]:
    """GET /{user}/content_publishing_limit."""
    own_user(visit)
    node: Kept = {
        "id": "", "quota_usage": containers.within_a_day(visit, "publication"),
        "config": {"quota_total": int(visit.limits["posts"]), "quota_duration": 86_400},
    }  # fmt: skip
    if "fields" not in visit.params:
        return {"data": [{"quota_usage": node["quota_usage"]}]}
    found = chosen(visit, node, "ContentPublishingLimit")
    return {"data": [{key: value for key, value in found.items() if key != "id"}]}


def profile(visit: Visit) -> dict[str, Any]:
    """GET /me."""
    name = user_id(visit.account)
    node = {
        "id": name, "user_id": name, "username": visit.account.account, "name": visit.account.account,
        "account_type": "BUSINESS", "profile_picture_url": None, "followers_count": 0, "follows_count": 0,
        "media_count": len(_own(visit, are_stories=False)), "biography": "", "website": "",
    }  # fmt: skip
    return chosen(visit, node, "User")


def update(visit: Visit) -> dict[str, bool]:
    """POST /{id}: comments of a medium on and off, a comment hidden or shown. A caption cannot be changed."""
    name, given = visit.parts["id"], visit.params
    if visit.state.get("comment", name) is not None:
        if set(given) != {"hide"}:
            raise bad("The parameter hide is required")
        visit.state.put("comment", name, {**owned(visit, "comment", name), "hidden": given["hide"]})
        return {"success": True}
    kept = owned(visit, "media", name)
    if set(given) != {"comment_enabled"}:
        raise bad("The parameter comment_enabled is required")
    visit.state.put("media", name, {**kept, "comments": given["comment_enabled"]})
    return {"success": True}


def delete(visit: Visit) -> dict[str, bool]:
    """DELETE /{id}: a medium (Graph API v25, its SDK), or a comment."""
    name = visit.parts["id"]
    kind = "comment" if visit.state.get("comment", name) is not None else "media"
    owned(visit, kind, name)
    visit.state.drop(kind, name)
    visit.state.change_post(name, "deleted")
    return {"success": True}


def comment(visit: Visit) -> dict[str, str]:
    """POST /{media}/comments, POST /{comment}/replies."""
    above, text = visit.parts["id"], visit.params["message"]
    is_reply = visit.path.endswith("/replies")
    kept = owned(visit, "comment" if is_reply else "media", above)
    if not text.strip() or len(text) > 300:
        raise bad("Param message has 1 to 300 characters")
    if not is_reply and not kept["comments"]:
        raise failed(10, "(#10) Comments are disabled on this media", status=403)
    name = next_id(visit)
    said = {"account": visit.account.account, "above": above, "created": visit.now, "text": text, "hidden": False}
    visit.state.put("comment", name, said)
    visit.state.add_post(
        visit.account.account, "POST /comments", name, {"message": text, "parent": above}, now=visit.now,
        kind="comment",
    )  # fmt: skip
    return {"id": name}


def comments(visit: Visit) -> dict[str, Any]:
    """GET /{media}/comments, GET /{comment}/replies: the newest first."""
    above = visit.parts["id"]
    owned(visit, "comment" if visit.path.endswith("/replies") else "media", above)
    found = visit.state.find("comment")
    below = {name: one for name, one in found.items() if one["above"] == above}
    newest = sorted(below, key=int, reverse=True)
    return edge(
        visit, [{**_show_comment(visit, name, below[name]), "at": below[name]["created"]} for name in newest], "Comment"
    )


def show(visit: Visit, name: str, kept: Kept) -> Kept:
    """All that can be asked of a medium."""
    given, children = kept["typed"], [{"id": child} for child in kept["items"]]
    said = [one for one in visit.state.find("comment").values() if one["above"] == name]
    is_story = kept["kind"] == "STORIES"
    source = given.get("image_url", given.get("video_url"))
    kind = ("IMAGE" if "image_url" in given else "VIDEO") if is_story else _KINDS[kept["kind"]]
    return {
        "id": name, "ig_id": name, "caption": given.get("caption"), "media_type": kind, "media_url": source,
        "media_product_type": {"REELS": "REELS", "STORIES": "STORY"}.get(kept["kind"], "FEED"),
        "permalink": kept["url"], "shortcode": kept["url"].rstrip("/").rpartition("/")[2], "thumbnail_url": None,
        "timestamp": stamp(kept["created"]), "username": visit.account.account, "alt_text": given.get("alt_text"),
        "owner": {"id": user_id(visit.account)}, "children": {"data": children} if children else None,
        "comments_count": len(said), "like_count": 0, "is_comment_enabled": kept["comments"],
        "is_shared_to_feed": given.get("share_to_feed") if kept["kind"] == "REELS" else None,
    }  # fmt: skip


def _publish(visit: Visit, container: str, content: Kept) -> str:
    name = next_id(visit, 18_000_000_000_000_000)
    place = {"REELS": "reel", "STORIES": f"stories/{visit.account.account}"}.get(content["kind"], "p")
    url = f"https://www.instagram.com/{place}/{int(name):x}/"
    kept = {
        "account": visit.account.account, "created": visit.now, "kind": content["kind"], "typed": content["typed"],
        "items": [next_id(visit, 18_000_000_000_000_000) for _ in content["children"]], "url": url, "comments": True,
    }  # fmt: skip
    visit.state.put("media", name, kept)
    visit.state.put("publication", name, {"account": kept["account"], "created": visit.now})
    containers.published(visit, container, name)
    visit.state.add_post(kept["account"], "POST /media_publish", name, content["params"], now=visit.now,
        media=content["media"], url=url,
    )  # fmt: skip
    return name


def _files(visit: Visit, kind: str, children: list[str]) -> tuple[list[str], str]:
    """The SHA-256s of the files, and what a video fails with. Raises the refusal of a picture or an item."""
    given = visit.params
    if children:
        return [sha256 for child in children for sha256 in _item(visit, child)], ""
    if "cover_url" in given:
        cover = media.picture(visit, given["cover_url"], _COVER)
        if cover.problem:
            raise refused(_SUBCODES[cover.problem], f"cover_url: {cover.reason}")
    if "image_url" in given:
        seen = media.picture(visit, given["image_url"], _STORY if kind == "STORIES" else _FEED)
        if seen.problem:
            raise refused(_SUBCODES[seen.problem], seen.reason)
        visit.state.describe_file(seen.sha256, given.get("alt_text", ""))
        return [seen.sha256], ""
    if "video_url" in given:
        film = media.video(visit, given["video_url"], *_VIDEOS[kind])
        return ([], _failure(film)) if film.problem else ([film.sha256], "")
    return [], "Error: Media upload has failed with error code 2207082"  # until the bytes come


def _item(visit: Visit, child: str) -> list[str]:
    kept = containers.get(visit, child)
    if not kept["content"]["typed"].get("is_carousel_item") or containers.status_of(visit, kept) != "FINISHED":
        raise refused(2207032, f"{child} is not an item of a carousel that is ready")
    found: list[str] = kept["content"]["media"]
    return found


def _failure(film: media.Fetched) -> str:
    """As the status of a container tells it."""
    return f"Error: Media upload has failed with error code {_FAILURES[film.problem]}: {film.reason}"


def _told(status: str, kept: Kept) -> str:
    words = {
        "IN_PROGRESS": "In Progress: Media is still being processed.",
        "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
        "PUBLISHED": "Published: Media has been published.",
        "EXPIRED": "Expired: Media was not published within 24 hours.",
    }
    return words.get(status) or str(kept["error"])


def _not_ready() -> Answer:
    return refused(2207027, "The media is not ready for publishing, please wait for a moment").answer


def _own(visit: Visit, *, are_stories: bool) -> list[Kept]:
    found = visit.state.find("media").items()
    own = {name: one for name, one in found if one["account"] == visit.account.account}
    names = sorted((name for name, one in own.items() if (one["kind"] == "STORIES") is are_stories), key=int)
    return [{**show(visit, name, own[name]), "at": own[name]["created"]} for name in reversed(names)]


def _show_comment(visit: Visit, name: str, one: Kept) -> Kept:
    return {
        "id": name, "text": one["text"], "timestamp": stamp(one["created"]), "hidden": one["hidden"], "like_count": 0,
        "username": visit.account.account, "from": None, "parent_id": None, "media": None,
    }  # fmt: skip
