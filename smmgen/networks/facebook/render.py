"""What is sent: each part of a post as an edge of the Page or post, and the parameters of the call to it."""

from __future__ import annotations

from typing import Any

from smmgen.networks.facebook import stories
from smmgen.networks.facebook.facts import Gating, Options, Preference
from smmgen.networks.graph import require_target
from smmgen.variants.types import Part, Variant

GENDERS = {"male": 1, "female": 2}
MESSAGE = {"feed": "message", "videos": "description", "video_reels": "description", "comments": "message"}
"""Edge -> the parameter that holds the text."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """`edge` is feed, videos, video_reels, photo_stories, video_stories or comments. Photos are in `attached_media` by
    their placeholders; a video is the only file of its part, as is that of a story, which has no parameters of its own.
    `scheduled_publish_time` is left out where smm itself delivers."""
    require_target(
        variant, "the id of a Page", "the number, such as 100200300400; docs/how-to/tokens.md says where to find it"
    )
    return [_comment(part) if index else _post(variant, part) for index, part in enumerate(variant.parts)]


def options_of(variant: Variant) -> Options:
    return Options(**variant.fields.targeting.options("facebook"))


def edge_of(variant: Variant) -> str:
    if variant.format == "story":
        return stories.edge_of(variant)
    if variant.format == "reel":
        return "video_reels"
    return "videos" if any(file.kind == "video" for file in variant.parts[0].media) else "feed"


def is_native(variant: Variant) -> bool:
    return variant.account.delivery == "native" and variant.at is not None


def _comment(part: Part) -> dict[str, Any]:
    return {"edge": "comments", "object_id": {"$previous": "id"}, "params": {"message": part.rich.text}}


def _post(variant: Variant, part: Part) -> dict[str, Any]:
    edge, options = edge_of(variant), options_of(variant)
    if variant.format == "story":
        return {"edge": edge, "params": {}}
    found: dict[str, Any] = {
        MESSAGE[edge]: part.rich.text,
        "place": options.place_id if edge != "videos" else None,
        "scheduled_publish_time": int(variant.at.instant.timestamp()) if is_native(variant) and variant.at else None,
    }
    if edge != "video_reels":
        found |= {"targeting": _gating(options.gating), "feed_targeting": _preference(options.feed_targeting)}
    if edge == "feed":
        found["link"] = variant.card.url if _has_card(variant, part) and variant.card else None
        found["attached_media"] = [{"media_fbid": {"$media": index}} for index in range(len(part.media))]
    else:
        found["title"] = next((file.title for file in part.media if file.title), None) or variant.fields.title
    return {"edge": edge, "params": {name: value for name, value in found.items() if value}}


def _has_card(variant: Variant, part: Part) -> bool:
    return variant.card is not None and variant.card.preview != "none" and not part.media


def _gating(gating: Gating | None) -> dict[str, Any]:
    return {} if gating is None else _given(_places(gating.countries) | {"age_min": gating.age_min})


def _preference(wanted: Preference | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    return _given(
        _places(wanted.countries)
        | {
            "age_min": wanted.age_min,
            "age_max": wanted.age_max,
            "genders": [GENDERS[one] for one in wanted.genders],
            "interests": wanted.interests,
            "locales": wanted.locales,
        }
    )


def _places(countries: list[str]) -> dict[str, Any]:
    return {"geo_locations": {"countries": countries}} if countries else {}


def _given(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value}
