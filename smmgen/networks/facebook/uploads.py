"""Photos, videos and reels that are uploaded before the post is made of them.

Sources: https://developers.facebook.com/docs/pages-api/posts (photos), https://developers.facebook.com/docs/video-api
(upload_phase) and its guide to publishing reels.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Unavailable
from smmgen.networks import answers
from smmgen.networks.facebook import api
from smmgen.networks.wire import Delivery, File, Progress, Request, Response

Kept = Generator[Request | Progress, Response, str]
ROUNDS = 2000
"""Slices of a video; the server says how large each is."""


def photo(delivery: Delivery, index: int) -> Kept:
    """The id of an unpublished photo: as an earlier try left it, or uploaded now and kept.

    For a post that waits it must be temporary.
    """
    name = f"media {index}"
    if known := delivery.known.get(name):
        return str(known)
    media = delivery.part["media"][index]
    params = {"published": False, "temporary": delivery.native or None, "alt_text_custom": media["alt"]}
    call = api.post(delivery, f"{delivery.target}/photos", params)
    identity = _identity(api.answer((yield _with(call, {"source": _file(media)}))), "id")
    yield Progress({name: identity})
    return identity


def video(delivery: Delivery) -> Generator[Request | Progress, Response, tuple[str, str]]:
    """The ids of a video that is uploaded, but not published, and of the session that publishes it."""
    known = delivery.known
    if known.get("video") and known.get("session"):
        return str(known["video"]), str(known["session"])
    media, path = delivery.part["media"][0], f"{delivery.target}/videos"
    begun = {"upload_phase": "start", "file_size": media["size"]}
    data = answers.mapping(api.answer((yield api.post(delivery, path, begun))))
    identity, session = _identity(data, "video_id"), _identity(data, "upload_session_id")
    for _ in range(ROUNDS):
        start, end = answers.whole(data.get("start_offset")), answers.whole(data.get("end_offset"))
        if start is None or end is None or start >= end:
            break
        params = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": start}
        file = _file(media, start, end - start)
        call = api.post(delivery, path, params)
        data = _bounds((yield _with(call, {"video_file_chunk": file})))
    yield Progress({"video": identity, "session": session})
    return identity, session


def _bounds(response: Response) -> dict[str, Any]:
    """Where the next slice begins and ends. A slice that came in, though its answer was lost, is refused with the same.

    Source: https://developers.facebook.com/documentation/video-api/reference/error-codes, read on 2026-11-26.
    """
    error = answers.mapping(answers.mapping(response.data).get("error"))
    found = answers.mapping(error.get("error_data"))
    if answers.whole(error.get("error_subcode")) == WRONG_OFFSET and "start_offset" in found:
        return found
    return answers.mapping(api.answer(response))


WRONG_OFFSET = 1363037


def upright(delivery: Delivery, edge: str) -> Kept:
    """The id of a reel's or story's video that is uploaded, but not published."""
    if known := delivery.known.get("video"):
        return str(known)
    media = delivery.part["media"][0]
    call = api.post(delivery, f"{delivery.target}/{edge}", {"upload_phase": "start"})
    data = answers.mapping(api.answer((yield call)))
    identity, url = _identity(data, "video_id"), answers.text(data.get("upload_url"))
    if not url.startswith(("https://", "http://")):
        raise Unavailable("Facebook did not say where to upload", "try again later")
    headers = {
        "Authorization": api.authorization(delivery.secrets["token"]),
        "offset": "0",
        "file_size": str(media["size"]),
    }
    api.answer((yield Request("POST", url, headers, upload=_file(media))))
    yield Progress({"video": identity})
    return identity


def _file(media: Mapping[str, Any], offset: int = 0, length: int | None = None) -> File:
    return File(media["path"], media["type"], media["sha256"], offset, length)


def _with(call: Request, files: Mapping[str, File]) -> Request:
    return Request(call.method, call.url, call.headers, form=call.form, files=files)


def _identity(data: Any, name: str) -> str:
    if identity := answers.identity(answers.mapping(data).get(name)):
        return identity
    raise Unavailable("Facebook did not say what it has uploaded", "try again later")
