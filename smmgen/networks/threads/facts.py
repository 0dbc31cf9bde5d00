"""Threads' facts: limits, text style, post options and account settings.

Sources: https://developers.facebook.com/docs/threads (posts, overview, create-posts/text-attachments, polls, reply
management) and Meta's own collection of calls, https://github.com/fbsamples/threads_api.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import ApiVersion, Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

CHECKED = "2026-11-22"
DOCUMENTATION = "https://developers.facebook.com/docs/threads"
LINKS = 5
"""Different links in a post, that of the card included."""


class Options(BaseModel):
    """`targeting.threads`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    topic_tag: Annotated[str, Field(pattern=r"^[^.&\s][^.&]{0,49}$")] | None = Field(
        None, description="Topic of the post, up to 50 characters without `.` and `&` (default: the first hashtag)"
    )
    reply_approvals: bool = Field(False, description="Show replies only after they have been approved")
    quote_post_id: Annotated[str, Field(pattern=r"^\d+$")] | None = Field(
        None, description="Id of the post to quote, in quotes"
    )
    location_id: Annotated[str, Field(pattern=r"^\d+$")] | None = Field(
        None, description="Id of a place in Threads, in quotes"
    )
    spoiler: bool = Field(False, description="Cover the media until the reader taps them")
    text_attachment: Annotated[str, Field(min_length=1, max_length=10_000)] | None = Field(
        None, description="Long text that the post unfolds to, plain, up to 10,000 characters; not with media or a poll"
    )
    countries: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = Field(
        default_factory=list, description="Show the post in these countries only: [DE, FR]"
    )


class Settings(BaseModel):
    """Keys of a Threads account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    api_version: str = Field("v1.0", pattern=r"^v\d+\.\d+$", description="Version of the Threads API")


DOCS = (
    "Supports text, a long text attached to it, a picture, a video, a carousel of up to 20 pictures and videos, "
    "polls, a link card, threads, a first comment (a reply), a topic, and who may reply. Text is plain; an emoji "
    "counts for as many characters as it has bytes. The first hashtag becomes the topic, of which a post has one; "
    "hashtags in the text are shown as they are. Threads downloads media itself, so the account needs "
    "`media_base_url` or `media_upload`. Publishing has two steps: a container is made, then published; its id is "
    "kept before that, so that another run continues with it. After a broken connection the container is asked "
    "whether it was published, and the account's posts are read. Polls are open for one day and have two to four "
    "answers. Posts cannot be edited, only deleted. A token is valid for 60 days and is renewed if the account has a "
    "`store_command`. The link card is made from the page. There is no scheduler. That the API takes the token in a "
    "header, and how it counts alt texts, is not documented. GIFs are not attached: Threads takes the number of one "
    "at GIPHY instead of a file, and no page that could be read says so of today; Tenor, which Meta's own collection "
    "of calls names, closed on 30 June 2026. Bold or linked text attachments are not sent."
)
SECRETS = (
    SecretSpec(
        "token",
        "access token",
        "A long-lived token of the profile, valid for 60 days, with `threads_basic` and `threads_content_publish`; "
        "replies need `threads_manage_replies`, removing posts `threads_delete`.",
        renewed_with="itself",
        renew_before=10 * 86400,
    ),
)


def _limit(page: str, most: float | None = None, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=f"{DOCUMENTATION}/{page}", checked=CHECKED, sure=sure)


def _film(most: float, least: float | None = None) -> Limit:
    return Limit(least, most, source=f"{DOCUMENTATION}/overview", checked="2026-11-26")


LIMITS = Limits(
    {
        "text.length": _limit("posts", 500),
        "hashtags.count": _limit("posts (one topic a post)", 1, sure=False),
        "hashtag.length": _limit("posts", 50),
        "post.links": _limit("create-posts/text-attachments", LINKS),
        "alt.length": _limit("posts, alt_text; only read in digests", 1000, sure=False),
        "media.count": _limit("posts", 20),
        "audio.count": _limit("posts", 0),
        "document.count": _limit("posts", 0),
        "image.bytes": _limit("posts", 8_000_000),
        "image.stretch": _limit("posts", 10),
        "video.bytes": _limit("posts", 1_000_000_000),
        "video.seconds": _limit("posts", 300),
        "video.fps": _film(60, 23),
        "video.width": _film(1920),
        "video.ratio": _film(10, 0.01),
        "poll.options": _limit("posts", 4, 2),
        "poll.option": _limit("posts", 25),
        "day.posts": _limit("overview", 250),
    }
)
CARRIES: frozenset[Carried] = frozenset({"link", "first-link", "poll", "tags"})
"""The card is made from the page (`link_attachment` is an address and nothing else); the topic is a hashtag."""
STYLE = Style(mention=r"@[A-Za-z0-9_](?:[A-Za-z0-9._]*[A-Za-z0-9_])?", mention_example="`@name`")
TYPES = frozenset({"image/jpeg", "image/png", "video/mp4", "video/quicktime"})
CODECS = frozenset({"h264", "hevc", "aac"})
"""https://developers.facebook.com/docs/threads/overview, as quoted in copies of the page; read on 2026-11-26."""

FACTS = Facts(
    name="threads",
    title="Threads",
    docs=DOCS,
    safety=Safety.READABLE,
    limits=LIMITS,
    formats=frozenset({"post", "carousel"}),
    carries=CARRIES,
    style=STYLE,
    types=TYPES,
    video_codecs=CODECS,
    options=Options,
    settings=Settings,
    api_versions=(
        ApiVersion("v1.0", source="https://developers.facebook.com/docs/threads/changelog", checked=CHECKED),
    ),
    secrets=SECRETS,
    threads=True,
    fetches_media=True,
    first_comment=True,
)
