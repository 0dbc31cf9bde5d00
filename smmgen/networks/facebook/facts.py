"""Facts about Facebook Pages: limits, text style, post options and account settings.

Sources: https://developers.facebook.com/docs/pages-api/posts, https://developers.facebook.com/docs/video-api (reels
publishing) and the parameters of Meta's own SDK for v25.0, https://github.com/facebook/facebook-python-business-sdk.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.content.model import Format
from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.graph import VERSIONS
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

CHECKED = "2026-11-22"
POSTS = "https://developers.facebook.com/docs/pages-api/posts"
STORIES = "https://developers.facebook.com/docs/page-stories-api"
REELS = "https://developers.facebook.com/docs/video-api/guides/reels-publishing"
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Age = Literal[13, 15, 18, 21, 25]


class Gating(BaseModel):
    """Who can see the post at all."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    countries: list[Country] = Field(default_factory=list, description="People in these countries: [DE, FR]")
    age_min: Age | None = Field(None, description="People of at least this age: 13, 15, 18, 21 or 25")


class Preference(BaseModel):
    """Whom the post is rather shown to."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    countries: list[Country] = Field(default_factory=list, description="People in these countries: [DE, FR]")
    age_min: int | None = Field(None, ge=13, le=65, description="People of at least this age")
    age_max: int | None = Field(None, ge=13, le=65, description="People of at most this age")
    genders: list[Literal["male", "female"]] = Field(default_factory=list, description="male, female")
    interests: list[Annotated[str, Field(pattern=r"^\d+$")]] = Field(
        default_factory=list, description="Ids of interests, in quotes"
    )
    locales: list[int] = Field(default_factory=list, description="Numbers of languages, as Meta counts them")


class Options(BaseModel):
    """`targeting.facebook`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    gating: Gating | None = Field(None, description="Who can see the post at all: {countries: [DE], age_min: 18}")
    feed_targeting: Preference | None = Field(None, description="Whom the post is rather shown to, of the followers")
    place_id: Annotated[str, Field(pattern=r"^\d+$")] | None = Field(
        None, description="Id of a Page that has a place, in quotes"
    )


class Settings(BaseModel):
    """Keys of a Facebook account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    api_version: str = Field("v26.0", pattern=r"^v\d+\.\d+$", description="Version of the Graph API")


DOCS = (
    "Posts on a Page. Supports text, a link card, photos with alt texts, a video, reels (`format: reel`), stories "
    "(`format: story`), a place, organic targeting and a first comment. `target` is the Page's id. Photos and videos "
    "are uploaded before the post is made, and their ids are kept, so that another run continues with them. "
    '`delivery = "native"` passes a post to Facebook\'s own scheduler, ten minutes to 30 days ahead; smm itself sends '
    "stories. Facebook knows no key that would make a second try harmless: after a broken connection, and where it "
    "calls a post a duplicate (error 506), the Page's posts are read. A story is known by its photo or video, which "
    "Facebook takes for one story only. The text of a post and of a comment can be edited, and the time of one that "
    "waits; posts can be deleted; whether stories can is not documented. There are no polls and no threads; photos and "
    "a video cannot be mixed. A Page's token does not expire, but a new password or a lost role ends it."
)
SECRETS = (
    SecretSpec(
        "token",
        "page token",
        "The Page's own token, of somebody with full control, with `pages_manage_posts`, `pages_read_engagement`, "
        "`pages_read_user_content` and, for first comments, `pages_manage_engagement`.",
    ),
)


def _limit(source: str, most: float | None = None, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=source, checked=CHECKED, sure=sure)


LIMITS = Limits(
    {
        "text.length": _limit("other open programs; not documented", 63_206, sure=False),
        "media.count": _limit("other open programs; not documented", 10, sure=False),
        "video.count": _limit("https://developers.facebook.com/docs/video-api", 1),
        "audio.count": _limit(POSTS, 0),
        "document.count": _limit(POSTS, 0),
        "image.bytes": _limit("field reports of error 1366046; others say 10 MB", 4_000_000, sure=False),
        "schedule.seconds": _limit(POSTS, 30 * 86400, 600),
    }
)
READ = "2026-11-26"


def _upright(page: str) -> dict[str, Limit]:
    """9:16, with what rounding to whole blocks of pixels makes of it; 1080 × 1920 is advised."""
    least = f"{page} (540 x 960 pixels)"
    return {
        "video.width": Limit(540, source=least, checked=READ),
        "video.height": Limit(960, source=least, checked=READ),
        "video.ratio": Limit(
            0.555, 0.57, source=f"{page} (9 x 16; whether others are refused is not said)", checked=READ, sure=False
        ),
    }


REEL = Limits(
    {
        **_upright(REELS),
        "media.count": _limit(REELS, 1),
        "image.count": _limit(REELS, 0),
        "video.seconds": _limit(REELS, 90, 3),
        "video.fps": _limit(REELS, 60, 24),
        "schedule.seconds": _limit(REELS, 29 * 86400, 600),
    }
)
STORY = Limits(
    {
        **_upright(STORIES),
        "media.count": _limit(STORIES, 1, 1),
        "image.bytes": _limit(f"{STORIES}; some copies of the page say 10 MB", 4_000_000, sure=False),
        "video.seconds": _limit(f"{STORIES}; its table says 90, its limitations 60", 60, 3, sure=False),
        "video.fps": Limit(24, 60, source=STORIES, checked=READ),
    }
)
FORMAT_LIMITS: dict[Format, Limits] = {"reel": REEL, "story": STORY}
CARRIES: frozenset[Carried] = frozenset({"link", "first-link"})
"""The card is made from the page: only the address is sent."""
STYLE = Style()
TYPES = frozenset({"image/jpeg", "image/png", "video/mp4", "video/quicktime"})
CODECS = frozenset({"h264", "hevc", "vp9", "av1", "aac"})
"""Of reels and stories; what posts take is not documented. Both pages, read on 2026-11-22 and 2026-11-26."""

FACTS = Facts(
    name="facebook",
    title="Facebook",
    docs=DOCS,
    safety=Safety.READABLE,
    limits=LIMITS,
    formats=frozenset({"post", "reel", "story"}),
    format_limits=FORMAT_LIMITS,
    carries=CARRIES,
    style=STYLE,
    types=TYPES,
    format_codecs={"reel": CODECS, "story": CODECS},
    options=Options,
    settings=Settings,
    api_versions=VERSIONS,
    needs=("target",),
    secrets=SECRETS,
    native_schedule=True,
    unscheduled=frozenset({"story"}),
    first_comment=True,
    edits=frozenset({"text"}),
    edits_waiting=frozenset({"text", "time"}),
)
