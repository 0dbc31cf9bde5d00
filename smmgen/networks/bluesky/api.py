"""AT Protocol for Bluesky: record keys, sessions, blobs, and what its answers mean.

Sources: https://atproto.com/specs/tid, https://atproto.com/specs/xrpc and the `com.atproto.*` lexicons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from smmgen.errors import Rejected, Unauthorised, Unavailable
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Yes, answered, by_status
from smmgen.networks.wire import File, Progress, Request, Response
from smmgen.secret import Secret

HOST = "https://bsky.social"
GATE = "app.bsky.feed.threadgate"
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
SIGN_IN_ERRORS = {"AuthenticationRequired", "AuthMissing", "InvalidToken", "AccountTakedown", "AuthFactorTokenRequired"}
SIGN_IN_HINT = "create an app password in the account's settings and store it where the account in smm.toml expects it"
SERVICE_TOKEN_SECONDS = 1800
"""Half an hour, as https://docs.bsky.app/docs/tutorials/video asks: the video service uses the token after encoding."""
VIDEO_POLL_SECONDS = 3.0
VIDEO_POLLS = 200

Call = Generator[Request, Response, Any]


def handle_of(target: str) -> str:
    return target.strip().removeprefix("@")


def tid(instant: datetime, key: str) -> str:
    """A record key of 13 characters (53 bits of microseconds, 10 bits of clock id), the same for the same arguments.

    The planned instant gives the seconds; SHA-256 of the ledger key gives the rest, so that two posts planned for one
    second do not meet.
    """
    noise = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    microseconds = int(instant.timestamp()) * 1_000_000 + noise % 1_000_000
    number = microseconds << 10 | noise >> 54
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def timestamp(instant: datetime) -> str:
    """`2026-11-27T07:00:00.000Z`, the form the lexicons prefer."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in account on its server. `clock` is the server's own time, if known."""

    host: str
    did: str
    handle: str
    token: Secret
    audience: str
    """`did:web:...` of the server that keeps the account's data: whom a service token is for."""
    clock: datetime | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token.reveal()}"}


def sign_in(host: str, handle: str, password: Secret) -> Generator[Request, Response, Session]:
    """com.atproto.server.createSession with an app password."""
    login = {"identifier": handle, "password": password.reveal()}
    response = yield Request("POST", method_url(host, "com.atproto.server.createSession"), json=login)
    data = answer(response)
    did, token = answers.text(data.get("did")), answers.text(data.get("accessJwt"))
    if not did or not token:
        raise Unavailable("Bluesky's answer to signing in made no sense")
    named, audience = answers.text(data.get("handle")) or handle, _audience(data, host)
    return Session(host, did, named, Secret(token), audience, answers.answered_at(response.headers))


def method_url(host: str, method: str) -> str:
    return f"{host.rstrip('/')}/xrpc/{method}"


def _audience(login: Mapping[str, Any], host: str) -> str:
    services = answers.mappings(answers.mapping(login.get("didDoc")).get("service")) or []
    ends = [
        answers.text(service.get("serviceEndpoint"))
        for service in services
        if answers.text(service.get("id")).endswith("#atproto_pds")
    ]
    try:
        return f"did:web:{urlsplit(ends[0] if ends else host).hostname}"
    except ValueError:
        raise Unavailable("Bluesky's answer to signing in made no sense") from None


def _read(response: Response) -> Meaning:
    data = answers.mapping(response.data)
    if 200 <= response.status < 300:
        return Yes(data)
    error = answers.said(data.get("error"))
    said = f"{error}: {answers.said(data.get('message'))}".strip(": ")
    message = answered("Bluesky", response, said)
    if error == "ExpiredToken":
        return Unavailable(f"{message}; the next run signs in again")
    if error in SIGN_IN_ERRORS:
        return Unauthorised(message, SIGN_IN_HINT)
    return by_status("Bluesky", response, said, SIGN_IN_HINT, retry_after(response))


def retry_after(response: Response) -> float:
    """Seconds, from Retry-After or from RateLimit-Reset (Unix time); a minute when the server says neither."""
    headers, now = response.headers, answers.answered_at(response.headers)
    wait = answers.retry_after(headers)
    reset = answers.whole(headers.get("ratelimit-reset"))
    if wait is None and reset is not None and now:
        wait = max(1.0, answers.seconds(reset - now.timestamp()) or 0.0)
    return 60.0 if wait is None else wait


_DIALECT = Dialect("Bluesky", "look whether the post is there", _read)


def answer(response: Response) -> dict[str, Any]:
    """The data of a successful call that creates nothing; raises the error otherwise."""
    return answers.mapping(_DIALECT.answer(response))


