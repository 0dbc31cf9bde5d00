"""Mastodon's calls and answers: the token's header, uploads, what each answer means, and looking a post up.

Sources: https://docs.joinmastodon.org (methods/media, methods/statuses, methods/scheduled_statuses, api/rate-limits).
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.platforms.base import Delivery, File, Progress, Receipt, Request, Response, Search

MEDIA_POLL_SECONDS = 2.0
MEDIA_POLLS = 150
LOOK = "look at the account, then tell its address: `smm resolve KEY --sent URL`"
PAGE, PAGES = 40, 3
"""How far back `posted` looks: at most 120 own statuses."""
CLOCKS = timedelta(minutes=5)
"""By how much our clock and the server's may differ."""


def idempotency_key(delivery: Delivery) -> str:
    """Unique in the world, since Pleroma keeps one table for all users; another one after each definite refusal, since
    Pleroma replays refusals and Pixelfed burns the key."""
    return hashlib.sha256(f"{delivery.key}#{delivery.attempt}".encode()).hexdigest()[:32]


def headers(delivery: Delivery) -> dict[str, str]:
    return {"Authorization": f"Bearer {delivery.token.reveal()}"}


def address(delivery: Delivery, path: str) -> str:
    return delivery.base_url.rstrip("/") + path


def get(delivery: Delivery, path: str, query: Mapping[str, str] | None = None, poll_after: float = 0) -> Request:
    return Request("GET", address(delivery, path), headers(delivery), query or {}, poll_after=poll_after)


def iso(instant: datetime) -> str:
    """`2026-11-27T07:00:00.000Z`"""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Media


def focus_of(request: Mapping[str, Any], index: int) -> str:
    return str(request["media_ids"][index].get("focus", ""))


def uploaded(
    delivery: Delivery, media: Mapping[str, Any], focus: str, name: str = ""
) -> Generator[Request | Progress, Response, str]:
    """POST /api/v2/media, then, where the server needs time, GET /api/v1/media/:id until it is ready. The id.

    It is kept under `name`, so that another try only asks whether it is ready.
    """
    identity = str(delivery.known.get(name, ""))
    response = (yield get(delivery, f"/api/v1/media/{identity}")) if identity else Response(404)
    if response.status == 404:
        response = yield _upload(delivery, media, focus)
        identity = str(entity(response)["id"])
        yield Progress({name: identity})
    accepted(response)
    for _ in range(MEDIA_POLLS):
        if response.status not in (202, 206):
            return identity
        response = yield get(delivery, f"/api/v1/media/{identity}", poll_after=MEDIA_POLL_SECONDS)
        accepted(response)
    raise Unavailable(f"the server is still busy with {media['path']}")


def _upload(delivery: Delivery, media: Mapping[str, Any], focus: str) -> Request:
    file = File(media["path"], media["type"], media["sha256"])
    form = {name: value for name, value in (("description", media["alt"]), ("focus", focus)) if value}
    return Request("POST", address(delivery, "/api/v2/media"), headers(delivery), form=form, files={"file": file})


# Answers


def accepted(response: Response, creates: bool = False) -> Any:
    """The answer's data, or the error it means. Whatever is not a clear no to a creating call is `Ambiguous`."""
    if 200 <= response.status < 300:
        return response.data
    raise _refusal(response, creates)


def entity(response: Response) -> dict[str, Any]:
    """An answer that must be an object with an `id`."""
    data = accepted(response)
    if not isinstance(data, dict) or not data.get("id"):
        raise Unavailable("the server's answer made no sense")
    return data


def _refusal(response: Response, creates: bool) -> PublishError:
    said = _said(response)
    text = f"mastodon answered {response.status}: {said}".rstrip(": ")
    if response.status == 429:
        return RateLimited(text, retry_after(response))
    if response.status in (401, 403):
        hint = "the token needs the scopes `read`, `write:statuses` and `write:media`"
        return Unauthorised(text, hint)
    if _is_repeat(response, said):
        return Ambiguous(text, "an earlier try reached the server: look whether the post is there")
    if 400 <= response.status < 500:
        return Rejected(text)
    return Ambiguous(text) if creates else Unavailable(text)


def _said(response: Response) -> str:
    data = response.data if isinstance(response.data, dict) else {}
    return str(data.get("error_description") or data.get("error") or "")


def _is_repeat(response: Response, said: str) -> bool:
    """Pixelfed's 400 for a key it has seen, and the 409 of newer Pleroma while the first call runs."""
    return response.status == 409 or (response.status == 400 and "idempotency" in said.lower())


