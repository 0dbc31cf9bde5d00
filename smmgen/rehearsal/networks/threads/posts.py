"""Threads: containers, and the posts and replies that are made of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smmgen.rehearsal.engine.http import Answer
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph import containers, media
from smmgen.rehearsal.graph.errors import bad, failed, missing
from smmgen.rehearsal.graph.nodes import Kept, chosen, edge, next_id, own_user, owned, stamp
from smmgen.rehearsal.graph.tokens import user_id
from smmgen.rehearsal.networks.threads import params

_PICTURES = media.Bounds(("image/jpeg", "image/png"), 8 * 1024 * 1024, 0.1, 10)
_VIDEO_BYTES, _VIDEO_SECONDS = 1_000_000_000, (0.0, 300.0)
_FAILURES = {
    "unreachable": "FAILED_DOWNLOADING_VIDEO", "format": "FAILED_PROCESSING_VIDEO", "large": "FAILED_PROCESSING_VIDEO",
    "length": "INVALID_DURATION",
}  # fmt: skip
_KINDS = {"TEXT": "TEXT_POST", "IMAGE": "IMAGE", "VIDEO": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}


def create(visit: Visit) -> Any:
    """POST /{user}/threads. With `auto_publish_text` the post is out at once, and its id is the answer."""
    own_user(visit)
    given = visit.params
    params.check(visit, given)
    for name in ("reply_to_id", "quote_post_id"):
        if name in given and visit.state.get("post", given[name]) is None:
            raise missing(given[name])
    children = given.get("children", [])
    if containers.unfinished(visit, children):
        return _not_found(" ".join(children))
    files, failure = _files(visit, children)
    content = {"params": dict(visit.received), "typed": given, "media": files, "children": children}
    has_media = given["media_type"] not in ("TEXT", "CAROUSEL")
    name = containers.create(visit, content, has_media=has_media, error=failure)
    return {"id": _publish(visit, name) if given.get("auto_publish_text") else name}


def publish(visit: Visit) -> Any:
    """POST /{user}/threads_publish."""
    own_user(visit)
    name = visit.params["creation_id"]
    status, kept = containers.asked(visit, name)
    if kept["content"]["typed"].get("is_carousel_item"):
        raise bad("an item of a carousel is not published by itself")
    if status == "IN_PROGRESS":
        return _not_found(name)
    if status != "FINISHED":
        raise failed(24, "The requested resource does not exist", 4279009, title="Media Not Found",
                     words=f"The media with id {name} cannot be published: {status}")  # fmt: skip
    return {"id": _publish(visit, name)}


def read(visit: Visit) -> dict[str, Any]:
    """GET /{id}: a container or a post."""
    name = visit.parts["id"]
    if visit.state.get("post", name) is not None:
        return chosen(visit, show(visit, name, owned(visit, "post", name)), "ThreadsMedia")
    status, kept = containers.asked(visit, name)
    failure = kept["error"] if status == "ERROR" else None
    return chosen(visit, {"id": name, "status": status, "error_message": failure}, "ThreadsMediaContainer")


def listed(visit: Visit) -> dict[str, Any]:
    """GET /{user}/threads: posts, the newest first, and no replies."""
    own_user(visit)
    return edge(visit, _newest(visit, is_reply=False), "ThreadsMedia")


def replies_of_user(visit: Visit) -> dict[str, Any]:
    """GET /me/replies."""
    return edge(visit, _newest(visit, is_reply=True), "ThreadsMedia")


def replies(visit: Visit) -> dict[str, Any]:
    """GET /{id}/replies: those right below a post, or the user's own."""
    if visit.parts["id"] == user_id(visit.account):
        return edge(visit, _newest(visit, is_reply=True), "ThreadsMedia")
    owned(visit, "post", visit.parts["id"])
    found = visit.state.find("post").items()
    below = {name: post for name, post in found if post["typed"].get("reply_to_id") == visit.parts["id"]}
    return edge(visit, _shown(visit, below, not visit.params.get("reverse", True)), "ThreadsMedia")


