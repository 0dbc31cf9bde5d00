"""Bluesky's PDS and video service as they behave: `/bluesky/xrpc/NSID` and `/bluesky-video/xrpc/NSID`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_json, read_raw
from smmgen.rehearsal.engine.http import Call
from smmgen.rehearsal.engine.kinds import Spec, number, of_type
from smmgen.rehearsal.engine.stage import Endpoint, Stage, Visit
from smmgen.rehearsal.networks.bluesky import blobs, records, sessions
from smmgen.rehearsal.networks.bluesky.lexicon import RECORDS
from smmgen.rehearsal.networks.bluesky.sessions import ERRORS, REFRESH, SERVICE
from smmgen.rehearsal.networks.bluesky.shown import shown

LIMITS: dict[str, float] = {
    "access_seconds": 120 * 60, "refresh_seconds": 90 * 86_400, "blob_bytes": 52_428_800, "video_polls": 1,
}  # fmt: skip
Params = dict[str, Spec]
Does = Callable[[Visit], Any]

_WRITE: Params = {
    "repo": "str", "collection": RECORDS, "rkey": "str", "validate": "bool", "record": "object",
    "swapCommit": "str",
}  # fmt: skip
_PUT: Params = {**_WRITE, "swapRecord": of_type("str or null", str, type(None))}
_DELETE: Params = {
    "repo": "str",
    "collection": RECORDS,
    "rkey": "str",
    "swapRecord": "str",
    "swapCommit": "str",
}
_LIST: Params = {"repo": "str", "collection": "str", "limit": number(1, 100), "cursor": "str", "reverse": "bool"}


def read_input(call: Call) -> Form:
    """What a procedure takes. Raises `Malformed`."""
    if call.content_type != "application/json":
        raise Malformed(f"Wrong request encoding (Content-Type): {call.content_type or 'none'}")
    return Form(read_json(call.body), is_json=True)


def _nothing(call: Call) -> Form:
    if call.body:
        raise Malformed("A request body was provided when none was expected")
    return Form()


def _procedure(nsid: str, params: Params, needed: str, does: Does, **more: Any) -> Endpoint:
    return Endpoint("POST", f"/xrpc/{nsid}", params, needed.split(), does=does, **{"reads": read_input, **more})


def _query(nsid: str, params: Params, needed: str, does: Does, **more: Any) -> Endpoint:
    return Endpoint("GET", f"/xrpc/{nsid}", params, needed.split(), does=does, reads=read_raw, **more)


ENDPOINTS = (
    _procedure(
        "com.atproto.server.createSession", {"identifier": "str", "password": "str"}, "identifier password",
        sessions.create, open=True,
    ),
    _procedure("com.atproto.server.refreshSession", {}, "", sessions.refresh, reads=_nothing, secrets=(REFRESH,)),
    _procedure("com.atproto.repo.createRecord", _WRITE, "repo collection record", records.create),
    _procedure("com.atproto.repo.putRecord", _PUT, "repo collection rkey record", records.put),
    _procedure("com.atproto.repo.deleteRecord", _DELETE, "repo collection rkey", records.delete),
    _procedure("com.atproto.repo.uploadBlob", {}, "", blobs.upload, reads=read_raw),
    _query("com.atproto.server.getSession", {}, "", sessions.show),
    _query(
        "com.atproto.server.getServiceAuth", {"aud": "str", "exp": "uint", "lxm": "str"}, "aud", sessions.service_auth,
    ),
    _query(
        "com.atproto.repo.getRecord", {"repo": "str", "collection": "str", "rkey": "str", "cid": "str"},
        "repo collection rkey", records.get, open=True,
    ),
    _query("com.atproto.repo.listRecords", _LIST, "repo collection", records.listed, open=True),
    _query("com.atproto.identity.resolveHandle", {"handle": "str"}, "handle", records.resolve_handle, open=True),
    _procedure(
        "app.bsky.video.uploadVideo", {"did": "str", "name": "str"}, "did name", blobs.upload_video,
        reads=read_raw, secrets=(SERVICE,), host="video",
    ),
    _query("app.bsky.video.getJobStatus", {"jobId": "str"}, "jobId", blobs.job_status, open=True, host="video"),
)  # fmt: skip

STAGE = Stage(
    name="bluesky",
    title="Bluesky",
    endpoints=ENDPOINTS,
    errors=ERRORS,
    limits=LIMITS,
    signs=sessions.signed,
    settings={"base_url": "{url}/bluesky", "video_url": "{url}/bluesky-video"},
    shown=shown,
    edited="record",
    alt_texts=True,
)
