"""Mastodon's API (version 4.5) as it behaves: `/mastodon/api/...`."""

from __future__ import annotations

import re
from collections.abc import Callable

from smmgen.rehearsal.engine.http import Account, Answer, Call, Stage
from smmgen.rehearsal.engine.state import iso
from smmgen.rehearsal.networks.mastodon import attachments, statuses
from smmgen.rehearsal.networks.mastodon.params import failed
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


def answer(call: Call) -> Answer:
    """Answer one call of the API, or show a status to whoever follows its link."""
    if (call.method, call.path) == ("GET", "/api/v2/instance"):
        return Answer(200, _instance(call))
    public = re.fullmatch(r"/@[^/]+/(\d+)", call.path)
    if public and call.method == "GET":
        return _public(call, public[1])
    account = _account(call)
    statuses.publish_due(call, account)
    for method, pattern, respond in _ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match and method == call.method:
            return respond(call, account, *match.groups())
    raise failed(404, "Not Found")


def _account(call: Call) -> Account:
    if not call.bearer:
        raise failed(401, "This method requires an authenticated user")
    for account in call.accounts:
        if account.token == call.bearer:
            return account
    raise failed(401, "The access token is invalid")


def _public(call: Call, number: str) -> Answer:
    kept = call.state.get("mastodon", "status", number)
    owner = next((one for one in call.accounts if kept is not None and one.account == kept["account"]), None)
    if kept is None or owner is None:
        raise failed(404, "Record not found")
    return Answer(200, statuses.show(call, owner, number, kept))


def _own_statuses(call: Call, account: Account, number: str) -> Answer:
    if number != statuses.account_id(account):
        raise failed(404, "Record not found")
    return statuses.listed(call, account)


def _instance(call: Call) -> dict[str, object]:
    types = attachments.IMAGE_TYPES + attachments.VIDEO_TYPES + attachments.AUDIO_TYPES
    return {
        "domain": call.base.removeprefix("http://"), "title": "Rehearsal", "version": "4.5.0",
        "api_versions": {"mastodon": 7}, "languages": ["en"],
        "configuration": {
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {name: int(call.limits[name]) for name in _STATUSES},
            "media_attachments": {"supported_mime_types": types, **{name: int(call.limits[name]) for name in _MEDIA}},
            "polls": {name: int(call.limits[name]) for name in _POLLS},
        },
    }  # fmt: skip


def _show(call: Call, account: Account, number: str) -> Answer:
    kept = statuses.find(call, account, number)
    return Answer(200, statuses.show(call, account, number, kept))


def _verify(call: Call, account: Account) -> Answer:
    source = {"privacy": "public", "sensitive": False, "language": None, "note": "", "fields": []}
    return Answer(200, {**statuses.show_account(call, account), "source": source})


_ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("POST", "/api/v1/statuses", statuses.create),
    ("GET", r"/api/v1/statuses/(\d+)", _show),
    ("PUT", r"/api/v1/statuses/(\d+)", statuses.edit),
    ("DELETE", r"/api/v1/statuses/(\d+)", statuses.delete),
    ("GET", r"/api/v1/statuses/(\d+)/source", statuses.source),
    ("GET", r"/api/v1/statuses/(\d+)/context", statuses.context),
    ("GET", "/api/v1/scheduled_statuses", statuses.scheduled),
    ("GET", r"/api/v1/scheduled_statuses/(\d+)", statuses.show_scheduled),
    ("PUT", r"/api/v1/scheduled_statuses/(\d+)", statuses.move_scheduled),
    ("DELETE", r"/api/v1/scheduled_statuses/(\d+)", statuses.cancel_scheduled),
    ("POST", "/api/v2/media", attachments.upload),
    ("GET", r"/api/v1/media/(\d+)", attachments.show),
    ("PUT", r"/api/v1/media/(\d+)", attachments.update),
    ("GET", "/api/v1/accounts/verify_credentials", _verify),
    ("GET", r"/api/v1/accounts/(\d+)/statuses", _own_statuses),
)


def _rate_limited(seconds: int, now: float) -> Answer:
    """Without Retry-After: the reset is an ISO time."""
    headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": iso(now + seconds),
    }
    return Answer(429, {"error": "Too many requests"}, headers)


STAGE = Stage(
    name="mastodon",
    title="Mastodon",
    limits=LIMITS,
    answer=answer,
    rate_limited=_rate_limited,
    broken=lambda: Answer(500, {"error": "We're sorry, but something went wrong on our end."}),
    unreadable=lambda reason: failed(400, reason).answer,
    shown=shown,
    alt_texts=True,
)
