"""VK's facts: limits, text style, post options and account settings.

Sources: https://dev.vk.com/en/method/wall.post, https://dev.vk.ru/ru/api/upload/story-in-profile and the schema of API
5.199 (https://github.com/VKCOM/vk-api-schema). The schema names only user tokens for wall.post; that community tokens
post texts is field experience. Stories take both kinds of token.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.content.model import Format
from smmgen.markup.style import Style
from smmgen.networks.base import ApiVersion, Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

CHECKED = "2026-11-22"
POSTING = "dev.vk.com, wall.post"
PHOTOS = "dev.vk.com, upload of wall photos"
STORIES = "dev.vk.ru, upload of stories"
ATTACHABLE = ("market_album", "market", "audio_playlist", "audio", "album", "video", "photo", "page", "note", "doc")
"""What wall.post attaches by its id (dev.vk.com, wall.post)."""
Button = Literal[
    "to_store", "vote", "more", "book", "order", "enroll", "fill", "signup", "buy", "ticket", "write", "open",
    "learn_more", "view", "go_to", "contact", "watch", "play", "install", "read", "calendar",
]  # fmt: skip
"""VK API 5.199, stories_upload_link_text; VK words it in the reader's language."""


class Options(BaseModel):
    """`targeting.vk`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    signed: bool = Field(False, description="Sign the post with the name of the person who posts")
    mute_notifications: bool = Field(False, description="Do not notify subscribers")
    copyright: str | None = Field(None, description="Address of the source, shown under the post")
    place_id: int | None = Field(None, gt=0, description="Id of a place in VK, instead of targeting.place")
    donut: int | None = Field(
        None, ge=-1, description="Seconds during which only VK Donut subscribers see the post; -1: for good"
    )
    attach: list[Annotated[str, Field(pattern=rf"^({'|'.join(ATTACHABLE)})-?\d+_\d+(_\w+)?$")]] = Field(
        default_factory=list,
        description="What is in VK already, such as an item of the shop: [market-230000001_17]; also market_album, "
        "album, audio, audio_playlist, page, note, photo, video, doc",
    )
    link_text: Button | None = Field(None, description="Button of a story's link (default: learn_more)")


class Settings(BaseModel):
    """Keys of a VK account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    api_version: str = Field("5.199", pattern=r"^5\.\d+$", description="Version of the VK API")
    post_with: Literal["community", "user"] = Field(
        "community",
        description="Which token posts; videos and polls of the wall always need the user token",
    )
    vk_id_app: int | None = Field(None, gt=0, description="Id of the application that signed the user in with VK ID")
    vk_id_url: str | None = Field(None, description="Address to use instead of https://id.vk.com: proxy, tests")


DOCS = (
    "Posts on the wall of a community, and its stories (`format: story`). Supports plain text with mentions, up to ten "
    "photos and videos, side by side with `format: carousel`, a document, a poll, a link card, a place, items of the "
    "shop and other things that are in VK already, a first comment, the advertising mark, closed comments and VK "
    "Donut. `target` is the community's id with a minus. There are two tokens: the community token (`token_env`, from "
    "the community's API settings) posts texts, links, documents, comments, photos and stories; uploading photos for "
    "the wall, and everything about videos and polls there, needs the token of a user who administers the community "
    "(`user_token_env`). The alt text of a photo is shown as its caption; a GIF is sent as a document. "
    '`delivery = "native"` passes the post to VK\'s own scheduler at once; stories are always sent by smm. '
    "For an hour, a repeated call with the same guid does not make a second post; after that the wall is read, which "
    "also needs the user token. Stories have neither a guid nor a text: after a broken connection a story stays "
    "unknown until you have looked. Posts and comments can be edited and deleted, stories deleted; polls cannot be "
    "edited. Audio files, quizzes and the picture of a link card cannot be sent. "
    "[What is used of VK's API, parameter by parameter](../how-to/vk.md)."
)
SECRETS = (
    SecretSpec(
        "token",
        "community token",
        "Posts text and stories. Create it in the community: Manage, API usage, access tokens.",
    ),
    SecretSpec(
        "user_token",
        "user token",
        "Uploads photos and videos, creates polls and reads the wall. An administrator signs in with VK ID.",
        required=False,
        renewed_with="refresh_token",
    ),
)


