"""What a feed reader will show of an entry, read from the entry itself."""

from __future__ import annotations

from smmgen.config import Account
from smmgen.networks.answers import mapping, text
from smmgen.networks.feed.render import copy_of
from smmgen.networks.preview import Preview, host_of
from smmgen.networks.shown import Message, Shown, file, listed


class FeedPreview(Preview):
    """As a feed reader shows it."""

    def handle(self, account: Account, site: str) -> str:
        """The host of the project's site."""
        return host_of(site) or "feed"

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """An entry: its HTML shows its files."""
    item = mapping(message.request.get("item"))
    files = [(one, copy_of(text(one.get("path")), text(one.get("sha256")))) for one in message.media]
    return Shown(
        html=text(item.get("content_html")),
        title=text(item.get("title")),
        media=tuple(file(one, titled=True, address=address) for one, address in files),
        tags=tuple(map(text, listed(item.get("tags")))),
    )
