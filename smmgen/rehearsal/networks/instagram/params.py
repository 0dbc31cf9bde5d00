"""Instagram: the parameters of its calls and what belongs together (Instagram Platform, ig-user/media and error codes).

The errors have the code and subcode of Meta's table (instagram-platform/.../error-codes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Refused
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import bad, failed
from smmgen.rehearsal.graph.reading import Params

CREATE: Params = {
    "image_url": "str", "video_url": "str", "media_type": ("CAROUSEL", "REELS", "STORIES", "VIDEO"),
    "caption": "str", "alt_text": "str", "children": "texts", "is_carousel_item": "flag", "location_id": "str",
    "user_tags": "maps", "collaborators": "texts", "cover_url": "str", "thumb_offset": "number", "audio_name": "str",
    "share_to_feed": "flag", "trial_params": "map", "upload_type": ("resumable",), "is_ai_generated": "flag",
}  # fmt: skip
UNPUBLISHED = {"is_ai_generated"}
"""Newer than the parameter tables (Graph API v26)."""

SUBCODES: Mapping[int, tuple[int, str]] = {
    2207004: (36000, "The image is too large to download"),
    2207005: (36001, "The image format is not supported"),
    2207006: (24, "The requested resource does not exist"),
    2207008: (24, "The container does not exist yet"),
    2207009: (36003, "The aspect ratio is not supported"),
    2207010: (36004, "The caption was too long"),
    2207020: (-2, "The container has expired"),
    2207026: (352, "The video format is not supported"),
    2207027: (9007, "Media ID is not available"),
    2207028: (100, "The number of items of the carousel is not supported"),
    2207032: (-1, "Create media fail, please try to re-create media"),
    2207040: (100, "Cannot use more tags than allowed"),
    2207042: (9, "Application request limit reached"),
    2207051: (4, "Application request limit reached"),
    2207052: (9004, "Only photo or video can be accepted as media type."),
    2207053: (-1, "Unknown upload error"),
    2207057: (1, "The thumbnail offset is not within the video"),
    2207082: (-1, "Media upload has failed"),
}
"""Subcode -> code, and words of ours for it."""

_HASHTAG = re.compile(r"(?<!\w)#\w+")
_MENTION = re.compile(r"(?<![\w.])@\w[\w.]*")
_USERNAME = re.compile(r"[\w.]{1,30}")
_ONLY_REELS = ("cover_url", "thumb_offset", "audio_name", "share_to_feed", "trial_params")
_NOT_IN_STORIES = ("caption", "alt_text", "location_id", "collaborators", *_ONLY_REELS)
_OF_ITEMS = (
    "image_url", "video_url", "media_type", "is_carousel_item", "alt_text", "user_tags", "upload_type", "location_id",
)  # fmt: skip
_OF_CAROUSELS = ("media_type", "children", "caption", "location_id", "collaborators", "is_ai_generated")


def refused(subcode: int, words: str = "") -> Refused:
    """An error of Meta's table."""
    code, message = SUBCODES[subcode]
    return failed(code, message, subcode, title=message, words=words or message)


def kind_of(params: Mapping[str, Any]) -> str:
    """IMAGE, VIDEO (an item of a carousel), REELS, STORIES or CAROUSEL. Raises the network's refusal."""
    kind = params.get("media_type", "IMAGE" if "image_url" in params else "")
    if not kind:
        raise bad("The parameter image_url, or media_type with video_url, is required")
    if kind == "VIDEO" and not params.get("is_carousel_item"):
        raise bad("media_type VIDEO is no longer supported: use REELS")
    return str(kind)


def check(visit: Visit, params: Mapping[str, Any]) -> str:
    """The kind of media. Raises the network's refusal."""
    kind = kind_of(params)
    _check_source(params, kind)
    _check_place(params, kind)
    _check_caption(visit, params.get("caption", ""))
    _check_people(params, kind)
    if len(params.get("alt_text", "")) > 1000:
        raise bad("Param alt_text must be at most 1000 characters long")
    if not params.get("location_id", "1").isdecimal():
        raise bad("Param location_id must be the ID of a Page")
    if "children" in params and not 2 <= len(set(params["children"])) == len(params["children"]) <= 10:
        raise refused(2207028, "A carousel has 2 to 10 different items")
    if not set(params.get("trial_params", {})) <= {"graduation_strategy"}:
        raise bad("Param trial_params has graduation_strategy")
    return kind


def _check_source(params: Mapping[str, Any], kind: str) -> None:
    given = {name for name in ("image_url", "video_url", "children", "upload_type") if name in params}
    right = {
        "IMAGE": ({"image_url"},), "CAROUSEL": ({"children"},), "REELS": ({"video_url"}, {"upload_type"}),
        "VIDEO": ({"video_url"}, {"upload_type"}),
        "STORIES": ({"image_url"}, {"video_url"}, {"upload_type"}),
    }[kind]  # fmt: skip
    if given not in right:
        raise bad(f"media_type {kind} takes {' or '.join(sorted(min(one) for one in right))}")


def _check_place(params: Mapping[str, Any], kind: str) -> None:
    """Each parameter where it means something: the real server passes over others."""
    wrong: set[str] = set()
    if params.get("is_carousel_item"):
        wrong = set(params) - set(_OF_ITEMS) | ({"media_type"} if kind in ("REELS", "STORIES", "CAROUSEL") else set())
    elif kind == "CAROUSEL":
        wrong = set(params) - set(_OF_CAROUSELS)
    elif kind == "STORIES":
        wrong = set(params) & set(_NOT_IN_STORIES)
    elif kind != "REELS":
        wrong = set(params) & set(_ONLY_REELS)
    if kind in ("REELS", "VIDEO") and "alt_text" in params:
        wrong = {"alt_text"}
    if wrong:
        raise bad(f"Param {min(wrong)} is not allowed for this kind of media")


def _check_caption(visit: Visit, caption: str) -> None:
    if len(caption) > visit.limits["caption"]:
        raise refused(2207010, f"The caption has {len(caption)} characters, at most {visit.limits['caption']:g}")
    if len(_HASHTAG.findall(caption)) > visit.limits["hashtags"] or len(_MENTION.findall(caption)) > 20:
        raise refused(2207040, f"A caption has {visit.limits['hashtags']:g} hashtags and 20 mentions at most")


def _check_people(params: Mapping[str, Any], kind: str) -> None:
    for name in params.get("collaborators", []):
        if not _USERNAME.fullmatch(name):
            raise bad("Param collaborators has user names")
    if len(params.get("collaborators", [])) > 3:
        raise bad("Param collaborators has at most 3 user names")
    tags = params.get("user_tags", [])
    if len(tags) > 20:
        raise refused(2207040, "A picture has 20 tags of users at most")
    for tag in tags:
        _check_tag(tag, kind)


def _check_tag(tag: Mapping[str, Any], kind: str) -> None:
    if set(tag) - {"username", "x", "y"} or not _USERNAME.fullmatch(str(tag.get("username", ""))):
        raise bad("Param user_tags has objects with username, x and y")
    place = [tag[name] for name in ("x", "y") if name in tag]
    if kind == "IMAGE" and len(place) != 2:
        raise bad("Param user_tags: a tag of a picture has x and y")
    if kind in ("REELS", "VIDEO") and place:
        raise bad("Param user_tags: a tag of a video has no x and y")
    if any(type(one) not in (int, float) or not 0 <= one <= 1 for one in place):
        raise bad("Param user_tags: x and y are 0 to 1")
