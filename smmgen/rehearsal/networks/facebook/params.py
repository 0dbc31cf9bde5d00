"""Facebook Pages: the parameters of its calls that a brand's page needs (Graph API v25, Meta's business SDK)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import bad, failed
from smmgen.rehearsal.graph.reading import Params

_WHEN: Params = {"published": "flag", "scheduled_publish_time": "moment"}
_WHO: Params = {"targeting": "map", "feed_targeting": "map"}
FEED: Params = {
    **_WHEN, **_WHO, "message": "str", "link": "str", "attached_media": "maps", "place": "str", "tags": "texts",
    "unpublished_content_type": ("SCHEDULED", "SCHEDULED_RECURRING", "DRAFT", "ADS_POST", "INLINE_CREATED",
                                 "PUBLISHED", "REVIEWABLE_BRANDED_CONTENT"),
}  # fmt: skip
PHOTO: Params = {
    **_WHEN, **_WHO, "url": "str", "caption": "str", "message": "str", "alt_text_custom": "str", "temporary": "flag",
    "no_story": "flag", "place": "str",
}  # fmt: skip
VIDEO: Params = {
    **_WHEN, **_WHO, "file_url": "str", "title": "str", "description": "str", "no_story": "flag", "file_size": "number",
    "upload_phase": ("start", "transfer", "finish", "cancel"), "upload_session_id": "str", "start_offset": "number",
}  # fmt: skip
REEL: Params = {
    **_WHO, "upload_phase": ("start", "finish"), "video_id": "str", "title": "str", "description": "str",
    "video_state": ("DRAFT", "SCHEDULED", "PUBLISHED"), "scheduled_publish_time": "moment", "place": "str",
}  # fmt: skip
STORY: Params = {name: REEL[name] for name in ("upload_phase", "video_id")}
PHOTO_STORY: Params = {"photo_id": "str"}
POST: Params = {
    "message": "str", "is_published": "flag", "scheduled_publish_time": "moment", "is_hidden": "flag",
    "is_pinned": "flag", "name": "str", "description": "str",
}  # fmt: skip
"""Of posts and comments, `name` and `description` of videos."""
COMMENT: Params = {"message": "str", "attachment_id": "str", "attachment_url": "str", "attachment_share_url": "str"}

TEXT_MOST = 63_206
_GEO = ("countries", "regions", "cities", "zips")
_AUDIENCES = {
    "targeting": ("geo_locations", "age_min"),
    "feed_targeting": ("geo_locations", "age_min", "age_max", "genders", "education_statuses", "college_years",
                       "interests", "locales", "relationship_statuses"),
}  # fmt: skip
_AGES = (13, 65)


def check_text(text: str) -> None:
    if len(text) > TEXT_MOST:
        raise bad(f"the text must be at most {TEXT_MOST} characters long")


def check_audience(params: Mapping[str, Any]) -> None:
    """Raises the network's refusal."""
    for name, known in _AUDIENCES.items():
        given = params.get(name, {})
        if unknown := set(given) - set(known):
            raise bad(f'Invalid keys "{", ".join(sorted(unknown))}" were found in param "{name}".')
        places = given.get("geo_locations", {})
        if not isinstance(places, dict) or set(places) - set(_GEO):
            raise bad(f"Param {name}[geo_locations] has {', '.join(_GEO)}")
        countries = places.get("countries", [])
        if not isinstance(countries, list) or not all(re.fullmatch("[A-Z]{2}", str(one)) for one in countries):
            raise bad(f"Param {name}[geo_locations][countries] has codes of two letters")
        for age in ("age_min", "age_max"):
            if type(given.get(age, 18)) is not int or not _AGES[0] <= given.get(age, 18) <= _AGES[1]:
                raise bad(f"Param {name}[{age}] must be {_AGES[0]} to {_AGES[1]}")


def when(visit: Visit, most_days: float) -> float | None:
    """When it goes out, None for at once. Raises the network's refusal."""
    params = visit.params
    at: float | None = params.get("scheduled_publish_time")
    if at is None:
        if params.get("published", True):
            return None
        raise bad("what is not published has a scheduled_publish_time: drafts are not rehearsed")
    if params.get("published", True):
        raise bad("You cannot specify a scheduled publish time on a published post")
    check_time(visit, at, most_days)
    return at


def check_time(visit: Visit, at: float, most_days: float) -> None:
    """Ten minutes ahead at least."""
    if not visit.now + 600 <= at <= visit.now + most_days * 86_400:
        raise failed(
            100, "(#100) The specified scheduled publish time is invalid.", 1363136,
            words=f"The time must be between 10 minutes and {most_days:g} days from now",
        )  # fmt: skip
