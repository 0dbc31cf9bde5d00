"""Odnoklassniki's facts: limits, text style, post options and account settings.

Sources: https://apiok.ru/dev/methods (mediatopic, photosV2, video, group), https://apiok.ru/en/dev/errors, and the same
pages' text of 2017 in https://github.com/apiok/documentation. OK publishes no schema and no limits of topics.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.secrets import SecretSpec

CHECKED = "2026-11-26"
SETTLE = 300
"""Seconds until a topic is surely among those that group.getStatTopics lists: statistics, of which OK does not say how
soon they know a new topic. A careful guess."""


class Options(BaseModel):
    """`targeting.ok`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    as_user: bool = Field(False, description="Post in the name of the token's owner instead of the group")
    hidden: bool = Field(False, description="Create a hidden topic, which is not shown in the group")
    no_preview: bool = Field(False, description="Do not turn the only link of a text into a card")


class Settings(BaseModel):
    """Keys of an Odnoklassniki account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    application_key: str | None = Field(
        None, pattern=r"^[A-Z0-9]{8,40}$", description="Public key of your application, from OK's letter"
    )
    list_is_complete: bool = Field(
        False,
        description="Take a topic for not published when the group's list does not have it. OK leaves topics without "
        "statistics out of that list, so by default such a topic stays unknown and waits for you",
    )


DOCS = (
    "Posts topics into a group. Supports plain text, photos, videos, a link card, a poll, closed comments, hidden "
    'topics and `delivery = "native"`, which passes the topic to OK\'s own scheduler at once. `target` is the '
    "group's number, `application_key` your application's public key. Each call is signed: with the session's "
    "secret key if the account has one, otherwise with one made from the token and the application's secret key. "
    "There is no de-duplication key: if the answer to a call is lost, the group's topics since the planned time "
    "are read and compared, five minutes later. A topic that is not among them stays unknown until you have looked, "
    "because OK leaves topics without statistics out of the list (`list_is_complete = true` trusts it). A topic gets "
    "another id when OK's scheduler posts it or after moderation; it is then found again. Topics can be edited, but "
    "not their polls, and deleted; OK's pages do not describe the call that edits. Places are written as a line "
    "under the text. Audio files, documents, quizzes, the end of a poll and first comments cannot be sent."
)
SECRETS = (
    SecretSpec(
        "token",
        "access token",
        "From OAuth, or the permanent one in your application's settings, with the rights VALUABLE_ACCESS and "
        "GROUP_CONTENT; for media PHOTO_CONTENT and VIDEO_CONTENT, too.",
    ),
    SecretSpec(
        "session_secret",
        "session secret key",
        "`session_secret_key`, which OK shows beside the permanent access token; it signs the calls.",
        required=False,
    ),
    SecretSpec(
        "application_secret",
        "application's secret key",
        "`application_secret_key` from OK's letter; it signs the calls where there is no session secret key.",
        required=False,
    ),
)


def _limit(source: str, most: float | None = None, least: float | None = None, sure: bool = True) -> Limit:
    return Limit(least, most, source=source, checked=CHECKED, sure=sure)


NO_UPLOAD = "apiok.ru/dev/methods: no upload for topics"
LIMITS = Limits(
    {
        "text.length": _limit("third-party tools; not documented by OK", 32_000, sure=False),
        "audio.count": _limit(NO_UPLOAD, 0),
        "document.count": _limit(NO_UPLOAD, 0),
        "video.bytes": _limit(
            "https://apiok.ru/dev/methods/rest/video/video.getUploadUrl", 1 << 30, 16_384, sure=False
        ),
        "schedule.seconds": _limit("our own margin for uploads; OK wants a time in the future", least=120, sure=False),
    }
)
CARRIES: frozenset[Carried] = frozenset({"link", "link-beside-media", "first-link", "poll"})
"""What a card shows comes from the page. The only link of a text alone becomes one (`text_link_preview`)."""
STYLE = Style(links="text-url")

FACTS = Facts(
    name="ok",
    title="Odnoklassniki",
    docs=DOCS,
    safety=Safety.READABLE,
    settle_seconds=SETTLE,
    limits=LIMITS,
    carries=CARRIES,
    unit="UTF-16 units",
    style=STYLE,
    options=Options,
    settings=Settings,
    needs=("target", "application_key"),
    secrets=SECRETS,
    one_of=("session_secret", "application_secret"),
    native_schedule=True,
    edits=frozenset({"text", "media", "link", "options"}),
)