def conversation(visit: Visit) -> dict[str, Any]:
    """GET /{id}/conversation: all that is below."""
    owned(visit, "post", visit.parts["id"])
    found = visit.state.find("post")
    below = {name: post for name, post in found.items() if post["root"] == visit.parts["id"]}
    return edge(visit, _shown(visit, below, not visit.params.get("reverse", True)), "ThreadsMedia")


def manage_reply(visit: Visit) -> dict[str, bool]:
    """POST /{reply}/manage_reply: hide a reply, or show it again."""
    name = visit.parts["id"]
    post = owned(visit, "post", name)
    if not post["typed"].get("reply_to_id"):
        raise bad("only a reply can be hidden")
    visit.state.put("post", name, {**post, "is_hidden": visit.params["hide"]})
    return {"success": True}


def repost(visit: Visit) -> dict[str, str]:
    """POST /{id}/repost."""
    owned(visit, "post", visit.parts["id"])
    return {"id": next_id(visit)}


def delete(visit: Visit) -> dict[str, Any]:
    """DELETE /{id}: 100 a day."""
    name = visit.parts["id"]
    post = owned(visit, "post", name)
    if containers.within_a_day(visit, "deletion") >= visit.limits["deletions"]:
        raise _over("deletions")
    visit.state.drop("post", name)
    visit.state.put("deletion", name, {"account": post["account"], "created": visit.now})
    visit.state.change_post(name, "deleted")
    return {"success": True, "deleted_id": name}


def quota(visit: Visit) -> dict[str, Any]:
    """GET /{user}/threads_publishing_limit."""
    name = own_user(visit)
    posts, answers = _made_in_a_day(visit)
    used = {"": posts, "reply_": answers, "delete_": containers.within_a_day(visit, "deletion"), "location_search_": 0}
    most = {"": "posts", "reply_": "replies", "delete_": "deletions", "location_search_": "searches"}
    node: Kept = {"id": name}
    for prefix, count in used.items():
        node[f"{prefix}quota_usage"] = count
        node[f"{prefix}config"] = {"quota_total": int(visit.limits[most[prefix]]), "quota_duration": 86_400}
    found = chosen(visit, node, "ThreadsPublishingLimit")
    return {"data": [{key: value for key, value in found.items() if key != "id"}]}


def profile(visit: Visit) -> dict[str, Any]:
    """GET /me."""
    name = own_user(visit)
    node = {
        "id": name, "username": visit.account.account, "name": visit.account.account, "is_verified": False,
        "threads_profile_picture_url": None, "threads_biography": "", "is_eligible_for_geo_gating": True,
        "recently_searched_keywords": [],
    }  # fmt: skip
    return chosen(visit, node, "ThreadsUser")


def places(visit: Visit) -> dict[str, Any]:
    """GET /location_search: one place by any name."""
    if not {"q", "latitude", "longitude"} & set(visit.params):
        raise bad("Param q or latitude and longitude are required")
    words = visit.params.get("q", "here")
    node = {"id": str(200_000_000_000 + sum(words.encode())), "name": words, "address": "", "city": words,
            "country": "", "latitude": None, "longitude": None, "postal_code": ""}  # fmt: skip
    return {"data": [chosen(visit, node, "ThreadsLocation")]}


def show(visit: Visit, name: str, post: Kept) -> Kept:
    """All that can be asked of a post."""
    given = post["typed"]
    below = [one for one in visit.state.find("post").values() if one["typed"].get("reply_to_id") == name]
    children = [{"id": child} for child in post["children"]]
    return {
        "id": name, "media_product_type": "THREADS", "media_type": _KINDS[given["media_type"]],
        "owner": {"id": user_id(visit.account)}, "username": visit.account.account, "text": given.get("text"),
        "timestamp": stamp(post["created"]), "permalink": post["url"], "shortcode": post["url"].rpartition("/")[2],
        "media_url": given.get("image_url", given.get("video_url")), "gif_url": None, "thumbnail_url": None,
        "children": {"data": children} if children else None, "has_replies": bool(below),
        "is_quote_post": "quote_post_id" in given, "quoted_post": _reference(given.get("quote_post_id")),
        "reposted_post": None, "alt_text": given.get("alt_text"), "link_attachment_url": given.get("link_attachment"),
        "poll_attachment": given.get("poll_attachment"), "location_id": given.get("location_id"),
        "topic_tag": given.get("topic_tag"), "is_verified": False, "profile_picture_url": None,
        "is_reply": "reply_to_id" in given, "is_reply_owned_by_me": True, "root_post": _reference(post["root"]),
        "replied_to": _reference(given.get("reply_to_id")),
        "hide_status": "HIDDEN" if post["is_hidden"] else "NOT_HUSHED",
        "reply_audience": given.get("reply_control", "everyone").upper(),
    }  # fmt: skip