def retry_after(response: Response) -> float:
    """Seconds to X-RateLimit-Reset (ISO 8601), counted from the server's own Date; a minute when it does not say."""
    try:
        reset = datetime.fromisoformat(response.headers["x-ratelimit-reset"])
        now = parsedate_to_datetime(response.headers["date"])
        return max(1.0, (reset - now).total_seconds())
    except (KeyError, ValueError, TypeError):
        return 60.0


def receipt_of(data: Any) -> Receipt:
    """From a Status, or from a ScheduledStatus, which has no address yet."""
    if not isinstance(data, dict) or not data.get("id"):
        raise Ambiguous("the server said yes without saying to what", "look whether the post is there")
    identity = str(data["id"])
    scheduled = "scheduled_at" in data and "content" not in data
    return Receipt(identity, str(data.get("url") or data.get("uri") or ""), scheduled, {"id": identity})


# Looking a post up


def own_id(delivery: Delivery) -> Generator[Request, Response, str]:
    """The account's id on its server."""
    return str(entity((yield get(delivery, "/api/v1/accounts/verify_credentials")))["id"])


def waiting(delivery: Delivery) -> Search:
    """The post among those the server's scheduler holds, by its text and time: another may have the same text."""
    found = accepted((yield get(delivery, "/api/v1/scheduled_statuses", {"limit": str(PAGE)})))
    text = delivery.part["request"]["status"].strip()
    for entry in found if isinstance(found, list) else []:
        if str((entry.get("params") or {}).get("text", "")).strip() == text and _is_for_then(entry, delivery):
            return receipt_of(entry)
    return None


def _is_for_then(entry: Mapping[str, Any], delivery: Delivery) -> bool:
    at = entry.get("scheduled_at")
    if not at or delivery.at is None:
        return True
    return abs(datetime.fromisoformat(at) - delivery.at) <= CLOCKS


def released(delivery: Delivery) -> Search:
    """What the scheduler made of `live`, by its exact text; None while it waits."""
    live = delivery.live or Receipt("")
    response = yield get(delivery, f"/api/v1/scheduled_statuses/{live.id}")
    if response.status != 404:
        accepted(response)
        return None
    found = yield from posted(delivery, (yield from own_id(delivery)))
    if found is None:
        raise Ambiguous("the server's scheduler has it no longer, and it is not among the latest posts", LOOK)
    return found


def posted(delivery: Delivery, me: str) -> Search:
    """The post among the account's latest statuses, by its exact source text. Raises Ambiguous for an older one."""
    query = {"exclude_reblogs": "true", "limit": str(PAGE)}
    for _ in range(PAGES):
        page = accepted((yield get(delivery, f"/api/v1/accounts/{me}/statuses", query)))
        if not isinstance(page, list):
            raise Ambiguous("the server's list of own posts made no sense")
        for status in page:
            if _resembles(status, delivery) and (yield from _has_text(status, delivery)):
                if _is_older(status, delivery):
                    raise Ambiguous("an older post has exactly this text", "look whether it was posted again")
                return receipt_of(status)
        if len(page) < PAGE:
            return None
        query = {**query, "max_id": str(page[-1]["id"])}
    if delivery.at and datetime.fromisoformat(page[-1]["created_at"]) < delivery.at:
        return None
    raise Ambiguous(f"the post is not among the latest {PAGE * PAGES}", "look whether the post is there")


def _is_older(status: Mapping[str, Any], delivery: Delivery) -> bool:
    """It was out before ours was to go out."""
    created = status.get("created_at")
    if not created or delivery.at is None:
        return False
    return datetime.fromisoformat(created) < delivery.at - CLOCKS


def _resembles(status: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether it is worth asking for the source: the same place in a thread and as many files."""
    before = delivery.previous[-1].reference["id"] if delivery.previous else None
    files = status.get("media_attachments") or []
    return status.get("in_reply_to_id") == before and len(files) == len(delivery.part["media"])


def _has_text(status: Mapping[str, Any], delivery: Delivery) -> Generator[Request, Response, bool]:
    response = yield get(delivery, f"/api/v1/statuses/{status['id']}/source")
    if response.status == 404:
        return False
    request, source = delivery.part["request"], accepted(response)
    wanted = (request["status"].strip(), request.get("spoiler_text", "").strip())
    return (str(source.get("text", "")).strip(), str(source.get("spoiler_text") or "").strip()) == wanted