def created(response: Response) -> dict[str, Any]:
    """The same for the creating call."""
    return answers.mapping(_DIALECT.created(response))


def upload_blob(session: Session, file: File) -> Call:
    """com.atproto.repo.uploadBlob: the blob reference, exactly as the server gave it."""
    headers = {**session.headers, "Content-Type": file.mime}
    url = method_url(session.host, "com.atproto.repo.uploadBlob")
    blob = answer((yield Request("POST", url, headers, upload=file))).get("blob")
    if not isinstance(blob, dict):
        raise Unavailable(f"Bluesky's answer to uploading {file.path} made no sense")
    return blob


def upload_video(
    session: Session, file: File, service: str, known: str = "", name: str = "job"
) -> Generator[Request | Progress, Response, Any]:
    """app.bsky.video.uploadVideo, then app.bsky.video.getJobStatus until there is a blob.

    `known`: the id of a job that an earlier try began; the id of a new one is kept under `name`.
    """
    authorization = f"Bearer {(yield from _service_token(session))}"
    job = _job((yield _status({"jobId": known}, service, authorization)).data) if known else {}
    if not job or job.get("state") == "JOB_STATE_FAILED":
        job = yield from _begun(session, file, service, authorization)
        yield Progress({name: answers.identity(job["jobId"])})
    return (yield from _encoded(job, file, service, authorization))


def _begun(session: Session, file: File, service: str, authorization: str) -> Call:
    headers = {"Authorization": authorization, "Content-Type": file.mime}
    query = {"did": session.did, "name": f"{file.sha256[:16] or 'video'}.mp4"}
    url = method_url(service, "app.bsky.video.uploadVideo")
    response = yield Request("POST", url, headers, query, upload=file)
    known = response.status == 409 and _job(response.data)
    job = _job(response.data if known else answer(response))
    if not job:
        raise Unavailable(f"the video service's answer about {file.path} made no sense")
    return job


def _service_token(session: Session) -> Generator[Request, Response, str]:
    query = {"aud": session.audience, "lxm": "com.atproto.repo.uploadBlob"}
    if session.clock:
        query["exp"] = str(int(session.clock.timestamp()) + SERVICE_TOKEN_SECONDS)
    url = method_url(session.host, "com.atproto.server.getServiceAuth")
    token = answers.text(answer((yield Request("GET", url, session.headers, query))).get("token"))
    if not token:
        raise Unavailable("Bluesky returned no token for the video service")
    return token


def _job(data: Any) -> dict[str, Any]:
    """The job of an answer; the service gives it bare although the lexicon wraps it in `jobStatus`."""
    known = answers.mapping(data)
    job = answers.mapping(known.get("jobStatus", known))
    return job if answers.identity(job.get("jobId")) else {}


def _encoded(job: dict[str, Any], file: File, service: str, authorization: str) -> Call:
    for _ in range(VIDEO_POLLS):
        if not job:
            raise Unavailable(f"the video service's answer about {file.path} made no sense")
        if job.get("state") == "JOB_STATE_FAILED":
            raise Rejected(f"the video service refused {file.path}: {_why(job)}")
        if isinstance(job.get("blob"), dict):
            return job["blob"]
        job = _job(answer((yield _status(job, service, authorization))))
    raise Unavailable(f"the video service is still busy with {file.path}")


def _status(job: Mapping[str, Any], service: str, authorization: str) -> Request:
    url = method_url(service, "app.bsky.video.getJobStatus")
    query = {"jobId": answers.identity(job["jobId"])}
    return Request("GET", url, {"Authorization": authorization}, query, poll_after=VIDEO_POLL_SECONDS)


def _why(job: Mapping[str, Any]) -> str:
    said = (answers.said(job.get(name)) for name in ("message", "error", "failureCode"))
    return next(filter(None, said), "no reason given")


def resolve_handle(session: Session, handle: str) -> Generator[Request, Response, str | None]:
    """com.atproto.identity.resolveHandle: the DID, or None when nobody has that handle."""
    url = method_url(session.host, "com.atproto.identity.resolveHandle")
    response = yield Request("GET", url, session.headers, {"handle": handle})
    if response.status in (400, 404):
        return None
    did = answers.text(answer(response).get("did"))
    if not did:
        raise Unavailable(f"Bluesky did not say who {handle} is")
    return did


def upload_of(media: Mapping[str, Any]) -> File:
    """The payload's media entry as a file to send."""
    return File(str(media["path"]), str(media["type"]), str(media["sha256"]))
