"""Publishing on a VK wall: tokens, uploads, the post or comment itself, and looking it up later.

Sources: https://dev.vk.com/en/api/upload and the methods' pages; shapes of answers from the schema of API 5.199.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, Rejected, Unauthorised, Unavailable
from smmgen.networks import answers
from smmgen.networks.vk import api, stories
from smmgen.networks.vk.facts import ATTACHABLE
from smmgen.networks.wire import Delivery, File, Flow, Probe, Progress, Receipt, Request, Response, Search
from smmgen.secret import Secret

Upload = Generator[Request, Response, str]

PAGE = 100
LOOK = "look at the wall, then tell its address: `smm resolve KEY --sent URL`"
CLOCKS = 300
"""Seconds by which our clock and VK's may differ."""


def publish(delivery: Delivery) -> Flow:
    if stories.is_story(delivery.part["request"]):
        return stories.publish(delivery)
    if delivery.part["request"]["method"] == "wall.createComment":
        return publish_comment(delivery)
    return publish_post(delivery)


def find(delivery: Delivery) -> Search:
    if stories.is_story(delivery.part["request"]):
        raise Ambiguous("VK has no mark by which one story is told from another", api.LOOK_AT_STORIES)
    comment = delivery.part["request"]["method"] == "wall.createComment"
    return _read(delivery, find_comment if comment else find_post)


def released(delivery: Delivery) -> Search:
    return _read(delivery, _released)


def _read(delivery: Delivery, search: Callable[[Delivery], Search]) -> Search:
    if not delivery.secrets["user_token"]:
        raise Ambiguous("VK lets only a user's token read the wall", "look at the wall, or set `user_token_env`")
    try:
        return (yield from search(delivery))
    except PublishError as refused:
        raise Ambiguous(f"could not read the wall: {refused.message}", refused.hint or api.LOOK) from refused


def probe(delivery: Delivery) -> Probe:
    group = {"group_id": -api.owner_id(delivery.target)}
    token = delivery.secrets["token"] or delivery.secrets["user_token"]
    found = api.answer((yield api.call(delivery, "groups.getById", group, token)))
    groups = answers.mappings(found.get("groups") if isinstance(found, dict) else found)
    name = answers.said(groups[0].get("name")) if groups else "?"
    if not delivery.secrets["user_token"]:
        return f"community «{name}», texts only: photos, videos and polls need `user_token_env`"
    api.answer((yield api.call(delivery, "photos.getWallUploadServer", group, delivery.secrets["user_token"])))
    return f"community «{name}», the user's token may upload"


def publish_post(delivery: Delivery) -> Flow:
    """Upload what is attached, then wall.post. Raises `Unauthorised` before anything is sent if a token is missing."""
    request = delivery.part["request"]
    _check_tokens(delivery, request)
    params = _timed(request["params"], delivery.native)
    attachments = yield from _attached(delivery, request)
    if attachments:
        params["attachments"] = attachments
    call = api.call(delivery, "wall.post", params, _posting_token(delivery), creates=True)
    receipt = _post_receipt(api.created((yield call)), params)
    return receipt._replace(reference={**receipt.reference, **kept(request, attachments)})


def kept(request: Mapping[str, Any], attachments: Sequence[str]) -> dict[str, Any]:
    """What an edit must name again to keep it: `media`, the ids in the order of the files, and `poll`."""
    named = list(zip(request["params"].get("attachments", ()), attachments, strict=True))
    media = [identity for item, identity in named if "$media" in item and isinstance(item, dict)]
    poll = [identity for item, identity in named if "$poll" in item and isinstance(item, dict)]
    return ({"media": media} if media else {}) | ({"poll": poll[0]} if poll else {})


def _timed(params: Mapping[str, Any], native: bool) -> dict[str, Any]:
    """A post that is due is published at once, even one meant for VK's scheduler: VK accepts no time in the past."""
    return {name: value for name, value in params.items() if native or name != "publish_date"}


