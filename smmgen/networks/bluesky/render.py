"""What is sent: each part of a post as the record that is put into the account's repository.

Sources: the lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`, `app.bsky.embed.*`, `app.bsky.feed.threadgate`;
https://docs.bsky.app/docs/advanced-guides/posts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from smmgen.markup import addresses, counting
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks.bluesky import api
from smmgen.networks.bluesky.api import GATE, handle_of
from smmgen.networks.bluesky.facts import POST
from smmgen.variants.types import Variant, part_keys

UNPLANNED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in `createdAt` and the record key of a post without a schedule, whose payload is only looked at."""
GATES = {"nobody": [], "mentioned": [f"{GATE}#mentionRule"], "followers": [f"{GATE}#followerRule"]}
HANDLE = re.compile(r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
TAG_GRAPHEMES, TAG_BYTES = 64, 640


def render(variant: Variant) -> list[dict[str, Any]]:
    """The parameters of com.atproto.repo.putRecord. `$threadgate` is the rule of a second record, put after the
    post; `{"$handle": …}` becomes a DID."""
    return [_request(variant, index) for index in range(len(variant.parts))]


def _request(variant: Variant, index: int) -> dict[str, Any]:
    key = part_keys(variant)[index]
    request: dict[str, Any] = {
        "repo": handle_of(str(variant.account.target or "")),
        "collection": POST,
        "rkey": api.tid(_planned(variant), key),
        "record": _record(variant, index),
    }
    rules = GATES.get(variant.fields.targeting.replies or "")
    if rules is not None and index == 0:
        request["$threadgate"] = [{"$type": rule} for rule in rules]
    return request


def _planned(variant: Variant) -> datetime:
    return variant.at.instant if variant.at else UNPLANNED


def _record(variant: Variant, index: int) -> dict[str, Any]:
    part, targeting = variant.parts[index], variant.fields.targeting
    labels = [{"val": value} for value in targeting.options("bluesky").get("labels", ())]
    reply = {"root": {"$previous": "root"}, "parent": {"$previous": "post"}}
    optional = {
        "langs": list(targeting.language[:3]),
        "facets": facets(part.rich),
        "embed": _embed(variant, index),
        "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": labels} if labels else None,
        "reply": reply if index else None,
    }
    created = _planned(variant) + timedelta(milliseconds=index)  # clients sort the parts of a thread by it
    record = {"$type": POST, "text": part.rich.text, "createdAt": api.timestamp(created)}
    return record | {name: value for name, value in optional.items() if value}


def facets(rich: RichText) -> list[dict[str, Any]]:
    """Marks as facets: UTF-8 byte offsets, in order, none overlapping (the first one wins)."""
    found: list[dict[str, Any]] = []
    free = 0
    for mark in rich.marks:
        feature = _feature(mark)
        if feature and mark.start >= free and mark.end > mark.start:
            start = len(rich.text[: mark.start].encode())
            end = start + len(rich.text[mark.start : mark.end].encode())
            found.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
            free = mark.end
    return found


def _feature(mark: Mark) -> dict[str, Any] | None:
    value = mark.value.lstrip("@#")
    match mark.kind:
        case "link":
            return {"$type": "app.bsky.richtext.facet#link", "uri": mark.value}
        case "hashtag" if fits_tag(value):
            return {"$type": "app.bsky.richtext.facet#tag", "tag": value}
        case "mention" if HANDLE.fullmatch(value):
            return {"$type": "app.bsky.richtext.facet#mention", "did": {"$handle": value.lower()}}
    return None


def fits_tag(tag: str) -> bool:
    return counting.graphemes(tag) <= TAG_GRAPHEMES and len(tag.encode()) <= TAG_BYTES


def _embed(variant: Variant, index: int) -> dict[str, Any] | None:
    media = variant.parts[index].media
    if any(file.kind == "video" for file in media):
        return {"$type": "app.bsky.embed.video", "video": {"$media": 0}, **_shown(media[0], required=False)}
    if media:
        images = [{"image": {"$media": n}, **_shown(file, required=True)} for n, file in enumerate(media)]
        return {"$type": "app.bsky.embed.images", "images": images}
    return _external(variant) if variant.card and index == 0 else None


def _shown(file: MediaFile, required: bool) -> dict[str, Any]:
    ratio = {"aspectRatio": {"width": file.width, "height": file.height}} if file.width and file.height else {}
    return ratio | ({"alt": file.alt} if file.alt or required else {})


def _external(variant: Variant) -> dict[str, Any] | None:
    card = variant.card
    if card is None or card.preview == "none":
        return None
    parts = addresses.split(card.url)
    title = card.title or (parts and parts.netloc) or card.url
    external: dict[str, Any] = {"uri": card.url, "title": title, "description": card.description}
    if card.image:
        external["thumb"] = {"$media": len(variant.parts[0].media)}
    return {"$type": "app.bsky.embed.external", "external": external}
