"""What is sent: each part of a post as a method of VK's API and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.media.types import MediaFile
from smmgen.networks.vk import api, stories
from smmgen.networks.vk.api import owner_id
from smmgen.networks.vk.facts import Options
from smmgen.variants.types import Part, Variant, part_keys


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"method": "wall.post", "params": {...}}`, for a poll with the parameters of polls.create beside it.

    `needs_user_token` says that something has to be uploaded first that a community's token may not upload. Of a story,
    see `stories.render`.
    """
    if variant.format == "story":
        return [stories.render(variant, part) for part in variant.parts]
    return [
        _comment(variant, part, key) if part.role == "comment" else _post(variant, part, key)
        for part, key in zip(variant.parts, part_keys(variant), strict=True)
    ]


def _post(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    request: dict[str, Any] = {"method": "wall.post", "params": _params(variant, part, key)}
    if variant.fields.poll:
        request["poll"] = _poll(variant.fields.poll, variant)
    if variant.fields.poll or any(route_of(item) != "document" for item in part.media):
        request["needs_user_token"] = True
    return request


def _params(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    fields = variant.fields
    options = options_of(variant)
    params = {
        "owner_id": owner_id(variant.account.target),
        "from_group": True,
        "message": part.rich.text,
        "attachments": _attachments(variant, part),
        "guid": guid(key),
        "publish_date": _unix(variant.at.instant) if is_native(variant) and variant.at else None,
        "mark_as_ads": fields.ads is not None,
        "close_comments": fields.targeting.replies == "nobody",
        "link_title": variant.card.title if variant.card and _is_attached(variant) else None,
    }
    return _given(params | _place(variant, options) | _extras(variant, options))


def _attachments(variant: Variant, part: Part) -> list[Any]:
    """What only exists once it is uploaded or made is a placeholder. VK parts the list at commas, quoted or not."""
    media = [{"$media": number} for number in range(len(part.media))]
    poll = [{"$poll": 0}] if variant.fields.poll else []
    link = [variant.card.url.replace(",", "%2C")] if variant.card and _is_attached(variant) else []
    return [*media, *options_of(variant).attach, *poll, *link]


def _is_attached(variant: Variant) -> bool:
    return variant.card is not None and variant.card.preview != "none"


def _place(variant: Variant, options: Options) -> dict[str, Any]:
    place = variant.fields.targeting.place
    if options.place_id or not place:
        return {"place_id": options.place_id}
    return {"lat": place.lat, "long": place.lon}


def options_of(variant: Variant) -> Options:
    given = variant.fields.targeting.options("vk")
    return Options.model_validate(given) if given else _no_options()


@cache
def _no_options() -> Options:
    """Of most posts."""
    return Options()


def _extras(variant: Variant, options: Options) -> dict[str, Any]:
    return {
        "signed": options.signed,
        "mute_notifications": options.mute_notifications,
        "copyright": options.copyright,
        "donut_paid_duration": options.donut,
        "primary_attachments_mode": "carousel" if variant.format == "carousel" else None,
    }


def _poll(poll: Poll, variant: Variant) -> dict[str, Any]:
    """Parameters of polls.create. The end is counted from the planned time, so that it is the same in every build."""
    end = variant.at.instant + timedelta(seconds=seconds(poll.closes)) if poll.closes and variant.at else None
    return _given(
        {
            "owner_id": owner_id(variant.account.target),
            "question": poll.question,
            "add_answers": api.quoted(poll.options),
            "is_multiple": poll.multiple,
            "end_date": _unix(end) if end else None,
        }
    ) | {"is_anonymous": poll.anonymous}


def _comment(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    owner = owner_id(variant.account.target)
    return {
        "method": "wall.createComment",
        "params": {
            "owner_id": owner,
            "post_id": {"$previous": "post_id"},
            "from_group": -owner,
            "message": part.rich.text,
            "guid": guid(key),
        },
    }


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is off or empty; a coordinate may be 0."""
    return {name: value for name, value in params.items() if value or name in ("lat", "long")}


def guid(key: str) -> str:
    """What VK remembers for an hour: the same for every try of one part."""
    return sha256(key.encode()).hexdigest()[:32]


def _unix(instant: datetime) -> int:
    return int(instant.timestamp())


def is_native(variant: Variant) -> bool:
    return variant.account.delivery == "native" and variant.at is not None


def route_of(item: MediaFile) -> str:
    """Where a file goes: a GIF is a document to VK, as a photo it would not move."""
    if item.mime == "image/gif":
        return "document"
    return {"image": "photo", "video": "video"}.get(item.kind, "document")
