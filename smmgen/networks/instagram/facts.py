"""Instagram's facts: limits, text style, post options and account settings.

Sources: https://developers.facebook.com/docs/instagram-platform (content-publishing, reference/ig-user/media,
reference/error-codes, changelog). Where its pages disagree, the figure is not sure.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from smmgen.content.model import Format
from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.graph import VERSIONS
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

CHECKED = "2026-11-22"
DOCUMENTATION = "https://developers.facebook.com/docs/instagram-platform"
MEDIA = "reference/ig-user/media"
Username = Annotated[str, Field(pattern=r"^@?[A-Za-z0-9._]{1,30}$")]


class Tag(BaseModel):
    """Somebody who is to be seen in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    username: Username = Field(description="Name of the person's account")
    x: float | None = Field(None, ge=0, le=1, description="Where in the picture, from the left: 0 to 1")
    y: float | None = Field(None, ge=0, le=1, description="Where in the picture, from the top: 0 to 1")
    file: int = Field(1, ge=1, le=10, description="Which file of the post, counted from 1")


class Options(BaseModel):
    """`targeting.instagram`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    user_tags: list[Tag] = Field(
        default_factory=list, description="People in the files: [{username: teplo, x: 0.5, y: 0.5}]"
    )
    collaborators: list[Username] = Field(
        default_factory=list, max_length=3, description="Up to three accounts that are invited as co-authors"
    )
    location_id: Annotated[str, Field(pattern=r"^\d+$")] | None = Field(
        None, description="Id of a Facebook Page that has a place, in quotes"
    )
    is_ai_generated: bool = Field(False, description="Label the post as made with AI")
    share_to_feed: bool = Field(True, description="Show a reel among the posts of the profile, too")
    thumb_offset: int | None = Field(None, ge=0, description="Cover of a reel: its frame at this millisecond")
    audio_name: str | None = Field(None, description="Name of a reel's own sound")
    trial: Literal["manual", "performance"] | None = Field(
        None, description="Show a reel to strangers first; then you (manual) or its success (performance) decide"
    )


class Settings(BaseModel):
    """Keys of an Instagram account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    api_version: str = Field("v26.0", pattern=r"^v\d+\.\d+$", description="Version of the Graph API")
    login: Literal["instagram", "facebook"] = Field(
        "instagram", description="How the token was made: by Instagram Login, or by Facebook Login for Business"
    )
    user_id: Annotated[str, Field(pattern=r"^\d+$")] | None = Field(
        None, description="Id of the professional account, in quotes; needed with Facebook Login"
    )

    @model_validator(mode="after")
    def _has_id(self) -> Settings:
        if self.login == "facebook" and not self.user_id:
            hint = "docs/how-to/tokens.md says how to find it"
            raise ValueError('with `login = "facebook"`, `user_id` is needed', hint)
        return self


DOCS = (
    "For professional accounts. Supports a photo, a carousel of two to ten photos and videos, reels, stories "
    "(`format: story`), alt texts, people in the picture, co-authors, a place, the AI label, closed comments and a "
    "first comment. A single video is a reel. There are no posts without media, no polls and no scheduler, and links "
    "in captions cannot be tapped. Photos must be JPEG. Instagram downloads media itself, so the account needs "
    "`media_base_url` or `media_upload`. Publishing has two steps: a container is made, then published; its id is "
    "kept before that, so that another run continues with it. After a broken connection, and after error 2207051, "
    "which Instagram sends for some posts that went live, the container is asked whether it was published, and the "
    "account's posts are read. How many posts a day are allowed (50 or 100) is asked before each post. Captions "
    "cannot be edited; whether a post can be deleted depends on the token. Tokens of Instagram Login are valid for 60 "
    "days and are renewed if the account has a `store_command`."
)
SECRETS = (
    SecretSpec(
        "token",
        "access token",
        "A long-lived token of Instagram Login with `instagram_business_basic`, `instagram_business_content_publish` "
        "and, for first comments, `instagram_business_manage_comments`; or a page token of Facebook Login.",
        renewed_with="itself",
        renew_before=10 * 86400,
    ),
)


def _limit(page: str, most: float | None = None, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=f"{DOCUMENTATION}/{page}", checked=CHECKED, sure=sure)


def _shape(most: float, least: float | None = None) -> Limit:
    """Of reels and stories, and thus of all videos."""
    return Limit(least, most, source=f"{DOCUMENTATION}/{MEDIA}", checked="2026-11-26")


LIMITS = Limits(
    {
        "text.length": _limit(f"{MEDIA} (unit not said)", 2200),
        "hashtags.count": (
            _limit(MEDIA, 30),
            Limit(at_most=5, source="press since December 2025; not documented", checked=CHECKED, sure=False),
        ),
        "alt.length": _limit(f"{MEDIA}; only read in digests", 1000, sure=False),
        "media.count": _limit("content-publishing", 10),
        "audio.count": _limit("content-publishing", 0),
        "document.count": _limit("content-publishing", 0),
        "image.bytes": _limit("reference/error-codes (2207004)", 8 << 20),
        "image.ratio": _limit(f"{MEDIA}", 1.91, 0.8),
        "image.width": _limit(f"{MEDIA} (smaller ones are scaled up)", least=320, sure=False),
        "video.bytes": _limit(f"{MEDIA}; other languages of the page say 1 GB", 300_000_000, sure=False),
        "video.seconds": _limit(MEDIA, 900, 3),
        "video.fps": _limit(MEDIA, 60, 23),
        "video.width": _shape(1920),
        "video.ratio": _shape(10, 0.01),
        "day.posts": _limit("content-publishing; 50 or 100, asked before each post", 100, sure=False),
    }
)
STORY = Limits(
    {
        "image.ratio": _limit("content-publishing", least=0),
        "video.bytes": _limit(MEDIA, 100_000_000),
        "video.seconds": _limit(MEDIA, 60, 3),
        "video.ratio": _shape(10, 0.1),
        "media.count": _limit(MEDIA, 1),
    }
)
REEL = Limits({"media.count": _limit(MEDIA, 1), "image.count": _limit(MEDIA, 0)})
FORMAT_LIMITS: dict[Format, Limits] = {"story": STORY, "reel": REEL}
STYLE = Style(mention=r"@[A-Za-z0-9_](?:[A-Za-z0-9._]*[A-Za-z0-9_])?", mention_example="`@name`")
TYPES = frozenset({"image/jpeg", "video/mp4", "video/quicktime"})
CODECS = frozenset({"h264", "hevc", "aac"})
"""Reels and stories, and thus all videos: reference/ig-user/media, read on 2026-11-22, the sound on 2026-11-26."""

FACTS = Facts(
    name="instagram",
    title="Instagram",
    docs=DOCS,
    safety=Safety.READABLE,
    limits=LIMITS,
    formats=frozenset({"post", "carousel", "reel", "story"}),
    format_limits=FORMAT_LIMITS,
    unit="UTF-16 units",
    style=STYLE,
    types=TYPES,
    video_codecs=CODECS,
    options=Options,
    ai_label="is_ai_generated",
    settings=Settings,
    api_versions=VERSIONS,
    secrets=SECRETS,
    fetches_media=True,
    first_comment=True,
)