def publish_comment(delivery: Delivery) -> Flow:
    """wall.createComment under the post of the part before."""
    request = delivery.part["request"]
    _check_tokens(delivery, request)
    if not delivery.previous:
        raise NotSent("the post this comment belongs to has not been published")
    post = delivery.previous[-1]
    if post.scheduled:
        raise Rejected("the post is still in VK's scheduler and cannot have a comment yet", "write the comment by hand")
    params = request["params"] | {"post_id": post_id(post)}
    call = api.call(delivery, "wall.createComment", params, _posting_token(delivery), creates=True)
    return _comment_receipt(api.created((yield call)), params)


def post_id(post: Receipt) -> int:
    """From the receipt, or from the address a person gave with `smm resolve --sent`."""
    if "post_id" in post.reference:
        return int(post.reference["post_id"])
    if found := re.search(r"wall-?\d+_(\d+)", post.url):
        return int(found[1])
    raise NotSent(f"`{post.url}` is not the address of a VK post", "give one such as https://vk.com/wall-230000001_17")


def _check_tokens(delivery: Delivery, request: Mapping[str, Any]) -> None:
    """Before anything is sent: every token that this part takes is there."""
    if request.get("needs_user_token") and not delivery.secrets["user_token"]:
        raise Unauthorised(
            "VK accepts photos, videos and polls only with a user token, and the account has none", api.USER_TOKEN
        )
    if not _posting_token(delivery):
        raise Unauthorised("there is no token to post with", "store it where the account in smm.toml expects it")


def _posting_token(delivery: Delivery) -> Secret:
    """The community's, which is known to post texts, photos, documents and links; for the rest the user's. Things that
    are in VK already go out with the community's where there is no other: VK does not say whether it takes that."""
    wants_user = delivery.settings.get("post_with") == "user" or _attaches_users_own(delivery.part)
    user = delivery.secrets["user_token"]
    return user if wants_user or (user and _attaches_by_id(delivery.part)) else delivery.secrets["token"]


def _attaches_by_id(part: Mapping[str, Any]) -> bool:
    attached = part["request"]["params"].get("attachments", ())
    return any(isinstance(item, str) and item.startswith(ATTACHABLE) for item in attached)


def _attaches_users_own(part: Mapping[str, Any]) -> bool:
    """Polls and videos: VK takes them from the user who made them."""
    return "poll" in part["request"] or any(media["type"].startswith("video/") for media in part["media"])


def _attached(delivery: Delivery, request: Mapping[str, Any]) -> Generator[Request | Progress, Response, list[str]]:
    """Upload and make what is attached, unless an earlier try has; ids in the order of the payload."""
    group = -int(request["params"]["owner_id"])
    attached: list[str] = []
    for item in request["params"].get("attachments", ()):
        match item:
            case {"$media": index}:
                made = uploaded(delivery, delivery.part["media"][index], group)
                attached.append((yield from _once(delivery, f"media {index}", made)))
            case {"$poll": _}:
                attached.append((yield from _once(delivery, "poll", _polled(delivery, request["poll"]))))
            case url:
                attached.append(url)
    return attached


def _once(delivery: Delivery, name: str, made: Upload) -> Generator[Request | Progress, Response, str]:
    """What is attached under this name: as an earlier try left it, or made now and kept."""
    if known := delivery.known.get(name):
        return str(known)
    identity = yield from made
    yield Progress({name: identity})
    return identity


def is_document(media: Mapping[str, Any]) -> bool:
    """Whether the community's own token may upload the file."""
    return media["type"] == "image/gif" or not media["type"].startswith(("image/", "video/"))


def uploaded(delivery: Delivery, media: Mapping[str, Any], group: int) -> Upload:
    """Upload one file; its id as an attachment."""
    file = File(media["path"], media["type"], media["sha256"])
    if media["type"].startswith("image/") and media["type"] != "image/gif":
        return (yield from _photo(delivery, file, media["alt"], group))
    if media["type"].startswith("video/"):
        return (yield from _video(delivery, file, media["title"] or media["alt"] or file.name, group))
    return (yield from _document(delivery, file, media["title"] or file.name, group))


