"""What people will see of a post of a Page, read from the parameters of the call that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.facebook.render import MESSAGE
from smmgen.networks.preview import Preview, at_name
from smmgen.networks.shown import Message, Shown, ShownFile, file, first_address, listed, made_card, within

FOLD = (480, 7)
"""So many characters and lines of a post the feed shows before "see more"."""
FORMATS = {"video_reels": "reel", "photo_stories": "story", "video_stories": "story"}
NOTES = ("place", "targeting", "feed_targeting")


class FacebookPreview(Preview):
    """As the feed shows it."""

    def handle(self, account: Account, site: str) -> str:
        return account.title or at_name(account)

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A post, a reel, a story or a comment. A post without files gets a card of its link, or of its first address."""
    edge, params = text(message.request.get("edge")), mapping(message.request.get("params"))
    rich, media = RichText(text(params.get(MESSAGE.get(edge, "message")))), tuple(_files(message, edge, params))
    card = made_card(text(params.get("link")) or first_address(rich, bare=True))
    return Shown(
        rich=rich,
        fold=FOLD,
        title=text(params.get("title")),
        format=FORMATS.get(edge, ""),
        media=media,
        link=None if media or edge == "comments" or edge in FORMATS else card,
        notes=tuple(name for name in NOTES if params.get(name)),
    )


def _files(message: Message, edge: str, params: Mapping[str, Any]) -> Iterator[ShownFile]:
    if edge == "videos" or edge in FORMATS:
        yield from (file(item, titled=True) for item in message.media[:1])
    for item in listed(params.get("attached_media")):
        if found := message.media_of(within(item, "media_fbid")):
            yield file(found, described=True)
