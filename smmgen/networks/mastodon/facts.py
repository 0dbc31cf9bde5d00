"""Mastodon's facts: limits, text style and post options.

Sources: https://docs.joinmastodon.org (methods/statuses, methods/media, methods/scheduled_statuses, entities/Instance,
api/rate-limits).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec


def _documented(page: str, most: float | None = None, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=f"https://docs.joinmastodon.org/{page}", checked="2026-11-22", sure=sure)


def _instance(most: float, least: float | None = None) -> Limit:
    return _documented("entities/Instance/", most, least)


class Options(BaseModel):
    """`targeting.mastodon`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    visibility: Literal["public", "unlisted", "private", "direct"] = Field("public", description="Who sees the post")
    sensitive: bool = Field(False, description="Hide the media until the reader taps it")
    spoiler: str | None = Field(None, description="Content warning shown until the reader opens the text")
    hide_totals: bool = Field(False, description="Hide the results of a poll until it ends")


DOCS = (
    "Supports text, up to four pictures or one video or audio file, polls, threads, a first comment, content "
    'warnings and visibility. `base_url` is the server. `delivery = "native"` passes a post (not a thread) to the '
    "server's own scheduler at least five minutes ahead. A post sent twice within an hour appears once "
    "(Idempotency-Key). Pleroma and Akkoma work the same way. Pixelfed answers a repeated key with an error, so a "
    "doubtful post there is looked up instead. Pixelfed and Mastodon before 3.5 do not return the source of a post, "
    "so the displayed text is compared; if it cannot be compared, the outcome stays unknown. GoToSocial ignores the "
    "key: there a post can appear twice if the answer was lost. The limits are those of an unmodified server; "
    "`smm doctor --refresh` reads those of yours. Everything in a published post but its poll and "
    "visibility can be edited; in a post that is still in the server's scheduler, only the time. Mastodon has no "
    "places and no limit on who may reply; polls are anonymous."
)
SECRETS = (
    SecretSpec(
        "token",
        "access token",
        "On your server: Preferences, Development, New application, with the scopes `read`, `write:statuses` and "
        "`write:media`; the application's page shows the token.",
    ),
)
LIMITS = Limits(
    {
        "text.length": _instance(500),
        "link.length": _instance(23),
        "alt.length": _instance(1500),
        "media.count": _instance(4),
        "image.count": _instance(4),
        "video.count": _documented("user/posting/", most=1),
        "audio.count": _documented("user/posting/", most=1),
        "document.count": _documented("user/posting/", most=0),
        "image.bytes": _instance(16_777_216),
        "video.bytes": _instance(103_809_024),
        "audio.bytes": _instance(103_809_024),
        "video.fps": _instance(120),
        "video.pixels": _instance(8_294_400),
        "image.pixels": _instance(33_177_600),
        "poll.options": (_instance(4), _documented("methods/statuses/", least=2, sure=False)),
        "poll.option": _instance(50),
        "poll.seconds": _instance(2_629_746, least=300),
        "schedule.seconds": _documented("methods/statuses/", least=300),
    }
)
CARRIES: frozenset[Carried] = frozenset({"first-link", "poll"})
"""The server makes the card from the page (entities/PreviewCard)."""
STYLE = Style(
    links="text-url",
    bare_hosts=False,
    swallows=r"[^\x00-\x7f\s「」]",
    tag=r"(?=[\d_\p{M}·・\u200c]*\p{L})[\w\p{M}·・\u200c]*[\w\p{M}]",
    mention=r"@[A-Za-z0-9_]+([.-]+[A-Za-z0-9_]+)*@[\w-]+(\.[\w-]+)+",
    mention_example="`@name@server.example`",
)
TYPES = frozenset(
    {f"image/{name}" for name in ("jpeg", "png", "gif", "heic", "heif", "webp", "avif")}
    | {f"video/{name}" for name in ("webm", "mp4", "quicktime", "ogg")}
)
"""https://docs.joinmastodon.org/entities/Instance/, supported_mime_types."""
MOVING = frozenset({"image/gif", "image/png"})
"""Both become videos, PNG since 4.3 (https://github.com/mastodon/mastodon/pull/28516); of a WebP the first frame is
kept (https://github.com/mastodon/mastodon/issues/36514)."""

FACTS = Facts(
    name="mastodon",
    title="Mastodon",
    docs=DOCS,
    safety=Safety.KEYED,
    key_seconds=3600,
    limits=LIMITS,
    carries=CARRIES,
    style=STYLE,
    types=TYPES,
    moving=MOVING,
    options=Options,
    needs=("base_url",),
    secrets=SECRETS,
    native_schedule=True,
    threads=True,
    first_comment=True,
    edits=frozenset({"text", "content warning", "language", "media", "alt text"}),
    edits_waiting=frozenset({"time"}),
)