def _limit(most: float, source: str, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=source, checked=CHECKED, sure=sure)


LIMITS = Limits(
    {
        "text.length": _limit(16384, "third-party tools; not documented by VK", sure=False),
        "media.count": _limit(10, POSTING),
        "image.count": _limit(10, POSTING),
        "video.count": _limit(10, POSTING),
        "audio.count": _limit(0, "VK API 5.199 has no upload of audio for walls"),
        "document.count": _limit(1, POSTING),
        "alt.length": _limit(2048, "VK API 5.199, photos.saveWallPhoto, caption", sure=False),
        "image.bytes": _limit(50 << 20, PHOTOS),
        "image.side_sum": _limit(14000, PHOTOS),
        "image.stretch": _limit(20, PHOTOS),
        "document.bytes": _limit(200 << 20, "dev.vk.com, upload of documents", sure=False),
        "poll.options": _limit(10, "VK API 5.199, polls.create", least=1),
        "poll.option": _limit(100, POSTING),
        "schedule.seconds": Limit(
            at_least=120,
            source="our own margin for uploads; VK wants a time in the future",
            checked=CHECKED,
            sure=False,
        ),
    }
)
STORY = Limits(
    {
        "media.count": _limit(1, STORIES, 1),
        "document.count": _limit(0, STORIES),
        "image.bytes": _limit(10 << 20, STORIES),
        "image.side_sum": _limit(14000, STORIES),
        "video.fps": _limit(30, STORIES, sure=False),
        "video.width": _limit(720, STORIES, sure=False),
        "video.height": _limit(1280, STORIES, sure=False),
    }
)
CAROUSEL = Limits({"media.count": _limit(10, POSTING, 2), "document.count": _limit(0, POSTING)})
FORMAT_LIMITS: dict[Format, Limits] = {"story": STORY, "carousel": CAROUSEL}
CARRIES: frozenset[Carried] = frozenset({"link", "link-beside-media", "first-link", "card-title", "place", "poll"})
"""wall.post takes the title of a card (picture and description come from the page) and a place as `lat` and `long`."""
SITE = r"https?://(?:www\.|m\.)?vk\.(?:com|ru)/"
STYLE = Style(
    links="text-url",
    pages=rf"{SITE}((?:id|club|public|event)\d+)/?",
    site=SITE,
    mention=r"@[A-Za-z][A-Za-z0-9_.]{2,31}",
    mention_example="`[Name](https://vk.com/club1)`",
)
TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})
"""dev.vk.com, upload of wall photos."""
STORY_CODECS = frozenset({"h264", "aac"})
"""dev.vk.ru, upload of stories, read on 2026-11-26; whether VK refuses others is not said."""
MOVING = frozenset({"image/gif"})
"""As a document; a photo is stored as JPEG."""
EDITS = frozenset({"text", "media", "link", "attached", "place", "comments", "options"})

FACTS = Facts(
    name="vk",
    title="VK",
    docs=DOCS,
    safety=Safety.KEYED,
    format_safety={"story": Safety.BLIND},
    key_seconds=3600,
    limits=LIMITS,
    formats=frozenset({"post", "carousel", "story"}),
    format_limits=FORMAT_LIMITS,
    carries=CARRIES,
    unit="UTF-16 units",
    style=STYLE,
    types=TYPES,
    format_codecs={"story": STORY_CODECS},
    video_codecs_sure=False,
    moving=MOVING,
    options=Options,
    settings=Settings,
    needs=("target",),
    secrets=SECRETS,
    native_schedule=True,
    unscheduled=frozenset({"story"}),
    first_comment=True,
    edits=EDITS,
    edits_waiting=EDITS | {"time"},
    api_versions=(ApiVersion("5.199", source="https://github.com/VKCOM/vk-api-schema", checked="2026-11-22"),),
)
