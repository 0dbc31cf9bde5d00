"""Publishing on a Page: uploads, then one call that makes the post, and looking it up later.

Source: https://developers.facebook.com/docs/pages-api/posts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.errors import Ambiguous, NotSent, Rejected
from smmgen.networks import answers, graph
from smmgen.networks.facebook import api, stories, uploads
from smmgen.networks.facebook.render import MESSAGE
from smmgen.networks.graph_lists import even
from smmgen.networks.wire import Delivery, Flow, Probe, Receipt, Search, filled

CLOCKS = 300
"""Seconds by which our clock and Meta's may differ."""


def publish(delivery: Delivery) -> Flow:
    match delivery.part["request"]["edge"]:
        case "comments":
            return _publish_comment(delivery)
        case "videos":
            return _publish_video(delivery)
        case "video_reels":
            return _publish_reel(delivery)
        case stories.PHOTO | stories.VIDEO:
            return stories.publish(delivery)
    return _publish_feed(delivery)


def _publish_feed(delivery: Delivery) -> Flow:
    ids = []
    for index in range(len(delivery.part["media"])):
        ids.append((yield from uploads.photo(delivery, index)))
    params = filled(_timed(delivery), ids)
    call = api.post(delivery, f"{delivery.target}/feed", params, creates=True)
    return receipt_of(answers.identity(api.created((yield call)).get("id")), scheduled=delivery.native)


def _publish_video(delivery: Delivery) -> Flow:
    identity, session = yield from uploads.video(delivery)
    params = {**_timed(delivery), "upload_phase": "finish", "upload_session_id": session}
    call = api.post(delivery, f"{delivery.target}/videos", params, creates=True)
    return _finished(api.created((yield call)), identity, delivery, "watch/?v=")


def _publish_reel(delivery: Delivery) -> Flow:
    identity = yield from uploads.upright(delivery, "video_reels")
    params = {name: value for name, value in _timed(delivery).items() if name != "published"}
    params |= {"upload_phase": "finish", "video_id": identity}
    params["video_state"] = "SCHEDULED" if delivery.native else "PUBLISHED"
    call = api.post(delivery, f"{delivery.target}/video_reels", params, creates=True)
    return _finished(api.created((yield call)), identity, delivery, "reel/")


def _finished(data: Mapping[str, Any], identity: str, delivery: Delivery, path: str) -> Receipt:
    if data.get("success") is not True and not answers.identity(data.get("post_id")):
        raise Ambiguous("Facebook neither published the video nor refused it", api.LOOK)
    return receipt_of(identity, f"{api.PAGE_OF}/{path}{identity}", delivery.native)


def _publish_comment(delivery: Delivery) -> Flow:
    if not delivery.previous:
        raise NotSent("the post this comment belongs to has not been published")
    post, params = delivery.previous[-1], delivery.part["request"]["params"]
    if post.scheduled:
        raise Rejected("the post is still in Facebook's scheduler and cannot have a comment yet", "comment by hand")
    number = yield from api.number_of(delivery, post)
    call = api.post(delivery, f"{number}/comments", params, creates=True)
    return receipt_of(answers.identity(api.created((yield call)).get("id")), post.url)


def receipt_of(identity: str, url: str = "", scheduled: bool = False) -> Receipt:
    """Facebook's own address of a post is its id."""
    if not identity:
        raise Ambiguous("Facebook reported success but returned no id", api.LOOK)
    return Receipt(identity, url or f"{api.PAGE_OF}/{identity}", scheduled, {"id": identity})


def _timed(delivery: Delivery) -> dict[str, Any]:
    """The parameters, for the scheduler only while it is to publish: it takes no time in the past."""
    params = dict(delivery.part["request"]["params"])
    if not delivery.native:
        params.pop("scheduled_publish_time", None)
    return params | ({"published": False} if "scheduled_publish_time" in params else {})


# Finding


def find(delivery: Delivery) -> Search:
    """Among those that wait, then among those that are out: what the scheduler posts meanwhile is out by then."""
    request = delivery.part["request"]
    if request["edge"] == "comments":
        return (yield from _find_comment(delivery))
    if stories.is_story(request):
        return (yield from stories.find(delivery))
    if delivery.native or "scheduled_publish_time" in request["params"]:
        waiting = yield from _waiting(delivery)
        if waiting:
            return waiting
    return (yield from _posted(delivery))


def _posted(delivery: Delivery) -> Search:
    found = yield from api.posts(delivery).posted(delivery, _text(delivery))
    return receipt_of(found.id, found.url) if found else None


def _waiting(delivery: Delivery) -> Search:
    """By its text and time: another may have the same text."""
    listing, after, text = api.waiting(delivery), "", _text(delivery)
    page, after = yield from listing.page()
    same = [one for one in page if even(answers.text(one.get("message"))) == even(text) and _is_for_then(one, delivery)]
    if len(same) == 1 and text:
        return receipt_of(answers.identity(same[0]["id"]), scheduled=True)
    if same or after:
        raise Ambiguous("the scheduler holds posts that may be this one", api.LOOK)
    return None


def _is_for_then(found: Mapping[str, Any], delivery: Delivery) -> bool:
    at = answers.whole(found.get("scheduled_publish_time"))
    return at is None or delivery.at is None or abs(at - delivery.at.timestamp()) <= CLOCKS


def _find_comment(delivery: Delivery) -> Search:
    if not delivery.previous:
        return None
    number = yield from api.number_of(delivery, delivery.previous[-1])
    found = yield from api.comments(delivery, number).posted(delivery, _text(delivery))
    return receipt_of(found.id, delivery.previous[-1].url) if found else None


def released(delivery: Delivery) -> Search:
    """Whether the scheduler has published `live`, which keeps its id."""
    live = delivery.live or Receipt("")
    response = yield api.get(delivery, live.id, {"fields": _state_fields(delivery)})
    if graph.is_missing(response):
        found = (yield from _posted(delivery)) if delivery.part else None
        if found is None:
            raise Ambiguous("Facebook's scheduler has it no longer, and it is not among the latest posts", api.LOOK)
        return found
    data = answers.mapping(api.answer(response))
    is_out = data.get("is_published") is True or data.get("published") is True
    return receipt_of(live.id, _absolute(answers.text(data.get("permalink_url"))) or live.url) if is_out else None


def _absolute(address: str) -> str:
    """Of a video Facebook tells the path alone."""
    return f"{api.PAGE_OF}{address}" if address.startswith("/") else address


def _state_fields(delivery: Delivery) -> str:
    """A video says it by another name than a post."""
    is_post = delivery.part.get("request", {}).get("edge", "feed") == "feed"
    return "id,is_published,permalink_url" if is_post else "id,published,permalink_url"


def _text(delivery: Delivery) -> str:
    request = delivery.part["request"]
    return str(request["params"].get(MESSAGE[request["edge"]], ""))


def probe(delivery: Delivery) -> Probe:
    """Reading the scheduler needs the right to post."""
    page = api.answer((yield api.get(delivery, delivery.target, {"fields": "id,name"})))
    api.answer((yield api.get(delivery, f"{delivery.target}/scheduled_posts", {"fields": "id", "limit": 1})))
    return f"the Page «{answers.said(page.get('name')) or answers.identity(page.get('id')) or '?'}»"
