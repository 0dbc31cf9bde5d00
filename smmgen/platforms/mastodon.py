"""Mastodon and what speaks its API: one POST of a status under an Idempotency-Key.

Sources: https://docs.joinmastodon.org (methods/statuses, methods/media, methods/scheduled_statuses, entities/Instance,
api/rate-limits), mastodon/mastodon `app/services/post_status_service.rb`, and for Pleroma and Pixelfed their own code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.markup import counting
from smmgen.markup.style import Style
from smmgen.platforms.base import (
    Delivery,
    File,
    Flow,
    Limit,
    Limits,
    NoSettings,
    Part,
    Probe,
    Problem,
    Receipt,
    Request,
    Response,
    Safety,
    Search,
    Variant,
    filled,
)

POLL_SECONDS = 86_400
"""How long a poll without `closes` stays open: the day that Mastodon's own composer proposes."""
MEDIA_POLL_SECONDS = 2.0
MEDIA_POLLS = 150
PAGE, PAGES = 40, 3
"""How far back `find` looks: at most 120 own statuses."""
MIXED_HINT = "choose for this account: `mastodon: {media: [...]}`"


def _documented(value: float, page: str, sure: bool = True) -> Limit:
    return Limit(value, f"https://docs.joinmastodon.org/{page}", "2026-11-22", sure)


def _instance(value: float) -> Limit:
    return _documented(value, "entities/Instance/")


class Options(BaseModel):
    """`targeting.mastodon`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    visibility: Literal["public", "unlisted", "private", "direct"] = Field("public", description="Who sees the post")
    sensitive: bool = Field(False, description="Hide the media until asked for")
    spoiler: str | None = Field(None, description="Content warning shown instead of the text until asked for")
    hide_totals: bool = Field(False, description="Hide a poll's result until it ends")


class Mastodon:
    """The network."""

    name: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    docs: ClassVar[str] = (
        "Text, up to four pictures or one video or audio file, polls, threads, a first comment, content warnings and "
        'visibility. `base_url` is the server. `delivery = "native"` hands a post, though no thread, to the server\'s '
        "own scheduler at least five minutes ahead. A post sent twice within an hour appears once "
        "(Idempotency-Key). Pleroma and Akkoma work alike. Pixelfed answers a repeated key with an error, so a "
        "doubtful post there waits to be looked up. GoToSocial does not know the key: there a post whose answer was "
        "lost can appear twice. Limits are those of an unchanged server: where the server allows more, say so in the "
        "account's `limits`. There is no place and no limit on who may reply; polls are anonymous."
    )
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = 3600
    limits: ClassVar[Limits] = Limits(
        text=_instance(500),
        alt=_instance(1500),
        media=_instance(4),
        images=_instance(4),
        videos=_documented(1, "user/posting/"),
        audios=_documented(1, "user/posting/"),
        documents=_documented(0, "user/posting/"),
        image_bytes=_instance(16_777_216),
        video_bytes=_instance(103_809_024),
        audio_bytes=_instance(103_809_024),
        image_pixels=_instance(33_177_600),
        poll_options=_instance(4),
        poll_options_min=_documented(2, "methods/statuses/", sure=False),
        poll_option=_instance(50),
        poll_seconds_min=_instance(300),
        poll_seconds_max=_instance(2_629_746),
        schedule_ahead=_documented(300, "methods/statuses/"),
        links=_documented(1, "entities/PreviewCard/"),
    )
    unit: ClassVar[str] = "characters"
    style: ClassVar[Style] = Style(
        links="text-url",
        mention=r"@[A-Za-z0-9_]+([.-]+[A-Za-z0-9_]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
        mention_example="`@name@server.example`",
    )
    types: ClassVar[frozenset[str]] = frozenset(
        {f"image/{name}" for name in ("jpeg", "png", "gif", "heic", "heif", "webp", "avif")}
        | {f"video/{name}" for name in ("webm", "mp4", "quicktime", "ogg")}
    )
    """https://docs.joinmastodon.org/entities/Instance/, supported_mime_types."""
    options: ClassVar[type[BaseModel]] = Options
    settings: ClassVar[type[BaseModel]] = NoSettings
    needs: ClassVar[tuple[str, ...]] = ("base_url", "token_env")
    secrets: ClassVar[tuple[str, ...]] = ("token_env",)
    native_schedule: ClassVar[bool] = True
    threads: ClassVar[bool] = True
    first_comment: ClassVar[bool] = True

    def length(self, text: str) -> int:
        return counting.mastodon(text)

    def url(self, target: str, base_url: str) -> str:
        name = target.strip().removeprefix("@").partition("@")[0]
        return f"{base_url.rstrip('/')}/@{name}" if name and base_url else base_url

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return [*_media_problems(variant), *_poll_problems(variant), *_other_problems(variant)]

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """The JSON body of POST /api/v1/statuses. A media marker also carries the file's `focus`."""
        return [_body(variant, part, index) for index, part in enumerate(variant.parts)]

    def publish(self, delivery: Delivery) -> Flow:
        request = delivery.part["request"]
        ids = []
        for index, media in enumerate(delivery.part["media"]):
            ids.append((yield from _uploaded(delivery, media, _focus(request, index))))
        body = filled(_timed(request, delivery.native), ids, delivery.previous)
        headers = {**_headers(delivery), "Idempotency-Key": idempotency_key(delivery)}
        response = yield Request("POST", _url(delivery, "/api/v1/statuses"), headers, json=body, creates=True)
        return _receipt(_accepted(response, creates=True))

    def find(self, delivery: Delivery) -> Search:
        me = str(_entity((yield _get(delivery, "/api/v1/accounts/verify_credentials")))["id"])
        if delivery.native and (waiting := (yield from _waiting(delivery))):
            return waiting
        return (yield from _posted(delivery, me))

    def probe(self, delivery: Delivery) -> Probe:
        account = _entity((yield _get(delivery, "/api/v1/accounts/verify_credentials")))
        return f"@{account.get('acct', account['id'])} on {urlsplit(delivery.base_url).netloc}"


