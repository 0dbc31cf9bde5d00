"""Bluesky's PDS and video service as they behave: `/bluesky/xrpc/NSID` and `/bluesky-video/xrpc/NSID`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smmgen.rehearsal.engine.bodies import Malformed, read_json
from smmgen.rehearsal.engine.http import Answer, Call, Stage
from smmgen.rehearsal.networks.bluesky import blobs, records, sessions
from smmgen.rehearsal.networks.bluesky.sessions import failed, invalid
from smmgen.rehearsal.networks.bluesky.shown import shown

LIMITS: dict[str, float] = {
    "access_seconds": 120 * 60, "refresh_seconds": 90 * 86_400, "blob_bytes": 52_428_800, "video_polls": 1,
}  # fmt: skip

# procedures that take JSON; procedures that take nothing or raw bytes; queries
_PROCEDURES: dict[str, Callable[[Call, dict[str, Any]], Answer]] = {
    "com.atproto.server.createSession": sessions.create,
    "com.atproto.repo.createRecord": records.create,
    "com.atproto.repo.putRecord": records.put,
    "com.atproto.repo.deleteRecord": records.delete,
}
_RAW: dict[str, Callable[[Call], Answer]] = {"com.atproto.repo.uploadBlob": blobs.upload}
_EMPTY: dict[str, Callable[[Call], Answer]] = {"com.atproto.server.refreshSession": sessions.refresh}
_QUERIES: dict[str, Callable[[Call], Answer]] = {
    "com.atproto.server.getSession": sessions.show,
    "com.atproto.server.getServiceAuth": sessions.service_auth,
    "com.atproto.repo.getRecord": records.get,
    "com.atproto.repo.listRecords": records.listed,
    "com.atproto.identity.resolveHandle": records.resolve_handle,
}
_VIDEO_RAW: dict[str, Callable[[Call], Answer]] = {"app.bsky.video.uploadVideo": blobs.upload_video}
_VIDEO_QUERIES: dict[str, Callable[[Call], Answer]] = {"app.bsky.video.getJobStatus": blobs.job_status}


def answer(call: Call) -> Answer:
    """Answer one XRPC call."""
    is_video = call.host == "video"
    root, _, method = call.path.removeprefix("/").partition("/")
    if root != "xrpc":
        raise failed(404, "NotFound", "there is nothing at this address")
    queries, raw = (_VIDEO_QUERIES, _VIDEO_RAW) if is_video else (_QUERIES, {**_RAW, **_EMPTY})
    procedures = {} if is_video else _PROCEDURES
    if method not in {**queries, **raw, **procedures}:
        raise failed(501, "MethodNotImplemented", "Method Not Implemented")
    if call.method != ("GET" if method in queries else "POST"):
        raise invalid(f"Incorrect HTTP method ({call.method}) for {method}")
    if method in procedures:
        return procedures[method](call, _input(call))
    if method in _EMPTY and call.body:
        raise invalid("A request body was provided when none was expected")
    return (queries.get(method) or raw[method])(call)


def _input(call: Call) -> dict[str, Any]:
    if call.content_type != "application/json":
        raise invalid(f"Wrong request encoding (Content-Type): {call.content_type or 'none'}")
    try:
        return read_json(call.body)
    except Malformed as error:
        raise invalid(str(error)) from error


def _rate_limited(seconds: int, now: float) -> Answer:
    headers = {
        "RateLimit-Limit": "30", "RateLimit-Remaining": "0", "RateLimit-Reset": str(int(now) + seconds),
        "RateLimit-Policy": "30;w=300", "Retry-After": str(seconds),
    }  # fmt: skip
    return Answer(429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, headers)


STAGE = Stage(
    name="bluesky",
    title="Bluesky",
    limits=LIMITS,
    answer=answer,
    rate_limited=_rate_limited,
    broken=lambda: failed(500, "InternalServerError", "Internal Server Error").answer,
    unreadable=lambda reason: invalid(reason).answer,
    settings={"base_url": "{url}/bluesky", "video_url": "{url}/bluesky-video"},
    shown=shown,
    edited="record",
    alt_texts=True,
)
