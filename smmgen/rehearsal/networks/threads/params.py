"""Threads: the parameters of its calls, and what a text may hold (developers.facebook.com/docs/threads)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import bad, failed
from smmgen.rehearsal.graph.reading import Params

REPLY_CONTROL = ("everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only")
CREATE: Params = {
    "media_type": ("TEXT", "IMAGE", "VIDEO", "CAROUSEL"), "text": "str", "image_url": "str", "video_url": "str",
    "is_carousel_item": "flag", "children": "texts", "alt_text": "str", "reply_to_id": "str",
    "reply_control": REPLY_CONTROL, "quote_post_id": "str", "link_attachment": "str", "topic_tag": "str",
    "poll_attachment": "map", "gif_attachment": "map", "text_attachment": "map", "text_entities": "maps",
    "is_spoiler_media": "flag", "location_id": "str", "allowlisted_country_codes": "texts", "is_ghost_post": "flag",
    "auto_publish_text": "flag", "enable_reply_approvals": "flag", "crossreshare_to_ig": "flag",
}  # fmt: skip
UNPUBLISHED = {"allowlisted_country_codes", "enable_reply_approvals", "crossreshare_to_ig"}
"""Documented on developers.facebook.com/docs/threads/posts, and not in Meta's collection of calls."""

_TEXT_ONLY = ("link_attachment", "poll_attachment", "gif_attachment", "text_attachment", "auto_publish_text")
_OF_MEDIA = {"TEXT": (), "IMAGE": ("image_url",), "VIDEO": ("video_url",), "CAROUSEL": ("children",)}
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|[\U0001F1E6-\U0001F1FF]|\u20E3")
_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_ANSWERS = ("option_a", "option_b", "option_c", "option_d")


def length(text: str) -> int:
    """In characters, an emoji counting as many as it has bytes in UTF-8."""
    found = regex.findall(r"\X", text)
    return sum(len(one.encode()) if _EMOJI.search(one) else len(one) for one in found)


def check(visit: Visit, params: Mapping[str, Any]) -> None:
    """What belongs together, and the limits of text. Raises the network's refusal."""
    kind = params["media_type"]
    _check_kind(params, kind)
    text = params.get("text", "")
    if length(text) > visit.limits["text"]:
        raise bad(f"Param text must be at most {visit.limits['text']:g} characters long.")
    if kind == "TEXT" and not text.strip() and not {"link_attachment", "gif_attachment"} & set(params):
        raise bad("Param text is required for a text post")
    links = {*_LINK.findall(text), *([params["link_attachment"]] if "link_attachment" in params else [])}
    if len(links) > visit.limits["links"]:
        raise failed(
            100, "THREADS_API__LINK_LIMIT_EXCEEDED", title="Too many links", words="A post has 5 links at most"
        )
    if "link_attachment" in params and not _LINK.fullmatch(params["link_attachment"]):
        raise bad("Param link_attachment must be a URL")
    _check_tag(params)
    _check_poll(params)
    _check_more(params)


def _check_kind(params: Mapping[str, Any], kind: str) -> None:
    for name in ("image_url", "video_url", "children"):
        if (name in params) != (name in _OF_MEDIA[kind]):
            raise bad(f"Param {name} is {'required' if name not in params else 'not allowed'} for media_type {kind}")
    if kind != "TEXT" and (wrong := [name for name in _TEXT_ONLY if name in params]):
        raise bad(f"Param {wrong[0]} is for text posts only")
    if params.get("is_carousel_item"):
        if kind not in ("IMAGE", "VIDEO"):
            raise bad("Param media_type must be IMAGE or VIDEO for an item of a carousel")
        if more := set(params) - {"media_type", "is_carousel_item", "alt_text", *_OF_MEDIA[kind]}:
            raise bad(f"Param {min(more)} is not allowed for an item of a carousel")
    if "alt_text" in params and kind not in ("IMAGE", "VIDEO"):
        raise bad("Param alt_text is for images and videos")
    if len(params.get("alt_text", "")) > 1000:
        raise bad("Param alt_text must be at most 1000 characters long.")
    if "children" in params and not 2 <= len(params["children"]) <= 20:
        raise bad("Param children must have 2 to 20 items")


def _check_tag(params: Mapping[str, Any]) -> None:
    tag = params.get("topic_tag")
    if tag is not None and (not 1 <= len(tag) <= 50 or set(tag) & set(".&")):
        raise bad("Param topic_tag must have 1 to 50 characters, none of them . or &")


def _check_poll(params: Mapping[str, Any]) -> None:
    if "poll_attachment" not in params:
        return
    poll = params["poll_attachment"]
    if "link_attachment" in params or "text_attachment" in params:
        raise bad("Param poll_attachment excludes link_attachment and text_attachment")
    if [*poll] != list(_ANSWERS[: len(poll)]) or len(poll) < 2:
        raise bad("Param poll_attachment has option_a, option_b and, in their order, option_c and option_d")
    if any(not isinstance(text, str) or not text.strip() or len(text) > 25 for text in poll.values()):
        raise bad("Param poll_attachment: an option has 1 to 25 characters")


def _check_more(params: Mapping[str, Any]) -> None:
    attached = params.get("text_attachment", {"plaintext": "a"})
    if not 1 <= len(str(attached.get("plaintext", ""))) <= 10_000:
        raise bad("Param text_attachment: plaintext has 1 to 10000 characters")
    if not set(params.get("gif_attachment", {})) <= {"gif_id", "provider"}:
        raise bad("Param gif_attachment has gif_id and provider")
    for one in params.get("text_entities", []):
        if set(one) != {"entity_type", "offset", "length"} or one["entity_type"] != "SPOILER":
            raise bad("Param text_entities: an entity has entity_type SPOILER, offset and length")
    if not params.get("location_id", "1").isdecimal():
        raise bad("Param location_id must be the ID of a location")
