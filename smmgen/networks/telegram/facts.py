"""Telegram's facts: limits, text style and post options.

Sources: Telegram Bot API 10.1 (https://core.telegram.org/bots/api, 11 June 2026) and TDLib, which the API's server is
made of (https://github.com/tdlib/td), for what the API's page leaves open.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from smmgen.content.documents.base import Names
from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

MIB = 1 << 20
CHECKED = "2026-11-22"


def _api(most: float, method: str, least: float | None = None) -> Limit:
    return Limit(least, most, source=f"Telegram Bot API 10.1, {method}", checked=CHECKED)


class Options(BaseModel):
    """`targeting.telegram`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    silent: bool = Field(False, description="Notify subscribers without sound")
    protect: bool = Field(False, description="Prevent forwarding and saving")
    spoiler: bool = Field(False, description="Cover pictures and videos until the reader taps them")
    caption_above: bool = Field(False, description="Show the text above the media")
    no_preview: bool = Field(False, description="Show no link preview")
    preview_above: bool = Field(False, description="Show the link preview above the text")
    topic: int | None = Field(None, gt=0, description="Id of a topic in a forum group (message_thread_id)")
    members_only: bool = Field(False, description="Only people subscribed for more than a day may vote in the poll")
    countries: Names = Field(
        default_factory=list,
        max_length=12,
        description="Only people from these countries may vote in the poll, such as RU",
    )
    shuffle: bool = Field(False, description="Show the answers of the poll in random order")
    hide_results: bool = Field(False, description="Hide the results of the poll until it closes")


DOCS = (
    "Posts as a bot that is an administrator of the channel or group. Supports formatted text with a link preview, "
    "one photo, video, animation (GIF), audio file or document, an album of 2 to 10, a poll or quiz, and threads as "
    "replies. `target` is `@channel` or the numeric id. A post with media may have 1024 characters instead of 4096. "
    "A poll message may contain up to 1024 characters of text and one file; if there is more, the text is sent first "
    "and the poll follows. A place is written as a line under the text, and so is a `link` in a post with media. The "
    "Bot API has no scheduler, no first comment and no setting for who may comment. It has no de-duplication key and "
    "shows a bot no history: if the answer to a call is lost, the outcome stays `unknown` until someone looks at the "
    "channel. Texts, captions and the file of a single message can always be edited; the files of an album and polls "
    "cannot. A post can be deleted within 48 hours, or later if the bot may delete messages of others."
)
SECRETS = (SecretSpec("token", "bot token", "Send `/newbot` to @BotFather; the bot must be an administrator."),)
LIMITS = Limits(
    {
        "text.length": _api(4096, "sendMessage"),
        "caption.length": _api(1024, "sendPhoto"),
        "text.marks": Limit(
            at_most=100, source="TDLib, MessageEntity.cpp: further entities are dropped", checked=CHECKED
        ),
        "media.count": _api(10, "sendMediaGroup"),
        "image.count": _api(10, "sendMediaGroup"),
        "video.count": _api(10, "sendMediaGroup"),
        "audio.count": _api(10, "sendMediaGroup"),
        "document.count": _api(10, "sendMediaGroup"),
        "image.bytes": _api(10 * MIB, "sendPhoto"),
        "video.bytes": _api(50 * MIB, "sendVideo"),
        "audio.bytes": _api(50 * MIB, "sendAudio"),
        "document.bytes": _api(50 * MIB, "sendDocument"),
        "image.side_sum": _api(10000, "sendPhoto"),
        "image.stretch": _api(20, "sendPhoto"),
        "poll.options": _api(12, "sendPoll", least=1),
        "poll.question": _api(300, "sendPoll"),
        "poll.option": _api(100, "InputPollOption"),
        "poll.explanation": _api(200, "sendPoll"),
        "poll.seconds": _api(2628000, "sendPoll", least=5),
        "poll.text": _api(1024, "sendPoll, description"),
    }
)
CARRIES: frozenset[Carried] = frozenset({"link", "first-link", "poll", "poll-message"})
"""LinkPreviewOptions names an address alone: what the card shows comes from the page."""
STYLE = Style(
    marks=frozenset({"bold", "italic", "underline", "strike", "spoiler", "code", "pre", "quote", "link"}),
    links="mark",
    schemes=frozenset({"tg", "ton", "tonsite"}),
    heading="bold",
    quote="",
    reports=frozenset({"table", "image"}),
    tag=r"(?=[\d_·\u200c]*[\p{L}\u0d80-\u0dff])[\p{L}\d_·\u200c\u0d80-\u0dff]{1,256}(?:@[A-Za-z]\w{3,31}(?a:\b))?",
    mention=r"@[A-Za-z][A-Za-z0-9_]{3,31}",
    mention_example="`@name`, 4 to 32 Latin letters, digits and underscores",
)
TYPES = frozenset({"audio/mpeg", "audio/mp4"})
"""Bot API, sendAudio; what becomes of other pictures and videos is not said."""
CODECS = frozenset({"h264"})
"""Bot API 10.1: sendVideo says MPEG4, sendAnimation H.264; other videos play in some clients. Read on 2026-11-22."""
MOVING = frozenset({"image/gif"})
"""Bot API, sendAnimation; what sendPhoto takes is stored as JPEG."""

FACTS = Facts(
    name="telegram",
    title="Telegram",
    docs=DOCS,
    safety=Safety.BLIND,
    limits=LIMITS,
    carries=CARRIES,
    style=STYLE,
    types=TYPES,
    video_codecs=CODECS,
    video_codecs_sure=False,
    moving=MOVING,
    options=Options,
    needs=("target",),
    secrets=SECRETS,
    threads=True,
    edits=frozenset({"text", "media"}),
)
