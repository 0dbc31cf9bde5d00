"""MAX's bot API (platform-api2.max.ru, schema of July 2026) as it behaves for a channel: `/max/...`, and the upload
host `/max-upload/...`.

Chats of the bot are those of its accounts, by their targets. `GET /chats` is gone since June 2026.
"""

from __future__ import annotations

from smmgen.rehearsal.engine.bodies import Form
from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.engine.stage import Endpoint, Stage
from smmgen.rehearsal.networks.max import comments, files, messages, params
from smmgen.rehearsal.networks.max.shown import shown

LIMITS: dict[str, float] = {
    "text": 4000, "attachments": 12, "image_bytes": 50_000_000, "video_bytes": 250_000_000, "audio_bytes": 256_000_000,
    "file_bytes": 4_000_000_000, "not_ready_tries": 1, "messages_a_second": 0, "comments_off": 0,
    "old_errors": 0,
}  # fmt: skip
"""`messages_a_second` to one chat are 2 by the documentation; 0 is any number. `not_ready_tries`: messages that come
too early for a new video, audio or file. `comments_off`: 1 for a channel without comments. `old_errors`: 1 for errors
as they were before November 2026."""


def _by_itself(call: Call) -> Form:
    """For the upload host, which reads its bodies itself."""
    return Form()


_CHAT = r"/chats/{chat:-?\d+}"
_COMMENTS = "/messages/{post}/comments"
ENDPOINTS = (
    Endpoint("GET", "/me", does=messages.bot),
    Endpoint("POST", "/messages", params.SEND, does=messages.send),
    Endpoint("PUT", "/messages", {**params.ONE, **params.BODY}, ("message_id",), does=messages.edit),
    Endpoint("DELETE", "/messages", params.ONE, ("message_id",), does=messages.delete),
    Endpoint("GET", "/messages", params.LIST, does=messages.listed),
    Endpoint("GET", "/messages/{id}", does=messages.read),
    Endpoint("POST", _COMMENTS, params.COMMENT, ("text",), does=comments.send),
    Endpoint("GET", _COMMENTS, params.COMMENTS, does=comments.listed),
    Endpoint("PUT", _COMMENTS, {**params.ONE_COMMENT, **params.COMMENT}, ("comment_id", "text"), does=comments.edit),
    Endpoint("DELETE", _COMMENTS, params.ONE_COMMENT, ("comment_id",), does=comments.delete),
    Endpoint("GET", f"{_COMMENTS}/{{comment}}", does=comments.read),
    Endpoint("PUT", f"{_CHAT}/pin", params.PIN, ("message_id",), does=messages.pin),
    Endpoint("DELETE", f"{_CHAT}/pin", does=messages.unpin),
    Endpoint("GET", f"{_CHAT}/pin", does=messages.pinned),
    Endpoint("GET", _CHAT, does=messages.chat),
    Endpoint("GET", f"{_CHAT}/members/me", does=messages.member),
    Endpoint("POST", "/uploads", params.UPLOAD, ("type",), does=files.open_upload),
    Endpoint("POST", "/{ticket}", does=files.receive, host="upload", open=True, reads=_by_itself),
)
STAGE = Stage(
    name="max",
    title="MAX",
    endpoints=ENDPOINTS,
    errors=params.ERRORS,
    limits=LIMITS,
    kinds=params.OWN_KINDS,
    token=lambda call, parts: params.token(call),
    reads=params.read_call,
    shown=shown,
    unlogged=r"(?<=^/)[\w-]{22}$",
)
