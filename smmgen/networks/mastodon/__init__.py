"""Mastodon and what speaks its API: one POST of a status under an Idempotency-Key.

Sources: https://docs.joinmastodon.org (methods/statuses, methods/media, methods/scheduled_statuses, entities/Instance,
api/rate-limits), mastodon/mastodon `app/services/post_status_service.rb`, and for Pleroma and Pixelfed their own code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from smmgen.config import seconds
from smmgen.content.model import Fields, Poll
from smmgen.markup import counting
from smmgen.markup.style import Style
from smmgen.markup.words import says
from smmgen.networks import answers
from smmgen.networks.base import NoSettings, Problem, Safety, only_here
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.mastodon import api as api
from smmgen.networks.mastodon import edit
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Request, Search, filled
from smmgen.variants.types import Part, Variant

POLL_SECONDS = 86_400
"""How long a poll without `closes` stays open: the day that Mastodon's own composer proposes."""
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
        "doubtful post there waits to be looked up; it and Mastodon before 3.5 do not tell a post's source, so the "
        "text that they show is compared, and what cannot be compared stays unknown. GoToSocial does not know the key: "
        "there a post whose answer was "
        "lost can appear twice. Limits are those of an unchanged server: where the server allows more, say so in the "
        "account's `limits`. A post that is out can be edited, but for its poll and its visibility; one that still "
        "waits in the server's scheduler only gets another time. There is no place and no limit on who may reply; "
        "polls are anonymous."
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
        bare_hosts=False,
        swallows=r"[^\x00-\x7f\s「」]",
        tag=r"(?=[\d_\p{M}·・\u200c]*\p{L})[\w\p{M}·・\u200c]*[\w\p{M}]",
        mention=r"@[A-Za-z0-9_]+([.-]+[A-Za-z0-9_]+)*@[\w-]+(\.[\w-]+)+",
        mention_example="`@name@server.example`",
    )
    types: ClassVar[frozenset[str]] = frozenset(
        {f"image/{name}" for name in ("jpeg", "png", "gif", "heic", "heif", "webp", "avif")}
        | {f"video/{name}" for name in ("webm", "mp4", "quicktime", "ogg")}
    )
    """https://docs.joinmastodon.org/entities/Instance/, supported_mime_types."""
    moving: ClassVar[frozenset[str]] = frozenset({"image/gif", "image/png"})
    """Both become videos, PNG since 4.3 (https://github.com/mastodon/mastodon/pull/28516); of a WebP the first frame is
    kept (https://github.com/mastodon/mastodon/issues/36514)."""
    options: ClassVar[type[BaseModel]] = Options
    settings: ClassVar[type[BaseModel]] = NoSettings
    needs: ClassVar[tuple[str, ...]] = ("base_url", "token")
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    native_schedule: ClassVar[bool] = True
    threads: ClassVar[bool] = True
    first_comment: ClassVar[bool] = True
    edits: ClassVar[frozenset[str]] = frozenset({"text", "content warning", "language", "media", "alt text"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset({"time"})

    def length(self, text: str) -> int:
        return counting.mastodon(text)

    def length_beside(self, what: str, text: str) -> int:
        """Addresses are counted in full there; alt texts in code points (MediaAttachment), poll options in graphemes
        (PollOptionsValidator)."""
        return counting.code_points(text) if what == "alt" else counting.graphemes(text)

    def shared(self, fields: Fields, text: str, part: int) -> int:
        """The content warning, and in the first part the poll's question where it is written under the text."""
        question = _question(fields, text, part)
        room = self.length(question) + 2 * bool(question and text)
        return room + self.length(fields.targeting.options("mastodon").get("spoiler") or "")

    def url(self, target: str, base_url: str) -> str:
        name = target.strip().removeprefix("@").partition("@")[0]
        return f"{base_url.rstrip('/')}/@{name}" if name and base_url else base_url

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return [*_media_problems(variant), *_poll_problems(variant), *_other_problems(variant)]

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """The server makes the card from the page (entities/PreviewCard)."""
        return frozenset()

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """The JSON body of POST /api/v1/statuses. A media marker also carries the file's `focus`."""
        return [_body(variant, part, index) for index, part in enumerate(variant.parts)]

    def publish(self, delivery: Delivery) -> Flow:
        request = delivery.part["request"]
        ids = []
        for index, media in enumerate(delivery.part["media"]):
            ids.append((yield from api.uploaded(delivery, media, api.focus_of(request, index), f"media {index}")))
        body = filled(_timed(request, delivery.native), ids, delivery.previous)
        headers = {**api.headers(delivery), "Idempotency-Key": api.idempotency_key(delivery)}
        call = Request("POST", api.address(delivery, "/api/v1/statuses"), headers, json=body, creates=True)
        return api.receipt_of(api.accepted((yield call), creates=True))

    def find(self, delivery: Delivery) -> Search:
        me = yield from api.own_id(delivery)
        may_wait = delivery.native or "scheduled_at" in delivery.part["request"]  # the scheduler may be late
        if may_wait and (waiting := (yield from api.waiting(delivery))):
            return waiting
        return (yield from api.posted(delivery, me))

    def released(self, delivery: Delivery) -> Search:
        return api.released(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        account = api.entity((yield api.get(delivery, "/api/v1/accounts/verify_credentials")))
        return f"@{answers.said(account.get('acct')) or account['id']} on {urlsplit(delivery.base_url).netloc}"


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
        "scheduled_at": api.iso(variant.at.instant) if native and variant.at else None,
    }
    required = {
        "status": _status(variant.fields, part.rich.text, index),
        "visibility": options.get("visibility", "public"),
    }
    return required | {name: value for name, value in optional.items() if value}


def _status(fields: Fields, text: str, index: int) -> str:
    question = _question(fields, text, index)
    return f"{text}\n\n{question}" if text and question else text or question


def _question(fields: Fields, text: str, index: int) -> str:
    """The poll's question, for which Mastodon has no place of its own, where the text does not say it."""
    return "" if fields.poll is None or index or says(text, fields.poll.question) else fields.poll.question


def _poll(poll: Poll, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "options": list(poll.options),
        "expires_in": seconds(poll.closes) if poll.closes else POLL_SECONDS,
        "multiple": poll.multiple,
        "hide_totals": bool(options.get("hide_totals")),
    }


def _media_marker(index: int, focus: tuple[float, float] | None) -> dict[str, Any]:
    return {"$media": index} | ({"focus": f"{focus[0]:g},{focus[1]:g}"} if focus else {})


def _timed(request: Mapping[str, Any], native: bool) -> dict[str, Any]:
    """The body without `scheduled_at` when smm itself delivers."""
    return {name: value for name, value in request.items() if native or name != "scheduled_at"}


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
        hint = only_here(variant.account.name, "poll", "anonymous")
        yield Problem("polls on mastodon are anonymous", hint, ("poll", "anonymous"), fact=False)
    if poll.answer is not None:
        yield Problem("mastodon has no quizzes: this becomes a plain poll", "", ("poll", "answer"), fact=False)


def _other_problems(variant: Variant) -> Iterator[Problem]:
    if variant.account.delivery == "native" and len(variant.parts) > 1:
        hint = 'take `delivery = "native"` out of the account, or make it one post'
        what = "first_comment" if variant.parts[1].role == "comment" else "thread"
        yield Problem("mastodon's own scheduler holds neither threads nor comments", hint, (what,))
    if variant.fields.targeting.replies not in (None, "everyone"):
        field = ("targeting", "replies")
        hint = only_here(variant.account.name, "targeting", "replies")
        yield Problem("mastodon lets everyone reply who sees the post", hint, field, fact=False)
    yield from _length_problems(variant)


def _length_problems(variant: Variant) -> Iterator[Problem]:
    """The content warning and the poll's question count too; the text alone is the text rule's business."""
    for index, part in enumerate(variant.parts):
        length = part.length + NETWORK.shared(variant.fields, part.rich.text, index)
        if part.limit is not None and part.length <= part.limit < length:
            is_comment = part.role == "comment"
            what, field = ("first comment", ("first_comment",)) if is_comment else ("text", ())
            message = f"with content warning and poll question the {what} has {length} characters of {part.limit}"
            yield Problem(message, "shorten one of them", field)


NETWORK = Mastodon()
