"""Bluesky: blobs, by upload to the PDS or through the video service."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.http import Account, Answer, Call, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.bluesky.lexicon import Invalid
from smmgen.rehearsal.networks.bluesky.sessions import did, failed, invalid

RAW, DAG_CBOR = 0x55, 0x71
_UNSEEN = "application/octet-stream"


def cid(codec: int, data: bytes) -> str:
    """A CIDv1 with SHA-256, in base32."""
    digest = hashlib.sha256(data).digest()
    return "b" + base64.b32encode(bytes([1, codec, 0x12, 0x20]) + digest).decode().lower().rstrip("=")


def upload(visit: Visit) -> dict[str, Any]:
    """Raw bytes, of the type that `Content-Type` says."""
    declared, seen = visit.content_type, uploads.sniff(visit.body)
    if not visit.body:
        raise invalid("the blob is empty")
    if "/" not in declared or "*" in declared:
        raise invalid("Request encoding (Content-Type) required but not provided")
    if seen not in (declared, _UNSEEN):
        raise invalid(f"the blob is {seen} and is sent as {declared}")
    if seen == _UNSEEN and declared.startswith(("image/", "video/")):
        raise invalid(f"the blob does not look like {declared}")
    if len(visit.body) > visit.limits["blob_bytes"]:
        raise failed(413, "BlobTooLarge", f"This file is too large. The most is {visit.limits['blob_bytes']:g} bytes")
    _check_whole(visit.body, seen)
    return {"blob": keep(visit, visit.account, visit.body, declared)}


def upload_video(visit: Visit) -> Answer | dict[str, Any]:
    """Starts a job. A video it knows is answered with its blob."""
    account = visit.account
    if visit.params["did"] != did(account) or not visit.params["name"]:
        raise invalid("Params must have the properties did, of the token's account, and name")
    if visit.content_type != "video/mp4" or uploads.sniff(visit.body) != "video/mp4":
        raise invalid("the video is not video/mp4")
    _check_whole(visit.body, "video/mp4")
    job_id = cid(RAW, did(account).encode() + visit.body)[-22:]
    known = visit.state.get("job", job_id)
    if known is not None:
        status = _job_status(job_id, known)
        raise_known = {
            "error": "already_exists",
            "message": "Video already processed",
            **status,
            "jobStatus": status,
        }
        return Answer(409, raise_known)
    blob = keep(visit, account, visit.body, "video/mp4")
    job = {"did": did(account), "blob": blob, "waits": int(visit.limits["video_polls"])}
    visit.state.put("job", job_id, job)
    return {"jobStatus": {"jobId": job_id, "did": did(account), "state": "JOB_STATE_CREATED"}}


def job_status(visit: Visit) -> dict[str, Any]:
    job_id = visit.params["jobId"]
    job = visit.state.get("job", job_id)
    if job is None:
        raise invalid("no such job")
    visit.state.put("job", job_id, {**job, "waits": max(0, job["waits"] - 1)})
    return {"jobStatus": _job_status(job_id, job)}


def keep(call: Call, account: Account, data: bytes, kind: str) -> dict[str, Any]:
    """Remember a blob; returns its reference."""
    name = cid(RAW, data)
    uploads.keep(call.state, Upload("", kind, data))
    kept = {"type": kind, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    call.state.put("blob", f"{did(account)} {name}", kept)
    return {"$type": "blob", "ref": {"$link": name}, "mimeType": kind, "size": len(data)}


def check(call: Call, account: Account, path: str, blob: Mapping[str, Any]) -> str:
    """The SHA-256 of a blob that a record refers to. Raises `Invalid` where type or size differ, or there is none."""
    name = blob["ref"].get("$link") if isinstance(blob["ref"], dict) else None
    kept = call.state.get("blob", f"{did(account)} {name}")
    if kept is None:
        raise Invalid(f"{path}: Could not find blob: {name}")
    if (kept["type"], kept["size"]) != (blob["mimeType"], blob["size"]):
        raise Invalid(f"{path}: the blob is {kept['type']} of {kept['size']} bytes")
    return str(kept["sha256"])


def _job_status(job_id: str, job: Mapping[str, Any]) -> dict[str, Any]:
    status = {"jobId": job_id, "did": job["did"]}
    if job["waits"]:
        return {**status, "state": "JOB_STATE_ENCODING", "progress": 50}
    return {**status, "state": "JOB_STATE_COMPLETED", "progress": 100, "blob": job["blob"]}


def _check_whole(data: bytes, kind: str) -> None:
    if not uploads.is_whole(data):
        raise invalid("the video is cut short" if kind == "video/mp4" else "the picture is broken or cut short")
