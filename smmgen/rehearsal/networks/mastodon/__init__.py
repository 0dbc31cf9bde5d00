"""Mastodon's API (version 4.5) as it behaves: `/mastodon/api/...`."""

from __future__ import annotations

from smmgen.rehearsal.engine.bodies import read_nested
from smmgen.rehearsal.engine.kinds import number
from smmgen.rehearsal.engine.stage import Endpoint, Stage, Visit
from smmgen.rehearsal.networks.mastodon import attachments, statuses
from smmgen.rehearsal.networks.mastodon.params import EDIT_PARAMS, ERRORS, MEDIA_PARAMS, STATUS_PARAMS, Params
from smmgen.rehearsal.networks.mastodon.shown import shown

LIMITS: dict[str, float] = {
    "max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23, "description_limit": 1500,
    "image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600, "video_size_limit": 103_809_024,
    "video_frame_rate_limit": 120, "video_matrix_limit": 8_294_400, "max_options": 4,
    "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2_629_746,
    "idempotency_seconds": 3600, "video_polls": 1,
}  # fmt: skip
_STATUSES = ("max_characters", "max_media_attachments", "characters_reserved_per_url")
_MEDIA = ("description_limit", "image_size_limit", "image_matrix_limit", "video_size_limit", "video_frame_rate_limit",
          "video_matrix_limit")  # fmt: skip
_POLLS = ("max_options", "max_characters_per_option", "min_expiration", "max_expiration")


def _instance(visit: Visit) -> dict[str, object]:
    types = attachments.IMAGE_TYPES + attachments.VIDEO_TYPES + attachments.AUDIO_TYPES
    limits = {name: int(value) for name, value in visit.limits.items()}
    return {
        "domain": visit.base.removeprefix("http://"), "title": "Rehearsal", "version": "4.5.0",
        "api_versions": {"mastodon": 7}, "languages": ["en"],
        "configuration": {
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {name: limits[name] for name in _STATUSES},
            "media_attachments": {"supported_mime_types": types, **{name: limits[name] for name in _MEDIA}},
            "polls": {name: limits[name] for name in _POLLS},
        },
    }  # fmt: skip


def _verify(visit: Visit) -> dict[str, object]:
    source = {"privacy": "public", "sensitive": False, "language": None, "note": "", "fields": []}
    return {**statuses.show_account(visit, visit.account), "source": source}


_ID = r"{id:\d+}"
_MOVE: Params = {"scheduled_at": "time"}
_PAGE: Params = {"limit": number(1, 40), "since_id": "uint", "min_id": "uint", "max_id": "uint"}
_STATUS_PAGE: Params = {**_PAGE, "exclude_replies": "bool", "exclude_reblogs": "bool"}
ENDPOINTS = (
    Endpoint("GET", "/api/v2/instance", does=_instance, open=True),
    Endpoint("GET", f"/@{{name}}/{_ID}", does=statuses.show_public, open=True),
    Endpoint("POST", "/api/v1/statuses", STATUS_PARAMS, does=statuses.create),
    Endpoint("GET", f"/api/v1/statuses/{_ID}", does=statuses.read),
    Endpoint("PUT", f"/api/v1/statuses/{_ID}", EDIT_PARAMS, does=statuses.edit),
    Endpoint("DELETE", f"/api/v1/statuses/{_ID}", does=statuses.delete),
    Endpoint("GET", f"/api/v1/statuses/{_ID}/source", does=statuses.source),
    Endpoint("GET", f"/api/v1/statuses/{_ID}/context", does=statuses.context),
    Endpoint("GET", "/api/v1/scheduled_statuses", _PAGE, does=statuses.scheduled),
    Endpoint("GET", f"/api/v1/scheduled_statuses/{_ID}", does=statuses.show_scheduled),
    Endpoint("PUT", f"/api/v1/scheduled_statuses/{_ID}", _MOVE, does=statuses.move_scheduled),
    Endpoint("DELETE", f"/api/v1/scheduled_statuses/{_ID}", does=statuses.cancel_scheduled),
    Endpoint("POST", "/api/v2/media", MEDIA_PARAMS, does=attachments.upload, files=("file", "thumbnail")),
    Endpoint("GET", f"/api/v1/media/{_ID}", does=attachments.show),
    Endpoint("PUT", f"/api/v1/media/{_ID}", MEDIA_PARAMS, does=attachments.update),
    Endpoint("GET", "/api/v1/accounts/verify_credentials", does=_verify),
    Endpoint("GET", f"/api/v1/accounts/{_ID}/statuses", _STATUS_PAGE, does=statuses.listed),
)

STAGE = Stage(
    name="mastodon",
    title="Mastodon",
    endpoints=ENDPOINTS,
    errors=ERRORS,
    limits=LIMITS,
    reads=read_nested,
    before=statuses.publish_due,
    shown=shown,
    alt_texts=True,
)
