"""Mastodon's calls and answers: the token's header, uploads, what each answer means, and looking a post up.

Sources: https://docs.joinmastodon.org (methods/media, methods/statuses, methods/scheduled_statuses, api/rate-limits).
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from smmgen.errors import Ambiguous, Unavailable
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Yes, answered, by_status
from smmgen.networks.mastodon.text import likeness
from smmgen.networks.same_text import Likeness
from smmgen.networks.wire import Delivery, File, Progress, Receipt, Request, Response, Search

MEDIA_POLL_SECONDS = 2.0
MEDIA_POLLS = 150
LOOK = "look at the account, then tell its address: `smm resolve KEY --sent URL`"
SCOPES = "the token needs the scopes `read`, `write:statuses` and `write:media`"
PAGE, PAGES = 40, 3
"""How far back `posted` looks: at most 120 own statuses."""
SHORT_PAGE = 20
"""What servers give where they do not give as many as they are asked for: only fewer are surely the last ones."""
NO_SUCH_CALL = frozenset({404, 405, 410, 501})
CLOCKS = timedelta(minutes=5)
"""By how much our clock and the server's may differ."""


def idempotency_key(delivery: Delivery) -> str:
    """Unique in the world, since Pleroma keeps one table for all users; another one after each definite refusal, since
    Pleroma replays refusals and Pixelfed burns the key."""
    return hashlib.sha256(f"{delivery.key}#{delivery.attempt}".encode()).hexdigest()[:32]


def headers(delivery: Delivery) -> dict[str, str]:
    return {"Authorization": f"Bearer {delivery.secrets['token'].reveal()}"}


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
        identity = answers.identity(entity(response)["id"])
        yield Progress({name: identity})
    answer(response)
    for _ in range(MEDIA_POLLS):
        if response.status not in (202, 206):
            return identity
        response = yield get(delivery, f"/api/v1/media/{identity}", poll_after=MEDIA_POLL_SECONDS)
        answer(response)
    raise Unavailable(f"the server is still busy with {media['path']}")


def _upload(delivery: Delivery, media: Mapping[str, Any], focus: str) -> Request:
    file = File(media["path"], media["type"], media["sha256"])
    form = {name: value for name, value in (("description", media["alt"]), ("focus", focus)) if value}
    return Request("POST", address(delivery, "/api/v2/media"), headers(delivery), form=form, files={"file": file})


# Answers


def entity(response: Response) -> dict[str, Any]:
    """An answer that must be an object with an `id`."""
    data = answers.mapping(answer(response))
    if not answers.identity(data.get("id")):
        raise Unavailable("the server's answer made no sense")
    return data


def _read(response: Response) -> Meaning:
    if 200 <= response.status < 300:
        return Yes(response.data)
    said = _said(response)
    if _is_repeat(response, said):
        hint = "an earlier try reached the server: look whether the post is there"
        return Ambiguous(answered("Mastodon", response, said), hint)
    return by_status("Mastodon", response, said, SCOPES, retry_after(response))


def _said(response: Response) -> str:
    data = answers.mapping(response.data)
    return answers.said(data.get("error_description")) or answers.said(data.get("error"))


def _is_repeat(response: Response, said: str) -> bool:
    """Pixelfed's 400 for a key it has seen, and the 409 of newer Pleroma while the first call runs."""
    return response.status == 409 or (response.status == 400 and "idempotency" in said.lower())


def retry_after(response: Response) -> float:
    """Seconds to X-RateLimit-Reset (ISO 8601), counted from the server's own Date; a minute when it does not say."""
    reset, now = answers.moment(response.headers.get("x-ratelimit-reset")), answers.answered_at(response.headers)
    wait = answers.seconds((reset - now).total_seconds()) if reset and now else answers.retry_after(response.headers)
    return 60.0 if wait is None else max(1.0, wait)


_DIALECT = Dialect("Mastodon", LOOK, _read)
answer, created = _DIALECT.answer, _DIALECT.created


def receipt_of(data: Any) -> Receipt:
    """From a Status, or from a ScheduledStatus, which has no address yet."""
    known = answers.mapping(data)
    identity = answers.identity(known.get("id"))
    if not identity:
        raise Ambiguous("the server reported success but returned no post id", "look whether the post is there")
    scheduled = "scheduled_at" in known and "content" not in known
    url = answers.text(known.get("url")) or answers.text(known.get("uri"))
    return Receipt(identity, url, scheduled, {"id": identity})


# Looking a post up


def own_id(delivery: Delivery) -> Generator[Request, Response, str]:
    """The account's id on its server."""
    return answers.identity(entity((yield get(delivery, "/api/v1/accounts/verify_credentials")))["id"])