def idempotency_key(delivery: Delivery) -> str:
    """Unique in the world, since Pleroma keeps one table for all users; another one after each definite refusal, since
    Pleroma replays refusals and Pixelfed burns the key."""
    return hashlib.sha256(f"{delivery.key}#{delivery.attempt}".encode()).hexdigest()[:32]


def _headers(delivery: Delivery) -> dict[str, str]:
    return {"Authorization": f"Bearer {delivery.token}"}


def _url(delivery: Delivery, path: str) -> str:
    return delivery.base_url.rstrip("/") + path


def _get(delivery: Delivery, path: str, query: Mapping[str, str] | None = None, poll_after: float = 0) -> Request:
    return Request("GET", _url(delivery, path), _headers(delivery), query or {}, poll_after=poll_after)


# What is sent


def _body(variant: Variant, part: Part, index: int) -> dict[str, Any]:
    targeting, options = variant.fields.targeting, variant.fields.targeting.options("mastodon")
    native = variant.account.delivery == "native" and variant.at is not None
    optional = {
        "media_ids": [_media_marker(n, file.focus) for n, file in enumerate(part.media)],
        "poll": _poll(variant.fields.poll, options) if variant.fields.poll and index == 0 else None,
        "in_reply_to_id": {"$previous": "id"} if index else None,
        "sensitive": options.get("sensitive"),
        "spoiler_text": options.get("spoiler"),
        "language": targeting.language[0] if targeting.language else None,
        "scheduled_at": _iso(variant.at.instant) if native and variant.at else None,
    }
    required = {"status": _status(variant, part, index), "visibility": options.get("visibility", "public")}
    return required | {name: value for name, value in optional.items() if value}


def _status(variant: Variant, part: Part, index: int) -> str:
    """The text, and under it the poll's question, for which Mastodon has no place of its own."""
    poll, text = variant.fields.poll, part.rich.text
    if poll is None or index or poll.question in text:
        return text
    return f"{text}\n\n{poll.question}".strip()


def _poll(poll: Poll, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "options": list(poll.options),
        "expires_in": seconds(poll.closes) if poll.closes else POLL_SECONDS,
        "multiple": poll.multiple,
        "hide_totals": bool(options.get("hide_totals")),
    }


def _media_marker(index: int, focus: tuple[float, float] | None) -> dict[str, Any]:
    return {"$media": index} | ({"focus": f"{focus[0]:g},{focus[1]:g}"} if focus else {})


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _timed(request: Mapping[str, Any], native: bool) -> dict[str, Any]:
    """The body without `scheduled_at` when smm itself delivers."""
    return {name: value for name, value in request.items() if native or name != "scheduled_at"}


# Media


def _focus(request: Mapping[str, Any], index: int) -> str:
    return str(request["media_ids"][index].get("focus", ""))


def _uploaded(delivery: Delivery, media: Mapping[str, Any], focus: str) -> Generator[Request, Response, str]:
    """POST /api/v2/media, then, where the server needs time, GET /api/v1/media/:id until it is ready. The id."""
    file = File(media["path"], media["type"], media["sha256"])
    form = {name: value for name, value in (("description", media["alt"]), ("focus", focus)) if value}
    url = _url(delivery, "/api/v2/media")
    response = yield Request("POST", url, _headers(delivery), form=form, files={"file": file})
    identity = str(_entity(response)["id"])
    for _ in range(MEDIA_POLLS):
        if response.status not in (202, 206):
            return identity
        response = yield _get(delivery, f"/api/v1/media/{identity}", poll_after=MEDIA_POLL_SECONDS)
        _accepted(response)
    raise Unavailable(f"the server is still busy with {file.path}")


# Answers


