"""Stories of a Page: a photo or video that is uploaded, then published, and found again by its own id.

Source: https://developers.facebook.com/docs/page-stories-api.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous
from smmgen.networks import answers
from smmgen.networks.facebook import api, uploads
from smmgen.networks.graph_lists import CLOCKS
from smmgen.networks.wire import Delivery, Flow, Receipt, Request, Response, Search
from smmgen.variants.types import Variant

PHOTO, VIDEO = "photo_stories", "video_stories"
FIELDS = "post_id,media_id,url"
LIMIT = 100


def edge_of(variant: Variant) -> str:
    return VIDEO if any(file.kind == "video" for file in variant.parts[0].media) else PHOTO


def is_story(request: Mapping[str, Any]) -> bool:
    return request.get("edge") in (PHOTO, VIDEO)


def publish(delivery: Delivery) -> Flow:
    """Upload the file, unseen by anybody, then make a story of it."""
    if delivery.part["request"]["edge"] == VIDEO:
        media = yield from uploads.upright(delivery, VIDEO)
        params = {"upload_phase": "finish", "video_id": media}
    else:
        media = yield from uploads.photo(delivery, 0)
        params = {"photo_id": media}
    edge = delivery.part["request"]["edge"]
    data = api.created((yield api.post(delivery, f"{delivery.target}/{edge}", params, creates=True)))
    identity = answers.identity(data.get("post_id"))
    if not identity:
        raise Ambiguous("Facebook neither published the story nor refused it", api.LOOK)
    return receipt_of(identity)


def receipt_of(identity: str, url: str = "") -> Receipt:
    return Receipt(identity, url or f"{api.PAGE_OF}/{identity}", False, {"id": identity})


def find(delivery: Delivery) -> Search:
    """By the id of its photo or video, which belongs to one story alone: Facebook takes no file that was published."""
    media = str(delivery.known.get("media 0") or delivery.known.get("video") or "")
    if not media:
        raise Ambiguous("the ledger no longer knows which photo or video the story is made of", api.LOOK)
    found, is_all = yield from _stories(delivery)
    for one in found:
        if answers.identity(one.get("media_id")) == media and (identity := answers.identity(one.get("post_id"))):
            return receipt_of(identity, answers.text(one.get("url")))
    if not is_all:
        raise Ambiguous(f"the story is not among the latest {LIMIT}", api.LOOK)
    if delivery.part["request"]["edge"] == VIDEO and (yield from _is_published(delivery, media)):
        raise Ambiguous("Facebook says that the video is published, but does not list the story yet", api.LOOK)
    return None


def _stories(delivery: Delivery) -> Generator[Request, Response, tuple[list[dict[str, Any]], bool]]:
    """Those since the planned time, and whether these are all."""
    since = int((delivery.at - CLOCKS).timestamp()) if delivery.at else None
    params = {"fields": FIELDS, "limit": LIMIT, "since": since}
    data = answers.mapping(api.answer((yield api.get(delivery, f"{delivery.target}/stories", params))))
    found = answers.mappings(data.get("data"))
    if found is None:
        raise Ambiguous("the list of stories made no sense", api.LOOK)
    return found, not answers.mapping(data.get("paging")).get("next")


def _is_published(delivery: Delivery, video: str) -> Generator[Request, Response, bool]:
    """Whether the video is out or on its way there."""
    data = answers.mapping(api.answer((yield api.get(delivery, video, {"fields": "status"}))))
    phase = answers.mapping(answers.mapping(data.get("status")).get("publishing_phase"))
    return phase.get("publish_status") == "published" or phase.get("status") in ("complete", "in_progress")
