"""Mastodon: the parameters of its calls, and the shape of an error.

Rails ignores parameters it does not know; here they are refused.
"""

from __future__ import annotations

from smmgen.rehearsal.engine.http import Refused
from smmgen.rehearsal.engine.kinds import Spec, parts
from smmgen.rehearsal.engine.stage import Error

Params = dict[str, Spec]

_POLL = parts({"options": "strings", "expires_in": "int", "multiple": "bool", "hide_totals": "bool"})
STATUS_PARAMS: Params = {
    "status": "str", "media_ids": "strings", "poll": _POLL, "in_reply_to_id": "str", "sensitive": "bool",
    "spoiler_text": "str", "visibility": ("public", "unlisted", "private", "direct"), "language": "language",
    "scheduled_at": "time", "quoted_status_id": "str", "quote_approval_policy": ("public", "followers", "nobody"),
}  # fmt: skip
EDIT_PARAMS: Params = {
    **{name: STATUS_PARAMS[name] for name in ("status", "media_ids", "poll", "sensitive", "spoiler_text", "language",
                                              "quote_approval_policy")},
    "media_attributes": "objects",
}  # fmt: skip
MEDIA_PARAMS: Params = {"description": "str", "focus": "str"}
ERRORS = {
    "unauthorised": Error(401, {"error": "The access token is invalid"}),
    "no_token": Error(401, {"error": "This method requires an authenticated user"}),
    "unknown_call": Error(404, {"error": "Not Found"}),
    "not_found": Error(404, {"error": "Record not found"}),
    "invalid": Error(422, {"error": "Validation failed: {reason}"}),
    "unreadable": Error(400, {"error": "{reason}"}),
    "broken": Error(500, {"error": "We're sorry, but something went wrong on our end."}),
    # without Retry-After: the reset is an ISO time
    "rate_limited": Error(
        429, {"error": "Too many requests"},
        {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{iso}"},
    ),
}  # fmt: skip


def failed(status: int, error: str) -> Refused:
    return Error(status, {"error": "{reason}"})(reason=error)


def invalid(reason: str) -> Refused:
    return ERRORS["invalid"](reason=reason)


def missing() -> Refused:
    return ERRORS["not_found"]()