def _photo(delivery: Delivery, file: File, alt: str, group: int) -> Upload:
    token, target = delivery.secrets["user_token"], {"group_id": group}
    server = _told((yield api.call(delivery, "photos.getWallUploadServer", target, token)))
    sent = api.uploaded((yield _upload(server, "photo", file)), "photo", "hash")
    upload = {"server": sent.get("server"), "photo": sent["photo"], "hash": sent["hash"]}
    params = target | upload | {"caption": alt or None}
    saved = answers.mappings(api.answer((yield api.call(delivery, "photos.saveWallPhoto", params, token))))
    return _attachment("photo", saved[0] if saved else {}, "id")


def _video(delivery: Delivery, file: File, title: str, group: int) -> Upload:
    params = {"name": title[:128], "group_id": group, "wallpost": False}
    saved = _told((yield api.call(delivery, "video.save", params, delivery.secrets["user_token"])))
    api.uploaded((yield _upload(saved, "video_file", file)))
    return _attachment("video", saved, "video_id")


def _document(delivery: Delivery, file: File, title: str, group: int) -> Upload:
    token = delivery.secrets["token"] or delivery.secrets["user_token"]
    server = _told((yield api.call(delivery, "docs.getWallUploadServer", {"group_id": group}, token)))
    sent = api.uploaded((yield _upload(server, "file", file)), "file")
    params = {"file": sent["file"], "title": title}
    saved = _told((yield api.call(delivery, "docs.save", params, token)))
    return _attachment("doc", answers.mapping(saved.get("doc")), "id")


def _polled(delivery: Delivery, params: Mapping[str, Any]) -> Upload:
    poll = _told((yield api.call(delivery, "polls.create", params, delivery.secrets["user_token"])))
    return _attachment("poll", poll | {"access_key": ""}, "id")


def _told(response: Response) -> dict[str, Any]:
    """An answer that must be an object: an empty one lacks whatever is looked for."""
    return answers.mapping(api.answer(response))


def _upload(server: Mapping[str, Any], field: str, file: File) -> Request:
    url = answers.text(server.get("upload_url"))
    if not url.startswith(("https://", "http://")):
        raise Unavailable("VK did not say where to upload", "try again later")
    return Request("POST", url, form={}, files={field: file})


def _attachment(kind: str, saved: Mapping[str, Any], identity: str) -> str:
    """`photo-1_2`, with the access key that lets another token attach it."""
    owner, number = answers.whole(saved.get("owner_id")), answers.whole(saved.get(identity))
    if owner is None or number is None:
        raise Unavailable(f"VK did not say which {kind} it has made", "try again later")
    key = answers.identity(saved.get("access_key"))
    return f"{kind}{owner}_{number}" + (f"_{key}" if key else "")


def _post_receipt(created: Any, params: Mapping[str, Any]) -> Receipt:
    number = answers.whole(answers.mapping(created).get("post_id"))
    if number is None:
        raise Ambiguous("VK reported success but returned no post id", api.LOOK)
    return _receipt(number, params, scheduled="publish_date" in params)


def _receipt(number: int, params: Mapping[str, Any], scheduled: bool) -> Receipt:
    owner = int(params["owner_id"])
    reference = {"owner_id": owner, "post_id": number}
    return Receipt(f"{owner}_{number}", f"https://vk.com/wall{owner}_{number}", scheduled, reference)


def _comment_receipt(created: Any, params: Mapping[str, Any]) -> Receipt:
    number = answers.whole(answers.mapping(created).get("comment_id"))
    if number is None:
        raise Ambiguous("VK reported success but returned no comment id", api.LOOK)
    owner, post = int(params["owner_id"]), int(params["post_id"])
    reference = {"owner_id": owner, "post_id": post, "comment_id": number}
    return Receipt(f"{owner}_{post}_r{number}", f"https://vk.com/wall{owner}_{post}?reply={number}", False, reference)


# Finding: VK has no marker of ours, so only an equal text at or after the planned time is a find


