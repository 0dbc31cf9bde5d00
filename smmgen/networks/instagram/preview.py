"""What people will see of a post on Instagram, read from the parameters of its container."""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import text
from smmgen.networks.preview import Preview, at_name
from smmgen.networks.shown import Message, Shown, ShownFile, file, listed, within

FOLD = (125, 2)
"""So many characters and lines of a caption the feed shows before "more"."""
FORMATS = {"STORIES": "story", "REELS": "reel"}


class InstagramPreview(Preview):
    """As the app shows it."""

    def handle(self, account: Account, site: str) -> str:
        return at_name(account)

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A post, a reel, a story or a comment."""
    request = message.request
    kind, media = text(request.get("media_type")), tuple(_files(message))
    return Shown(
        rich=RichText(text(request.get("caption")) or text(request.get("message"))),
        fold=FOLD,
        format=FORMATS.get(kind, ""),
        media=media,
        carousel=kind == "CAROUSEL",
        replies="nobody" if request.get("comment_enabled") is False else "",
        notes=tuple(_notes(message)),
    )


def _files(message: Message) -> Iterator[ShownFile]:
    request = message.request
    for item in listed(request.get("children")) or [request]:
        for name in ("image_url", "video_url"):
            index = within(item, name, "$address")
            if isinstance(index, int) and (found := message.media_of({"$media": index})):
                yield file(found, described=True)._replace(alt=text(within(item, "alt_text")))


def _notes(message: Message) -> Iterator[str]:
    request = message.request
    names = ("collaborators", "location_id", "is_ai_generated", "trial_params")
    yield from (name for name in names if request.get(name))
    if request.get("share_to_feed") is False:
        yield "reels_only"
    if any(within(item, "user_tags") for item in (request, *listed(request.get("children")))):
        yield "user_tags"
