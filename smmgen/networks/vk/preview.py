"""What people will see of a post of a wall, read from the calls that make it (`wall.post`, `polls.create`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from smmgen.config import Account
from smmgen.markup.text import Mark, RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview, at_name, number_of
from smmgen.networks.shown import Message, Note, Shown, ShownCard, ShownPoll, file, lasting, listed
from smmgen.networks.vk.stories import is_story

FOLD = (300, 8)
"""So many characters and lines of a post its feed shows before "show more"."""
NOTES = ("mark_as_ads", "signed", "donut_paid_duration")
_MENTION = re.compile(r"\[(?:id|club|public|event)\d+\|([^\]\n]+)\]")


class VkPreview(Preview):
    """As a community's wall shows it."""

    def handle(self, account: Account, site: str) -> str:
        return f"club{number}" if (number := number_of(account)) else at_name(account)

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A post, a story or a comment. Files are attached in their order; the request itself names none."""
    if is_story(message.request):
        return _story(message)
    params, poll = mapping(message.request.get("params")), mapping(message.request.get("poll"))
    return Shown(
        rich=named(text(params.get("message"))),
        fold=FOLD,
        media=tuple(file(item, titled=True) for item in message.media),
        carousel=params.get("primary_attachments_mode") == "carousel",
        link=_card(params),
        poll=_poll(poll, message.at) if poll else None,
        silent=params.get("mute_notifications") is True,
        replies="nobody" if params.get("close_comments") is True else "",
        place=_place(params),
        source=text(params.get("copyright")),
        notes=tuple(_notes(params)),
    )


def _story(message: Message) -> Shown:
    """The button of its link is the title of a card, by VK's name for it."""
    params = mapping(mapping(message.request.get("upload")).get("params"))
    address = text(params.get("link_url"))
    return Shown(
        format="story",
        media=tuple(file(item, titled=True) for item in message.media[:1]),
        link=ShownCard(address, text(params.get("link_text"))) if address else None,
    )


def _notes(params: Mapping[str, Any]) -> Iterator[Note]:
    yield from (name for name in NOTES if params.get(name))
    attached = [item for item in listed(params.get("attachments")) if isinstance(item, str)]
    yield from (("attach", item) for item in attached if "://" not in item)


def named(message: str) -> RichText:
    """Of `[club1|words]` readers see the words."""
    words, marks, end = "", list[Mark](), 0
    for found in _MENTION.finditer(message):
        words += message[end : found.start()]
        marks.append(Mark(len(words), len(words) + len(found[1]), "mention"))
        words += found[1]
        end = found.end()
    return RichText(words + message[end:], tuple(marks))


def _card(params: Mapping[str, Any]) -> ShownCard | None:
    """VK is sent the address and perhaps a title, and takes the rest from the page."""
    attached = [item for item in listed(params.get("attachments")) if isinstance(item, str)]
    address = next((item for item in attached if "://" in item), "")
    return ShownCard(address, text(params.get("link_title")), rest=True) if address else None


def _place(params: Mapping[str, Any]) -> str:
    """A point of the map, or the number of a place that VK knows; it names it itself."""
    if params.get("place_id"):
        return f"№ {params['place_id']}"
    return f"{params['lat']}, {params['long']}" if {"lat", "long"} <= params.keys() else ""


def _poll(poll: Mapping[str, Any], at: str) -> ShownPoll:
    try:
        options = listed(json.loads(text(poll.get("add_answers")) or "null"))
    except ValueError:
        options = []
    end = poll.get("end_date")
    seconds = end - int(datetime.fromisoformat(at).timestamp()) if isinstance(end, int) and at else None
    return ShownPoll(
        question=text(poll.get("question")),
        options=tuple(map(text, options)),
        multiple=poll.get("is_multiple") is True,
        anonymous=poll.get("is_anonymous") is not False,
        closes=lasting(seconds),
    )
