"""What is sent: the parameters of a post's container (POST /{user}/media) and of its first comment."""

from __future__ import annotations

from typing import Any

from smmgen.media.types import MediaFile
from smmgen.networks.graph import require_target
from smmgen.networks.instagram.facts import Options, Tag
from smmgen.variants.types import Part, Variant

TRIALS = {"manual": "MANUAL", "performance": "SS_PERFORMANCE"}


def render(variant: Variant) -> list[dict[str, Any]]:
    """The items of a carousel are in `children`, each for a container of its own. `comment_enabled` is no parameter of
    the container: it is sent once the post is out."""
    require_target(variant, "the name of an Instagram profile", '"@teplo.coffee"')
    return [_comment(part) if index else _container(variant, part) for index, part in enumerate(variant.parts)]


def options_of(variant: Variant) -> Options:
    return Options(**variant.fields.targeting.options("instagram"))


def kind_of(variant: Variant) -> str:
    """STORIES, CAROUSEL, REELS, which every single video is, or "" for a photo."""
    files = variant.parts[0].media
    if variant.format == "story":
        return "STORIES"
    if len(files) > 1:
        return "CAROUSEL"
    return "REELS" if variant.format == "reel" or any(file.kind == "video" for file in files) else ""


def _comment(part: Part) -> dict[str, Any]:
    return {"media_id": {"$previous": "id"}, "message": part.rich.text}


def _container(variant: Variant, part: Part) -> dict[str, Any]:
    options, kind = options_of(variant), kind_of(variant)
    found: dict[str, Any] = {"media_type": kind, **_media(part, kind, options)}
    if kind != "STORIES":
        found |= {
            "caption": part.rich.text,
            "location_id": options.location_id,
            "collaborators": [name.removeprefix("@") for name in options.collaborators],
        }
    if kind == "REELS":
        found |= {
            "thumb_offset": options.thumb_offset,
            "audio_name": options.audio_name,
            "trial_params": {"graduation_strategy": TRIALS[options.trial]} if options.trial else None,
        }
    chosen = {name: value for name, value in found.items() if value or value == 0}
    if options.is_ai_generated:
        chosen["is_ai_generated"] = True
    if kind == "REELS":
        chosen["share_to_feed"] = options.share_to_feed
    if variant.fields.targeting.replies == "nobody" and kind != "STORIES":
        chosen["comment_enabled"] = False
    return chosen


def _media(part: Part, kind: str, options: Options) -> dict[str, Any]:
    items = [_item(index, file, kind, options.user_tags) for index, file in enumerate(part.media)]
    if kind == "CAROUSEL":
        return {"children": items}
    return items[0] if items else {}


def _item(index: int, file: MediaFile, kind: str, tags: list[Tag]) -> dict[str, Any]:
    is_video = file.kind == "video"
    item: dict[str, Any] = {"video_url" if is_video else "image_url": {"$address": index}}
    if is_video and kind == "CAROUSEL":
        item["media_type"] = "VIDEO"
    if not is_video and file.alt and kind != "STORIES":
        item["alt_text"] = file.alt
    if here := [_tag(tag, is_video) for tag in tags if tag.file == index + 1]:
        item["user_tags"] = here
    return item


def _tag(tag: Tag, is_video: bool) -> dict[str, Any]:
    """In videos people have no place."""
    name = {"username": tag.username.removeprefix("@")}
    return name if is_video or tag.x is None or tag.y is None else {**name, "x": tag.x, "y": tag.y}