def waiting(delivery: Delivery) -> Search:
    """The post among those the server's scheduler holds, by its text and time: another may have the same text."""
    text = delivery.part["request"]["status"].strip()
    query = {"limit": str(PAGE)}
    for _ in range(PAGES):
        page, is_last = _page((yield get(delivery, "/api/v1/scheduled_statuses", query)))
        for entry in page:
            said = answers.text(answers.mapping(entry.get("params")).get("text"))
            if said.strip() == text and _is_for_then(entry, delivery):
                return receipt_of(entry)
        if is_last:
            return None
        query = {**query, "max_id": answers.identity(page[-1]["id"])}
    raise Ambiguous("the server's scheduler holds more posts than it lists", LOOK)


def _is_for_then(entry: Mapping[str, Any], delivery: Delivery) -> bool:
    at = answers.moment(entry.get("scheduled_at"))
    return at is None or delivery.at is None or abs(at - delivery.at) <= CLOCKS


def released(delivery: Delivery) -> Search:
    """What the scheduler made of `live`, by its exact text; None while it waits."""
    live = delivery.live or Receipt("")
    response = yield get(delivery, f"/api/v1/scheduled_statuses/{live.id}")
    if response.status != 404:
        answer(response)
        return None
    found = yield from posted(delivery, (yield from own_id(delivery)))
    if found is None:
        raise Ambiguous("the server's scheduler has it no longer, and it is not among the latest posts", LOOK)
    return found


def posted(delivery: Delivery, me: str) -> Search:
    """The post among the account's latest statuses, by its exact text.

    Raises Ambiguous for an older one of this text, and where one that may be ours cannot be compared.
    """
    query = {"exclude_reblogs": "true", "limit": str(PAGE)}
    seen = unclear = 0
    for _ in range(PAGES):
        page, is_last = _page((yield get(delivery, f"/api/v1/accounts/{me}/statuses", query)))
        for status in page:
            like = (yield from _likeness(status, delivery)) if _resembles(status, delivery) else Likeness.OTHER
            if like is Likeness.SAME:
                if _is_older(status, delivery):
                    raise Ambiguous("an older post has exactly this text", "look whether it was posted again")
                return receipt_of(status)
            unclear += like is Likeness.UNCLEAR
        if is_last:
            break
        seen += len(page)
        query = {**query, "max_id": answers.identity(page[-1]["id"])}
    if unclear:
        raise Ambiguous(
            f"{unclear} of the posts there may be this one, and the server does not return their source text", LOOK
        )
    if not is_last and not _is_older(page[-1], delivery):
        raise Ambiguous(f"the post is not among the latest {seen}", "look whether the post is there")
    return None


def _page(response: Response) -> tuple[list[dict[str, Any]], bool]:
    """Statuses, and whether they are the last ones. A server may give fewer than were asked for, and more to follow."""
    page = answers.mappings(answer(response))
    if page is None or not all(answers.identity(status.get("id")) for status in page):
        raise Ambiguous("the server's list of posts made no sense", LOOK)
    has_more = len(page) >= SHORT_PAGE or 'rel="next"' in response.headers.get("link", "")
    return page, not (page and has_more)


def _is_older(status: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether the status was created before ours was planned."""
    created = answers.moment(status.get("created_at"))
    return created is not None and delivery.at is not None and created < delivery.at - CLOCKS


def _resembles(status: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether it is worth asking for the source: the same place in a thread and as many files."""
    before = str(delivery.previous[-1].reference["id"]) if delivery.previous else ""
    files = status.get("media_attachments") or []
    same_files = not isinstance(files, list) or len(files) == len(delivery.part["media"])
    return answers.identity(status.get("in_reply_to_id")) == before and same_files


def _likeness(status: Mapping[str, Any], delivery: Delivery) -> Generator[Request, Response, Likeness]:
    """By the source, or where the server has no such call by what it shows."""
    response = yield get(delivery, f"/api/v1/statuses/{answers.identity(status['id'])}/source")
    request = delivery.part["request"]
    wanted = (request["status"].strip(), request.get("spoiler_text", "").strip())
    if response.status not in NO_SUCH_CALL:
        source = answers.mapping(answer(response))
        if isinstance(source.get("text"), str):
            found = (source["text"].strip(), answers.text(source.get("spoiler_text")).strip())
            return Likeness.SAME if found == wanted else Likeness.OTHER
    return _shown_likeness(status, wanted, delivery)


def _shown_likeness(status: Mapping[str, Any], wanted: tuple[str, str], delivery: Delivery) -> Likeness:
    content = status.get("content")
    if not isinstance(content, str):
        return Likeness.UNCLEAR
    if not content.strip() and wanted[0] and _is_older(status, delivery):
        return Likeness.OTHER
    like = likeness(content, wanted[0])
    same_warning = answers.text(status.get("spoiler_text")).strip() == wanted[1]
    return Likeness.UNCLEAR if like is Likeness.SAME and not same_warning else like