def _reference(name: str | None) -> Kept | None:
    return {"id": name} if name else None


def _publish(visit: Visit, container: str) -> str:
    content = containers.get(visit, container)["content"]
    given, answered = content["typed"], content["typed"].get("reply_to_id")
    posts, answers = _made_in_a_day(visit)
    if (answers if answered else posts) >= visit.limits["replies" if answered else "posts"]:
        raise _over("replies" if answered else "posts")
    above = visit.state.get("post", answered) if answered else None
    if answered and above is None:
        raise missing(answered)
    name = next_id(visit)
    url = f"https://www.threads.com/@{visit.account.account}/post/C{int(name):x}"
    post = {
        "account": visit.account.account, "created": visit.now, "typed": given, "media": content["media"],
        "children": content["children"], "url": url, "is_hidden": False,
        "root": (above["root"] or answered) if above else None,
    }  # fmt: skip
    visit.state.put("post", name, post)
    visit.state.put("made", name, {"account": post["account"], "created": visit.now, "reply": bool(above)})
    containers.published(visit, container, name)
    visit.state.add_post(post["account"], "POST /threads_publish", name, content["params"], now=visit.now,
        media=content["media"], url=url,
    )  # fmt: skip
    return name


def _files(visit: Visit, children: Iterable[str]) -> tuple[list[str], str]:
    """The SHA-256s of the files, and what a video that was fetched fails with. Raises the refusal of a picture."""
    given, found = visit.params, []
    for child in children:
        kept = containers.get(visit, child)
        if not kept["content"]["typed"].get("is_carousel_item") or containers.status_of(visit, kept) != "FINISHED":
            raise bad(f"Param children: {child} is not an item of a carousel that is ready")
        found += kept["content"]["media"]
    if "image_url" in given:
        seen = media.picture(visit, given["image_url"], _PICTURES)
        if seen.problem:
            message, title = "The media could not be fetched from this URI", "Media download has failed"
            raise failed(9004, message, 2207052, title=title, words=seen.reason)
        visit.state.describe_file(seen.sha256, given.get("alt_text", ""))
        return [seen.sha256], ""
    if "video_url" in given:
        film = media.video(visit, given["video_url"], _VIDEO_BYTES, _VIDEO_SECONDS)
        return [film.sha256] if not film.problem else [], _FAILURES[film.problem] if film.problem else ""
    return found, ""


def _not_found(name: str) -> Answer:
    """What a container is that is not ready yet."""
    return failed(
        24, "The requested resource does not exist", 4279009, title="Media Not Found",
        words=f"The media with id {name} cannot be found.",
    ).answer  # fmt: skip


def _made_in_a_day(visit: Visit) -> tuple[int, int]:
    """Posts and replies."""
    made = [
        one
        for one in visit.state.find("made").values()
        if one["account"] == visit.account.account and visit.now - one["created"] < containers.LIFE
    ]
    answers = sum(one["reply"] for one in made)
    return len(made) - answers, answers


def _newest(visit: Visit, *, is_reply: bool) -> list[Kept]:
    found = visit.state.find("post").items()
    own = {name: post for name, post in found if post["account"] == visit.account.account}
    return _shown(visit, {name: post for name, post in own.items() if bool(post["root"]) is is_reply}, False)


def _shown(visit: Visit, posts: dict[str, Kept], is_oldest_first: bool) -> list[Kept]:
    names = sorted(posts, key=int, reverse=not is_oldest_first)
    return [{**show(visit, name, posts[name]), "at": posts[name]["created"]} for name in names]


def _over(what: str) -> Exception:
    return failed(
        9, "Application request limit reached", 2207042, title="Limit reached", words=f"too many {what} today"
    )