def find_post(delivery: Delivery) -> Search:
    """A post is ours if its text is equal and it went out within a day of the planned time.

    VK may have changed the text a little, so that only an empty wall since then means a plain no. Its scheduler may be
    late, and is asked first: what it posts in the meantime is on the wall by then.
    """
    params = delivery.part["request"]["params"]
    if not delivery.at:
        raise Ambiguous("without a planned time an older post of the same text could be meant", api.LOOK)
    planned = int(delivery.at.timestamp())
    may_wait = delivery.native or "publish_date" in params
    waiting = (yield from _wall(delivery, params["owner_id"], "postponed", "date")) if may_wait else []
    posts = yield from _wall(delivery, params["owner_id"], "owner", "date")
    later = [post for post in posts if post["date"] >= planned - CLOCKS]
    later += [post for post in waiting if abs(post["date"] - planned) <= CLOCKS]
    equal = [post for post in later if _is_equal(post, params) and post["date"] <= planned + api.DAY]
    if len(equal) == 1:
        return _receipt(int(equal[0]["id"]), params, scheduled=equal[0].get("post_type") == "postpone")
    if later:
        raise Ambiguous(f"{len(later)} posts since then, {len(equal)} of them with exactly this text", api.LOOK)
    return None


def _released(delivery: Delivery) -> Search:
    """The post on the wall that was `live` in VK's scheduler: there it has an id of its own and names the old one in
    `postponed_id` (https://dev.vk.com/en/reference/objects/post)."""
    live = delivery.live or Receipt("")
    owner, number = int(live.reference.get("owner_id") or delivery.target), post_id(live)
    if any(post["id"] == number for post in (yield from _wall(delivery, owner, "postponed"))):
        return None
    for post in (yield from _wall(delivery, owner, "owner")):
        if number in (post["id"], post.get("postponed_id")):
            out = _receipt(int(post["id"]), {"owner_id": owner}, scheduled=False)
            return out._replace(reference={**live.reference, **out.reference})
    raise Ambiguous("VK's scheduler has it no longer, and it is not among the latest posts of the wall", LOOK)


def _is_equal(post: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    return bool(params.get("message")) and post.get("text") == params["message"]


def _wall(
    delivery: Delivery, owner: int, choice: str, *numbers: str
) -> Generator[Request, Response, list[dict[str, Any]]]:
    params = {"owner_id": owner, "filter": choice, "count": PAGE}
    return _items((yield api.call(delivery, "wall.get", params, delivery.secrets["user_token"])), "id", *numbers)


def _items(response: Response, *numbers: str) -> list[dict[str, Any]]:
    """The items of a list, each with these numbers. Raises Ambiguous for one that does not show what it counts."""
    found = _told(response)
    items = answers.mappings(found.get("items"))
    if items is None or any(answers.whole(item.get(name)) is None for item in items for name in numbers):
        raise Ambiguous("VK shows the wall in an unknown way", api.LOOK)
    if not items and found.get("count"):
        raise Ambiguous("VK reports posts there but returns none", api.LOOK)
    return [item | {name: answers.whole(item[name]) for name in numbers} for item in items]


def find_comment(delivery: Delivery) -> Search:
    params = delivery.part["request"]["params"]
    if not delivery.previous:
        raise Ambiguous("the post it was written under is no longer known", api.LOOK)
    post = post_id(delivery.previous[-1])
    query = {"owner_id": params["owner_id"], "post_id": post, "count": PAGE, "sort": "asc", "preview_length": 0}
    found = _items((yield api.call(delivery, "wall.getComments", query, delivery.secrets["user_token"])), "id")
    own = [item for item in found if answers.whole(item.get("from_id")) == params["owner_id"]]
    equal = [item for item in own if item.get("text") == params["message"]]
    if equal:
        return _comment_receipt({"comment_id": equal[0]["id"]}, params | {"post_id": post})
    if own or len(found) >= PAGE:
        raise Ambiguous("the community has commented there, but not with exactly this text", api.LOOK)
    return None