def _accepted(response: Response, creates: bool = False) -> Any:
    """The answer's data, or the error it means. Whatever is not a clear no to a creating call is `Ambiguous`."""
    if 200 <= response.status < 300:
        return response.data
    raise _refusal(response, creates)


def _entity(response: Response) -> dict[str, Any]:
    """An answer that must be an object with an `id`."""
    data = _accepted(response)
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


def _receipt(data: Any) -> Receipt:
    """From a Status, or from a ScheduledStatus, which has no address yet."""
    if not isinstance(data, dict) or not data.get("id"):
        raise Ambiguous("the server said yes without saying to what", "look whether the post is there")
    identity = str(data["id"])
    scheduled = "scheduled_at" in data and "content" not in data
    return Receipt(identity, str(data.get("url") or data.get("uri") or ""), scheduled, {"id": identity})


# Looking a post up


def _waiting(delivery: Delivery) -> Search:
    """The post among those the server's scheduler holds."""
    found = _accepted((yield _get(delivery, "/api/v1/scheduled_statuses", {"limit": str(PAGE)})))
    text = delivery.part["request"]["status"].strip()
    for entry in found if isinstance(found, list) else []:
        if str((entry.get("params") or {}).get("text", "")).strip() == text:
            return _receipt(entry)
    return None


def _posted(delivery: Delivery, me: str) -> Search:
    """The post among the account's latest statuses, by its exact source text."""
    query = {"exclude_reblogs": "true", "limit": str(PAGE)}
    for _ in range(PAGES):
        page = _accepted((yield _get(delivery, f"/api/v1/accounts/{me}/statuses", query)))
        if not isinstance(page, list):
            raise Ambiguous("the server's list of own posts made no sense")
        for status in page:
            if _resembles(status, delivery) and (yield from _has_text(status, delivery)):
                return _receipt(status)
        if len(page) < PAGE:
            return None
        query = {**query, "max_id": str(page[-1]["id"])}
    if delivery.at and datetime.fromisoformat(page[-1]["created_at"]) < delivery.at:
        return None
    raise Ambiguous(f"the post is not among the latest {PAGE * PAGES}", "look whether the post is there")


def _resembles(status: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether it is worth asking for the source: the same place in a thread and as many files."""
    before = delivery.previous[-1].reference["id"] if delivery.previous else None
    files = status.get("media_attachments") or []
    return status.get("in_reply_to_id") == before and len(files) == len(delivery.part["media"])


def _has_text(status: Mapping[str, Any], delivery: Delivery) -> Generator[Request, Response, bool]:
    response = yield _get(delivery, f"/api/v1/statuses/{status['id']}/source")
    if response.status == 404:
        return False
    request, source = delivery.part["request"], _accepted(response)
    wanted = (request["status"].strip(), request.get("spoiler_text", "").strip())
    return (str(source.get("text", "")).strip(), str(source.get("spoiler_text") or "").strip()) == wanted


# What the network minds


def _media_problems(variant: Variant) -> Iterator[Problem]:
    for part in variant.parts:
        kinds = [file.kind for file in part.media]
        if len(kinds) > 1 and set(kinds) - {"image"}:
            yield Problem("mastodon takes up to four pictures, or one video or audio file", MIXED_HINT, ("media",))


def _poll_problems(variant: Variant) -> Iterator[Problem]:
    poll = variant.fields.poll
    if poll is None:
        return
    if any(part.media for part in variant.parts[:1]):
        yield Problem("mastodon takes no media beside a poll", MIXED_HINT, ("media",))
    if not poll.anonymous:
        yield Problem("polls on mastodon are anonymous", "take `anonymous` out", ("poll", "anonymous"), fact=False)
    if poll.answer is not None:
        yield Problem("mastodon has no quizzes: this becomes a plain poll", "", ("poll", "answer"), fact=False)


def _other_problems(variant: Variant) -> Iterator[Problem]:
    if variant.account.delivery == "native" and len(variant.parts) > 1:
        hint = 'take `delivery = "native"` out of the account, or make it one post'
        what = "first_comment" if variant.parts[1].role == "comment" else "thread"
        yield Problem("mastodon's own scheduler holds neither threads nor comments", hint, (what,))
    if variant.fields.targeting.replies not in (None, "everyone"):
        field = ("targeting", "replies")
        yield Problem("mastodon lets everyone reply who sees the post", "take `replies` out", field, fact=False)
    yield from _length_problems(variant)


def _length_problems(variant: Variant) -> Iterator[Problem]:
    """The content warning and the poll's question count too; the text alone is the text rule's business."""
    spoiler = variant.fields.targeting.options("mastodon").get("spoiler") or ""
    for index, part in enumerate(variant.parts):
        length = counting.mastodon(spoiler) + counting.mastodon(_status(variant, part, index))
        if part.limit is not None and part.length <= part.limit < length:
            message = f"with content warning and poll question the text has {length} characters of {part.limit}"
            yield Problem(message, "shorten one of them")


PLATFORM = Mastodon()
