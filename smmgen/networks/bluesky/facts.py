"""Bluesky's facts: limits, text style, post options and account settings.

Sources: the lexicons `app.bsky.feed.post` and `app.bsky.embed.*`; https://docs.bsky.app/docs/tutorials/video.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

POST = "app.bsky.feed.post"


def _lexicon(most: float, name: str, sure: bool = True) -> Limit:
    return Limit(at_most=most, source=f"{name} lexicon", checked="2026-11-22", sure=sure)


class Options(BaseModel):
    """`targeting.bluesky`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    labels: list[Literal["sexual", "nudity", "porn", "graphic-media"]] = Field(
        default_factory=list, description="Content warnings on the post"
    )


class Settings(BaseModel):
    """Keys of a Bluesky account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    video_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Video service (default: https://video.bsky.app, or the server itself with `base_url`)",
    )


DOCS = (
    "Supports text with links, mentions and hashtags, up to four pictures with alt text, a video, a link card, "
    "threads, a first comment, content labels, and who may reply. `target` is the handle; the token is an app "
    "password. "
    "Every post has a record key made from its identity and planned time, so sending it again changes nothing. "
    "A post can be deleted but not edited: Bluesky has no edits. "
    "Bluesky has no polls, places or scheduler. A mention of a handle that does not exist is sent as plain text. "
    "With `base_url` and without `video_url`, a video is stored as an ordinary file on the server. "
    "Servers older than 2026 only accept pictures of up to 1,000,000 bytes."
)
SECRETS = (SecretSpec("token", "app password", "Create it in Settings, Privacy and security, App passwords."),)
LIMITS = Limits(
    {
        "text.length": _lexicon(300, POST),
        "text.bytes": _lexicon(3000, POST),
        "media.count": _lexicon(4, "app.bsky.embed.images"),
        "image.count": _lexicon(4, "app.bsky.embed.images"),
        "video.count": _lexicon(1, "app.bsky.embed.video"),
        "audio.count": _lexicon(0, POST),
        "document.count": _lexicon(0, POST),
        "image.bytes": _lexicon(2_000_000, "app.bsky.embed.images"),
        "video.bytes": _lexicon(300_000_000, "app.bsky.embed.video", sure=False),
    }
)
CARRIES: frozenset[Carried] = frozenset({"link", "card-title", "card-description", "card-image"})
"""app.bsky.embed.external, which stands in the place of pictures."""
STYLE = Style(
    marks=frozenset({"link", "mention", "hashtag"}),
    links="shorten",
    mentions="mark",
    hashtags=True,
    tag=r"(?=[\d\p{P}]*[^\d\s\p{P}\p{Cf}])[^\s\p{Cf}#,;:!?()\[\]{}<>«»“”„\"…/\\|–—]*[^\s\p{P}\p{Cf}|<>]",
    mention=r"@([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
    mention_example="`@name.bsky.social`",
)
TYPES = frozenset({"video/mp4"})
"""app.bsky.embed.video; pictures may be of any type."""
MOVING: frozenset[str] = frozenset()
"""Pictures are shown from a cache of still ones (https://github.com/bluesky-social/social-app/issues/6837)."""

FACTS = Facts(
    name="bluesky",
    title="Bluesky",
    docs=DOCS,
    safety=Safety.KEYED,
    finds_by_key=True,
    limits=LIMITS,
    carries=CARRIES,
    unit="graphemes",
    style=STYLE,
    types=TYPES,
    moving=MOVING,
    options=Options,
    settings=Settings,
    needs=("target",),
    secrets=SECRETS,
    threads=True,
    first_comment=True,
)
