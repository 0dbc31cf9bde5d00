"""MAX's facts: limits, text style, post options and account settings.

Sources: the API's own pages (https://dev.max.ru/docs-api) and its schema 0.0.32 of 1 July 2026
(https://github.com/max-messenger-bot/max-bot-api-schemas).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

MIB = 1 << 20
CHECKED = "2026-11-26"
LONGEST = 4000
"""Characters of a text as it is sent, tags and all (`NewMessageBody.text`)."""


class Options(BaseModel):
    """`targeting.max`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    silent: bool = Field(False, description="Do not notify the members of the chat")
    no_preview: bool = Field(False, description="Show no link preview")
    pin: bool = Field(False, description="Pin the message after publishing, without notifying anyone")


class Settings(BaseModel):
    """Keys of a MAX account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    ca_file: str | None = Field(
        None,
        min_length=1,
        description="Root certificates (PEM) that are trusted for this account in addition to those of the system: a "
        "path in the project",
    )


DOCS = (
    "Posts as a bot that is an administrator of the channel or a member of the chat. Supports formatted text with a "
    "link preview, pictures and videos together, one audio file or one document alone, a place, threads as replies, "
    "the first comment under a channel's post, and pinning. `target` is the numeric id of the channel or chat. MAX "
    "has no scheduler, no polls and no setting for who may comment. The servers show a certificate of the Russian "
    "ministry's root: if your system does not trust it, name the root with `ca_file`. There is no de-duplication key: "
    "if the answer to a call is lost, the channel's messages are read, for which the bot needs the right to read all "
    "messages. Text, files and the place of a post can be edited at any time, a comment for 26 hours; posts and "
    "comments can be deleted. MAX does not document in which unit it counts a text, so the larger of two is taken."
)
SECRETS = (
    SecretSpec(
        "token",
        "bot token",
        "On business.max.ru: Chatbots, your bot, Settings; the bot must have passed moderation.",
    ),
)


def _limit(most: float, page: str, sure: bool = True) -> Limit:
    return Limit(at_most=most, source=page, checked=CHECKED, sure=sure)


UPLOADS = "https://dev.max.ru/docs-api/methods/POST/uploads"
ALONE = "schema 0.0.32, FileAttachmentRequest and AudioAttachmentRequest: the only attachment of a message"
LIMITS = Limits(
    {
        "text.length": _limit(LONGEST, "https://dev.max.ru/docs-api/objects/NewMessageBody"),
        "media.count": _limit(12, "third-party digests of dev.max.ru, September 2026", sure=False),
        "audio.count": _limit(1, ALONE),
        "document.count": _limit(1, ALONE),
        "image.bytes": _limit(50 * MIB, UPLOADS),
        "image.width": _limit(7680, UPLOADS),
        "image.height": _limit(7680, UPLOADS),
        "video.bytes": _limit(250 * MIB, UPLOADS),
        "audio.bytes": _limit(256 * MIB, UPLOADS),
        "document.bytes": _limit(4096 * MIB, UPLOADS),
    }
)
CARRIES: frozenset[Carried] = frozenset({"first-link", "place"})
"""The server makes the preview from the page of a link in the text."""
STYLE = Style(
    marks=frozenset({"bold", "italic", "underline", "strike", "code", "pre", "link"}),
    links="mark",
    schemes=frozenset({"max"}),
    heading="bold",
)
TYPES = frozenset(
    {f"image/{name}" for name in ("jpeg", "png", "gif", "tiff", "bmp", "heic")}
    | {f"video/{name}" for name in ("mp4", "quicktime", "x-matroska", "webm")}
)
"""https://dev.max.ru/docs-api/methods/POST/uploads; of audio and other files it names examples only."""
MOVING = frozenset({"image/gif"})
"""Among the types of pictures; that it moves is not documented."""

FACTS = Facts(
    name="max",
    title="MAX",
    docs=DOCS,
    safety=Safety.READABLE,
    limits=LIMITS,
    carries=CARRIES,
    unit="UTF-16 units",
    style=STYLE,
    types=TYPES,
    moving=MOVING,
    options=Options,
    settings=Settings,
    needs=("target",),
    secrets=SECRETS,
    threads=True,
    first_comment=True,
    edits=frozenset({"text", "media", "place"}),
)
