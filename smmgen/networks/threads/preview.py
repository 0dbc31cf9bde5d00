"""What people will see of a post on Threads, read from the parameters of its container."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview, at_name
from smmgen.networks.shown import (
    Message,
    Note,
    Shown,
    ShownCard,
    ShownFile,
    ShownPoll,
    file,
    first_address,
    listed,
    made_card,
    within,
)

REPLIES = {"followers_only": "followers", "mentioned_only": "mentioned"}
FOLD = (300, 8)
"""So many characters and lines of a post the feed shows before "more"."""
NOTES = ("enable_reply_approvals", "quote_post_id", "location_id", "allowlisted_country_codes")


class ThreadsPreview(Preview):
    """As the feed shows it."""

    def handle(self, account: Account, site: str) -> str:
        return at_name(account)

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A post or a reply. Of a text without files, the first address gets a card."""
    request = message.request
    rich, media = RichText(text(request.get("text"))), tuple(_files(message))
    poll, topic = mapping(request.get("poll_attachment")), text(request.get("topic_tag"))
    return Shown(
        rich=rich,
        fold=FOLD,
        media=media,
        carousel=len(media) > 1,
        covered=request.get("is_spoiler_media") is True,
        link=None if media or poll else _card(request, rich),
        poll=_poll(poll) if poll else None,
        replies=REPLIES.get(text(request.get("reply_control")), ""),
        tags=(topic,) if topic else (),
        notes=tuple(_notes(request)),
    )


def _notes(request: Mapping[str, Any]) -> Iterator[Note]:
    yield from (name for name in NOTES if request.get(name))
    if attached := text(within(request, "text_attachment", "plaintext")):
        yield "text_attachment", attached


def _files(message: Message) -> Iterator[ShownFile]:
    request = message.request
    for item in listed(request.get("children")) or [request]:
        for name in ("image_url", "video_url"):
            index = within(item, name, "$address")
            if isinstance(index, int) and (found := message.media_of({"$media": index})):
                yield file(found, described=True)._replace(alt=text(within(item, "alt_text")))


def _card(request: Mapping[str, Any], rich: RichText) -> ShownCard | None:
    return made_card(text(request.get("link_attachment")) or first_address(rich, bare=True))


def _poll(poll: Mapping[str, Any]) -> ShownPoll:
    """Without a question: that is part of the text. It is open for a day."""
    options = (text(poll.get(f"option_{letter}")) for letter in "abcd")
    return ShownPoll("", tuple(option for option in options if option), closes="24h")
